package uvs.tools.adm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionEntry;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionState;
import uvs.dataplane.conn.SctpState;
import uvs.dataplane.conn.TcpState;
import uvs.dataplane.conn.TemplateState;
import uvs.dataplane.conn.UdpState;
import uvs.dataplane.service.ConnectionStatus;

final class ConnectionListingTest {

    private static ConnectionEntry entry(int protocol, String client, int clientPort, String virtual,
            int virtualPort, String real, ConnectionState state, long remainingMs) {
        int flags = state instanceof TemplateState ? ConnectionFlags.TEMPLATE : 0;
        return new ConnectionEntry(
            protocol, IpAddress.of(client), clientPort, IpAddress.of(virtual), virtualPort,
            IpAddress.of(real), virtualPort, state, remainingMs * 1_000_000, flags, 1, 1, 1);
    }

    /// The lines are those that ipvsadm 1.31 prints, but for their order.
    @Test
    void listsAsIpvsadmDoes() {
        var lines = new ArrayList<String>();
        ConnectionListing.write(Stream.of(
            entry(17, "198.51.100.8", 5060, "192.0.2.60", 5060, "10.1.0.1", UdpState.UDP, 355_000),
            entry(6, "2001:db8::1234", 50_001, "2001:db8::80", 80, "2001:db8:1::1", TcpState.FIN_WAIT,
                118_999),
            entry(6, "198.51.100.7", 50_000, "192.0.2.10", 80, "10.1.0.1", TcpState.ESTABLISHED, 895_000),
            entry(6, "198.51.100.7", 0, "192.0.2.10", 443, "10.1.0.1", TemplateState.NONE, 299_000),
            entry(0, "198.51.100.9", 0, "0.0.0.1", 0, "10.1.0.1", TemplateState.ASSURED, 6_000_000),
            entry(132, "198.51.100.7", 9, "192.0.2.10", 80, "10.1.0.1", SctpState.ESTABLISHED, 0))
            .map(ConnectionStatus::of).toList(),
            lines::add);
        assertEquals(List.of(
            "IPVS connection entries",
            "pro expire state       source             virtual            destination",
            "IP  100:00 ASSURED     198.51.100.9:0     0.0.0.1:0          10.1.0.1:0",
            "TCP 04:59  NONE        198.51.100.7:0     192.0.2.10:443     10.1.0.1:443",
            "TCP 14:55  ESTABLISHED 198.51.100.7:50000 192.0.2.10:80      10.1.0.1:80",
            "TCP 01:58  FIN_WAIT    [2001:db8::1234]:50001 [2001:db8::80]:80  [2001:db8:1::1]:80",
            "UDP 05:55  UDP         198.51.100.8:5060  192.0.2.60:5060    10.1.0.1:5060",
            "SCTP 00:00  ESTABLISHED 198.51.100.7:9     192.0.2.10:80      10.1.0.1:80"), lines);
    }
}
