package uvs.dataplane.ipvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionStatus;
import uvs.dataplane.service.ConnectionStatus.EngineData;

/// The lines of `/proc/net/ip_vs_conn`, as Linux 6.1 writes them.
final class ProcConnectionsTest {

    @Test
    void readsIpv4() throws BackendException {
        assertEquals(connection(6, "198.51.100.10", 50_000, "192.0.2.10", 80, "10.1.0.1", 8080, "ESTABLISHED", 895),
            ProcConnections.connection(
                "TCP C633640A C350 C000020A 0050 0A010001 1F90 ESTABLISHED     895"));
    }

    @Test
    void readsIpv6() throws BackendException {
        assertEquals(connection(17, "2001:db8::1234", 5060, "2001:db8::60", 5060, "2001:db8:1::1", 5061, "UDP", 300),
            ProcConnections.connection("UDP 2001:0db8:0000:0000:0000:0000:0000:1234 13C4 "
                + "2001:0db8:0000:0000:0000:0000:0000:0060 13C4 2001:0db8:0001:0000:0000:0000:0000:0001 13C5 "
                + "UDP             300"));
    }

    /// The real server of a tunnel may be of the other family.
    @Test
    void readsATunnelAcrossFamilies() throws BackendException {
        assertEquals(connection(6, "2001:db8::1234", 1, "2001:db8::60", 80, "10.1.0.1", 80, "SYN_RECV", 0),
            ProcConnections.connection("TCP 2001:0db8:0000:0000:0000:0000:0000:1234 0001 "
                + "2001:0db8:0000:0000:0000:0000:0000:0060 0050 0A010001 0050 SYN_RECV          0"));
    }

    @Test
    void readsTemplatesWithWhatTheirEngineRemembers() throws BackendException {
        assertEquals(connection(0, "198.51.100.0", 0, "0.0.0.1", 0, "10.1.0.1", 0, "NONE", 300),
            ProcConnections.connection("IP  C6336400 0000 00000001 0000 0A010001 0000 NONE            300"));
        ConnectionStatus sip = ProcConnections.connection(
            "UDP 00000000 0000 C000023C 13C4 0A010001 13C4 UDP             355 sip a b@198.51.100.7");
        assertEquals(Optional.of(new EngineData("sip", "a b@198.51.100.7")), sip.engine());
    }

    @Test
    void namesProtocols() throws BackendException {
        assertEquals("IP_50", ProcConnections.connection(
            "IP_50 C633640A C350 C000020A 0050 0A010001 1F90 NONE     895").protocolName());
        assertEquals("SCTP", ProcConnections.connection(
            "SCTP C633640A C350 C000020A 0050 0A010001 1F90 ESTABLISHED     895").protocolName());
    }

    @Test
    void saysWhatALineLacks() {
        BackendException refusal = assertThrows(BackendException.class,
            () -> ProcConnections.connection("TCP C633640A C350"));
        assertEquals("/proc/net/ip_vs_conn has a line that makes no sense (3 fields instead of 9): TCP C633640A C350",
            refusal.getMessage());
    }

    private static ConnectionStatus connection(int protocol, String client, int clientPort, String virtual,
        int virtualPort, String real, int realPort, String state, long seconds) {
        return new ConnectionStatus(protocol, IpAddress.of(client), clientPort, IpAddress.of(virtual), virtualPort,
            IpAddress.of(real), realPort, state, seconds, Optional.empty());
    }
}
