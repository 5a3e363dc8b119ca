package uvs.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Under which name each refusal is counted. The first eight are the keys of keepalived's `stats` (its JSON and its text);
/// the next three its names for SNMP. What it does not count has names of our own.
class RefusalTest {

    @Test
    void eachHasTheNameOfKeepalivedsStatistic() {
        var names = new EnumMap<Refusal, String>(Map.of(
            Refusal.LENGTH, "packet_len_err",
            Refusal.INTERVAL, "advert_interval_err",
            Refusal.TIME_TO_LIVE, "ip_ttl_err",
            Refusal.TYPE, "invalid_type_rcvd",
            Refusal.ADDRESS_LIST, "addr_list_err",
            Refusal.AUTHENTICATION_TYPE_INVALID, "invalid_authtype",
            Refusal.AUTHENTICATION_TYPE_MISMATCH, "authtype_mismatch",
            Refusal.AUTHENTICATION_HEADER, "authtype_mismatch",
            Refusal.AUTHENTICATION_FAILURE, "auth_failure"));
        names.putAll(Map.of(
            Refusal.CHECKSUM, "chk_err",
            Refusal.VERSION, "vers_err",
            Refusal.UNKNOWN_VIRTUAL_ROUTER, "vrid_err",
            Refusal.FROM_OURSELVES, "from_ourselves",
            Refusal.CAST, "cast_err",
            Refusal.OWNER_IGNORES, "owner_ignored",
            Refusal.UNICAST_SOURCE, "unicast_src_err",
            Refusal.UNICAST_TIME_TO_LIVE, "unicast_ttl_err",
            Refusal.SUPERSEDED, "superseded"));
        var told = new EnumMap<Refusal, String>(Refusal.class);
        for (Refusal refusal : Refusal.values()) {
            told.put(refusal, refusal.statistic());
        }
        assertEquals(names, told);
    }
}
