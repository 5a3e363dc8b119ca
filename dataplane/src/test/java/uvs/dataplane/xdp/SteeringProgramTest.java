package uvs.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.port.SteeredTraffic;
import uvs.dataplane.port.SteeredTraffic.Service;

/// The program, verified and run by the kernel over frames that are written here.
final class SteeringProgramTest {

    private static final int DROP = 1;
    private static final int PASS = 2;
    private static final String MACS = "020000000001" + "020000000002";
    private static final String IPV4_CLIENT = "cb007107"; // 203.0.113.7
    private static final String IPV4_VIRTUAL = "c0000201"; // 192.0.2.1
    private static final String IPV4_REAL = "c6336402"; // 198.51.100.2
    private static final String IPV6_CLIENT = "20010db8000000000000000000000007";
    private static final String IPV6_VIRTUAL = "20010db8000000000000000000000001";

    private SteeringMap map;
    private Descriptor program;

    /// The program as it is loaded, but what it takes it drops: a frame of a test run is nobody's.
    @BeforeEach
    void load() throws SystemCallException {
        Privileges.assumeBpf();
        map = new SteeringMap();
        program = Bpf.loadXdp("test", SteeringProgram.write(map.descriptor(), 1792, _ -> { }, code -> code.exit(DROP)));
    }

    @AfterEach
    void close() {
        if (program != null) {
            program.close();
            map.close();
        }
    }

    @Test
    void takesWhatIsSentToAVirtualServerAndNothingElse() throws IOException {
        steer("TCP/192.0.2.1/80,UDP/2001:db8::1/53", "", "192.0.2.1,2001:db8::1");
        assertEquals(DROP, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 80)));
        assertEquals(DROP, run(ipv6("11", IPV6_CLIENT, IPV6_VIRTUAL, 40000, 53)));

        assertEquals(PASS, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 22)), "another port");
        assertEquals(PASS, run(ipv4("11", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 80)), "another protocol");
        assertEquals(PASS, run(ipv4("06", IPV4_CLIENT, IPV4_REAL, 40000, 80)), "another address");
        assertEquals(PASS, run(ipv4("06", IPV4_VIRTUAL, IPV4_CLIENT, 80, 40000)), "the other way");
        assertEquals(PASS, run(ipv6("06", IPV6_CLIENT, IPV6_VIRTUAL, 40000, 53)), "another protocol");
        assertEquals(PASS, run(ipv4("01", IPV4_CLIENT, IPV4_VIRTUAL, 0x0800, 80)), "ICMP");
        assertEquals(PASS, run(HexFormat.of().parseHex("ffffffffffff" + "020000000002" + "0806" + "00".repeat(46))), "ARP");
    }

    @Test
    void takesEveryPortOfAServiceOfPort0() throws IOException {
        steer("UDP/192.0.2.1/0", "", "192.0.2.1");
        assertEquals(DROP, run(ipv4("11", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 1)));
        assertEquals(DROP, run(ipv4("11", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 65_535)));
        assertEquals(PASS, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 1)));
    }

    @Test
    void takesWhatARealServerSendsFromItsServiceToOthersThanThisMachine() throws IOException {
        steer("TCP/192.0.2.1/80", "TCP/198.51.100.2/8080,SCTP/198.51.100.2/0", "192.0.2.1");
        assertEquals(DROP, run(ipv4("06", IPV4_REAL, IPV4_CLIENT, 8080, 40000)));
        assertEquals(DROP, run(ipv4("84", IPV4_REAL, IPV4_CLIENT, 9, 40000)), "any port");

        assertEquals(PASS, run(ipv4("06", IPV4_REAL, IPV4_CLIENT, 22, 40000)), "another port");
        assertEquals(PASS, run(ipv4("06", IPV4_REAL, IPV4_VIRTUAL, 8080, 40000)), "to this machine");
        assertEquals(DROP, run(ipv4("06", IPV4_REAL, IPV4_VIRTUAL, 8080, 80)), "to a virtual server");
    }

    /// An address may be a virtual server's and a real server's, and have services with a port and without.
    @Test
    void tellsTheServicesOfOneAddressApart() throws IOException {
        steer("TCP/192.0.2.1/80,UDP/192.0.2.1/0", "UDP/192.0.2.1/53", "");
        assertEquals(DROP, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 80)));
        assertEquals(DROP, run(ipv4("11", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 80)));
        assertEquals(PASS, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 53)));
        assertEquals(DROP, run(ipv4("11", IPV4_VIRTUAL, IPV4_CLIENT, 53, 9)));
        assertEquals(PASS, run(ipv4("11", IPV4_VIRTUAL, IPV4_CLIENT, 54, 9)));
        assertEquals(PASS, run(ipv4("06", IPV4_VIRTUAL, IPV4_CLIENT, 80, 9)));
    }

    @Test
    void leavesFragmentsTaggedAndLongFramesToTheKernel() throws IOException {
        steer("TCP/192.0.2.1/80", "", "192.0.2.1");
        String packet = ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 80);
        assertEquals(PASS, run(packet.substring(0, 40) + "2000" + packet.substring(44)), "a first fragment");
        assertEquals(PASS, run(packet.substring(0, 40) + "2001" + packet.substring(44)), "a later one");
        assertEquals(PASS, run(MACS + "81000005" + packet.substring(24)), "tagged");
        assertEquals(DROP, run(packet + "00".repeat(1792 - packet.length() / 2)));
        assertEquals(PASS, run(packet + "00".repeat(1793 - packet.length() / 2)));
    }

    @Test
    void findsThePortsBehindIpv4Options() throws IOException {
        steer("TCP/192.0.2.1/80", "", "192.0.2.1");
        String packet = ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 80);
        assertEquals(DROP, run(packet.substring(0, 28) + "46" + packet.substring(30, 68) + "01010101" + packet.substring(68)));
        assertEquals(PASS, run(packet.substring(0, 28) + "44" + packet.substring(30)), "a header of 16 bytes");
    }

    @Test
    void followsServicesThatComeAndGo() throws IOException {
        steer("TCP/192.0.2.1/80,TCP/192.0.2.1/81", "TCP/198.51.100.2/8080", "192.0.2.1");
        steer("TCP/192.0.2.1/81", "", "192.0.2.1");
        assertEquals(PASS, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 80)));
        assertEquals(DROP, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 81)));
        assertEquals(PASS, run(ipv4("06", IPV4_REAL, IPV4_CLIENT, 8080, 40000)));
        steer("", "", "");
        assertEquals(PASS, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 81)));
    }

    @Test
    void takesTheDataConnectionsOfFtp() throws IOException {
        steer("TCP/192.0.2.1/21", "", "192.0.2.1", "192.0.2.1");
        assertEquals(DROP, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 20)));
        assertEquals(DROP, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 1024)));
        assertEquals(PASS, run(ipv4("06", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 1023)));
        assertEquals(PASS, run(ipv4("11", IPV4_CLIENT, IPV4_VIRTUAL, 40000, 1024)));
    }

    @Test
    void tellsWhatTheVerifierSays() {
        var e = assertThrows(SystemCallException.class,
            () -> Bpf.loadXdp("wrong", new BpfAssembler().exit().assemble()));
        assertTrue(e.getMessage().contains("R0 !read_ok"), e.getMessage());
    }

    private void steer(String virtual, String real, String local) throws IOException {
        steer(virtual, real, local, "");
    }

    private void steer(String virtual, String real, String local, String ftp) throws IOException {
        map.follow(new SteeredTraffic(Set.of(), services(virtual), services(real),
            addresses(local), addresses(ftp)));
    }

    private static Set<Service> services(String words) {
        return words(words).map(word -> word.split("/"))
            .map(parts -> new Service(Protocol.valueOf(parts[0]), IpAddress.of(parts[1]), Integer.parseInt(parts[2])))
            .collect(Collectors.toSet());
    }

    private static Set<IpAddress> addresses(String words) {
        return words(words).map(IpAddress::of).collect(Collectors.toSet());
    }

    private static java.util.stream.Stream<String> words(String list) {
        return Arrays.stream(list.split(",")).filter(word -> !word.isEmpty());
    }

    private int run(String frame) throws SystemCallException {
        return run(HexFormat.of().parseHex(frame));
    }

    private int run(byte[] frame) throws SystemCallException {
        return Bpf.run(program, frame);
    }

    private static String ipv4(String protocol, String source, String destination, int sourcePort, int destinationPort) {
        return MACS + "0800"
            + "4500002c"                // version 4, no options; 44 bytes in all
            + "00000000"                // identification, no fragment
            + "40" + protocol + "0000"  // TTL 64; checksum, not looked at
            + source + destination + ports(sourcePort, destinationPort);
    }

    private static String ipv6(String protocol, String source, String destination, int sourcePort, int destinationPort) {
        return MACS + "86dd"
            + "60000000"                // version 6
            + "0018" + protocol + "40"  // 24 bytes behind; hop limit 64
            + source + destination + ports(sourcePort, destinationPort);
    }

    private static String ports(int source, int destination) {
        return "%04x%04x".formatted(source, destination) + "00".repeat(20);
    }
}
