package uvs.vrrp.wire;

/// Why a received advertisement changes nothing. Each has one counter, named as keepalived's statistics name it.
public enum Refusal {

    /// No virtual router here has this identifier.
    UNKNOWN_VIRTUAL_ROUTER("vrid_err", "unknown virtual router identifier"),
    /// Its source address is our own: a loop on the segment, or a neighbour that pretends to be us.
    FROM_OURSELVES("from_ourselves", "the source address is our own"),
    AUTHENTICATION_HEADER("authtype_mismatch", "an authentication header missing, or not expected"),
    LENGTH("packet_len_err", "wrong length"),
    TIME_TO_LIVE("ip_ttl_err", "invalid TTL/HL"),
    VERSION("vers_err", "wrong version"),
    AUTHENTICATION_TYPE_INVALID("invalid_authtype", "invalid authentication type"),
    AUTHENTICATION_TYPE_MISMATCH("authtype_mismatch", "authentication type mismatch"),
    AUTHENTICATION_FAILURE("auth_failure", "authentication failure"),
    INTERVAL("advert_interval_err", "advertisement interval mismatch"),
    TYPE("invalid_type_rcvd", "invalid packet type"),
    CHECKSUM("chk_err", "invalid checksum"),
    /// A multicast packet for a unicast router, or the reverse.
    CAST("cast_err", "multicast where unicast is expected, or the reverse"),
    OWNER_IGNORES("owner_ignored", "the address owner ignores advertisements"),
    ADDRESS_LIST("addr_list_err", "the address list differs from ours"),
    UNICAST_SOURCE("unicast_src_err", "the source address is not a unicast peer"),
    UNICAST_TIME_TO_LIVE("unicast_ttl_err", "TTL/HL outside the limits of the unicast peer"),
    /// More than one advertisement in one burst: only the first is acted upon.
    SUPERSEDED("superseded", "more than one advertisement in a burst");

    private final String statistic;
    private final String text;

    Refusal(String statistic, String text) {
        this.statistic = statistic;
        this.text = text;
    }

    /// The key under which reports count it. Two refusals may share one.
    public String statistic() {
        return statistic;
    }

    /// A few words for a log line.
    public String text() {
        return text;
    }
}
