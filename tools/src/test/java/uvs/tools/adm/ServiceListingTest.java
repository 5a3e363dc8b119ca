package uvs.tools.adm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.Rates;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;

/// Lists with connections and counters, which the transcript has none of.
final class ServiceListingTest {

    private static final Counters NONE = new Counters(0, 0, 0, 0, 0);

    private static RealServerStatus real(String address, int active) {
        return new RealServerStatus(new RealServerId(IpAddress.of(address), 80),
            new RealServerSettings(new ForwardingMethod.DirectRouting(), 1, 0, 0), NONE, Rates.NONE, active,
                0, 0);
    }

    private static VirtualServerStatus service(String address, Counters counters, Rates rates,
        RealServerStatus... real) {
        return new VirtualServerStatus(new VirtualServerId.Address(Protocol.TCP, IpAddress.of(address), 80),
            new VirtualServerSettings("rr", Set.of(), Optional.empty(), false), counters, rates,
                List.of(real));
    }

    /// As an operator has shown it: the last column is filled up.
    @Test
    void listsADirectorWithDirectRouting() {
        var lines = new ArrayList<String>();
        ServiceListing.write(new BackendInfo(BackendInfo.IPVS_VERSION, 4096),
            List.of(service("161.202.132.84", NONE, Rates.NONE,
                real("161.202.142.206", 135), real("161.202.142.204", 134))), lines::add);
        assertEquals("""
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
            TCP  161.202.132.84:80 rr
              -> 161.202.142.204:80           Route   1      134        0        \s
              -> 161.202.142.206:80           Route   1      135        0        \s
            """, String.join("\n", lines) + "\n");
    }

    private static String numbers(boolean exact, ServiceColumns columns, long... numbers) {
        var lines = new ArrayList<String>();
        var counters = new Counters(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        var rates = new Rates(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        new ServiceListing(columns, Optional.empty(), exact, true, lines::add)
            .services(List.of(service("192.0.2.10", counters, rates)));
        return lines.get(2);
    }

    @Test
    void cutsLargeNumbers() {
        assertEquals("TCP  192.0.2.10:80                 1234567  123456K        0   98765M    9876G",
            numbers(false, ServiceColumns.STATS, 1_234_567, 123_456_789, 0, 98_765_432_109L,
                9_876_543_210_987L));
        assertEquals("TCP  192.0.2.10:80                99999999  100000K  999999K    1000M   99999M",
            numbers(false, ServiceColumns.STATS, 99_999_999, 100_000_000, 999_999_999, 1_000_000_000,
                99_999_999_999L));
        assertEquals("TCP  192.0.2.10:80                    100G   99999G     100T 9223372T 18446744T",
            numbers(false, ServiceColumns.RATE, 100_000_000_000L, 99_999_999_999_999L, 100_000_000_000_000L,
                Long.MAX_VALUE, -1));
    }

    @Test
    void writesLargeNumbersWholeWhereAsked() {
        assertEquals(
            "TCP  192.0.2.10:80                 1234567 123456789        0 98765432109 9876543210987",
            numbers(true, ServiceColumns.STATS, 1_234_567, 123_456_789, 0, 98_765_432_109L,
                9_876_543_210_987L));
    }
}
