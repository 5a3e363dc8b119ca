package uvs.dataplane.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static uvs.dataplane.forward.PaperDirector.CLIENT;
import static uvs.dataplane.forward.PaperDirector.CLIENT_LINK;
import static uvs.dataplane.forward.PaperDirector.CLIENT_SIDE_MAC;
import static uvs.dataplane.forward.PaperDirector.REAL_1;
import static uvs.dataplane.forward.PaperDirector.SERVER_LINK;
import static uvs.dataplane.forward.PaperDirector.SERVER_SIDE_MAC;
import static uvs.dataplane.forward.PaperDirector.VIP;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.FastPathFlow;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.wire.Layouts;
import uvs.dataplane.wire.TcpHeader;

/// Which connections a worker has the kernel carry, and when it takes them back; the kernel's part is a map here.
final class OffloadTest {

    private static final ForwardingMethod NAT = new ForwardingMethod.Nat();
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long REAL_1_MAC = 0x0200_0000_0211L;
    private static final String THERE = "192.0.2.7:1000 > 192.0.2.100:80";
    private static final String BACK = "198.51.100.11:8080 > 192.0.2.7:1000";

    private final PaperFastPath path = new PaperFastPath();
    private PaperDirector director;

    @AfterEach
    void close() {
        assertEquals(0, director.framesHeld());
        director.close();
    }

    private PaperDirector open() throws Exception {
        director = new PaperDirector(VsSettings.DEFAULTS, Optional.of(path));
        return director;
    }

    @Test
    void carriesTcpFromTheNinthPacketOfADirectionUntilItIsNotEstablished() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);
        tcpFromClient(TcpHeader.SYN, 1);
        tcpFromServer(TcpHeader.SYN | TcpHeader.ACK, 1);
        tcpFromClient(TcpHeader.ACK, 8);
        assertEquals(Set.of(), path.entries());
        tcpFromClient(TcpHeader.ACK, 1);
        assertEquals("192.0.2.7:1000 > 198.51.100.11:8080 by 2 of 0 0", path.entry(THERE));
        tcpFromServer(TcpHeader.ACK | TcpHeader.PSH, 9);
        assertEquals("192.0.2.100:80 > 192.0.2.7:1000 by 1 of 0 0 out", path.entry(BACK));
        assertEquals(2, path.entered);

        tcpFromClient(TcpHeader.FIN | TcpHeader.ACK, 1);
        assertEquals(Set.of(), path.entries());
        director.advance(SECOND);
        tcpFromClient(TcpHeader.ACK, 1);
        tcpFromServer(TcpHeader.ACK, 1);
        assertEquals(Set.of(), path.entries());
        assertEquals(2, path.entered);
    }

    /// A connection that only some packets have come of, as by a flood of SYNs.
    @Test
    void carriesNothingThatIsHalfOpen() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);
        tcpFromClient(TcpHeader.SYN, 20);
        assertEquals(Set.of(), path.entries());
    }

    @Test
    void carriesDatagramsAndDirectRouting() throws Exception {
        open().serve(Protocol.UDP, 80, new ForwardingMethod.DirectRouting(), REAL_1);
        udpFromClient(1);
        assertEquals(Set.of(), path.entries());
        udpFromClient(1);
        assertEquals(THERE + " by 2 of 0 0", path.entry(THERE));
    }

    @Test
    void carriesNothingOfATunnelOrWithOptionsOrWithoutAChecksum() throws Exception {
        open().serve(Protocol.UDP, 80, new ForwardingMethod.Tunnel(TunnelType.IPIP, 0, TunnelChecksum.NONE), REAL_1);
        udpFromClient(8);
        director.serve(Protocol.UDP, 81, NAT, REAL_1);
        byte[] frame = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 81, 8);
        for (int i = 0; i < 8; i++) {
            director.arrive(CLIENT_LINK, TestFrame.withOptions(new byte[] {1, 1, 1, 1}, frame));
        }
        MemorySegment.ofArray(frame).set(Layouts.U16, TestFrame.TRANSPORT + 6, (short) 0);
        for (int i = 0; i < 8; i++) {
            director.arrive(CLIENT_LINK, frame.clone());
        }
        assertEquals(Set.of(), path.entries());
        assertEquals(0, path.entered);
    }

    @Test
    void entersAConnectionAgainThatComesAgain() throws Exception {
        VirtualServerId virtual = open().serve(Protocol.UDP, 80, NAT, REAL_1);
        udpFromClient(4);
        assertEquals(1, path.entered);
        udpFromClient(40);
        assertEquals(1, path.entered);
        director.advance(SECOND);
        udpFromClient(1);
        assertEquals(2, path.entered);
        assertEquals(1, path.again);

        path.changed.clear();
        director.backend.editRealServer(virtual, PaperDirector.real(REAL_1, NAT), new RealServerSettings(NAT, 0, 0, 0));
        director.work();
        assertEquals(List.of(0), path.changed);
        director.backend.removeRealServer(virtual, PaperDirector.real(REAL_1, NAT));
        director.advance(SECOND);
        udpFromClient(4);
        assertEquals(List.of(0, 0), path.changed);
        assertEquals(2, path.entered);
    }

    @Test
    void leavesAnEntryThatIsAnothers() throws Exception {
        open().serve(Protocol.UDP, 80, NAT, REAL_1);
        path.enters = false;
        udpFromClient(4);
        path.map.put("17 " + THERE, "another's");
        director.advance(301 * SECOND);
        director.work();
        assertEquals(0, director.connections.size());
        assertEquals("another's", path.entry(THERE));
    }

    @Test
    void endsWithTheConnection() throws Exception {
        open().serve(Protocol.UDP, 80, NAT, REAL_1);
        udpFromClient(4);
        path.seenNs = 200 * SECOND;
        director.advance(301 * SECOND);
        director.work();
        assertEquals(1, director.connections.size());
        director.advance(200 * SECOND);
        director.work();
        assertEquals(0, director.connections.size());
        assertEquals(Set.of(), path.entries());
    }

    @Test
    void dropsNextHopsThatAreNotWhatTheyWere() throws Exception {
        open().serve(Protocol.UDP, 80, NAT, REAL_1);
        udpFromClient(4);
        assertEquals(Set.of(1), path.hops);
        director.learn(SERVER_LINK, "198.51.100.99", 0x0200_0000_0299L);
        director.work();
        assertEquals(Set.of(1), path.hops);
        director.learn(SERVER_LINK, REAL_1, 0x0200_0000_0298L);
        director.work();
        assertEquals(Set.of(), path.hops);

        director.advance(SECOND);
        udpFromClient(1);
        assertEquals(Set.of(2), path.hops);
        director.addRoute("203.0.113.0/24", SERVER_LINK);
        director.work();
        assertEquals(Set.of(), path.hops);
    }

    /// The kernel's neighbour table does not see what leaves this way.
    @Test
    void hasANeighbourConfirmedThatIsStaleAndInUse() throws Exception {
        open().serve(Protocol.UDP, 80, NAT, REAL_1);
        udpFromClient(4);
        director.forget(SERVER_LINK, REAL_1, REAL_1_MAC);
        director.advance(SECOND);
        director.work();
        assertEquals(List.of(), director.reports);
        path.used.add(1);
        director.advance(SECOND);
        director.work();
        assertEquals(List.of(new WorkerReport.NeighbourWanted(SERVER_LINK, IpAddress.of(REAL_1))), director.reports);
        assertEquals(Set.of(1), path.hops);
    }

    private void tcpFromClient(int flags, int packets) {
        for (int i = 0; i < packets; i++) {
            director.arrive(CLIENT_LINK, TestFrame.tcp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 80, flags));
        }
    }

    private void tcpFromServer(int flags, int packets) {
        for (int i = 0; i < packets; i++) {
            director.arrive(SERVER_LINK, TestFrame.tcp(SERVER_SIDE_MAC, REAL_1, 8080, CLIENT, 1000, flags));
        }
    }

    private void udpFromClient(int packets) {
        for (int i = 0; i < packets; i++) {
            director.arrive(CLIENT_LINK, TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 80, 8));
        }
    }

    /// Remembers what was entered, as text.
    private static final class PaperFastPath implements FastPath {

        private final TreeMap<String, String> map = new TreeMap<>();
        private final Set<Integer> hops = new TreeSet<>();
        private final Set<Integer> used = new HashSet<>();
        private final List<Integer> changed = new ArrayList<>();
        private final List<String> hopNames = new ArrayList<>(List.of(""));
        private boolean enters = true;
        private int entered;
        private int again;
        private long seenNs;

        private Set<String> entries() {
            return map.keySet();
        }

        private String entry(String packet) {
            return map.entrySet().stream().filter(entry -> entry.getKey().endsWith(" " + packet)).findFirst().orElseThrow()
                .getValue();
        }

        @Override
        public int hop(int linkIndex, long mac, long sourceMac, int mtu) {
            String name = linkIndex + " " + mac + " " + sourceMac + " " + mtu;
            if (!hopNames.contains(name)) {
                hopNames.add(name);
            }
            hops.add(hopNames.indexOf(name));
            return hopNames.indexOf(name);
        }

        @Override
        public void dropHop(int hop) {
            hops.remove(hop);
            hopNames.set(hop, "gone");
        }

        @Override
        public boolean hopHolds(int hop) {
            return hops.contains(hop);
        }

        @Override
        public boolean wasUsed(int hop) {
            return used.remove(hop);
        }

        @Override
        public boolean enter(FastPathFlow flow, boolean replacing, long nowNs) {
            entered++;
            again += replacing ? 1 : 0;
            if (enters) {
                map.put(flow.protocol + " " + text(flow.source, flow.sourcePort, flow.destination, flow.destinationPort),
                    text(flow.newSource, flow.newSourcePort, flow.newDestination, flow.newDestinationPort) + " by "
                    + hopNames.get(flow.hop).split(" ")[0] + " of " + flow.virtualServer + " " + flow.realServer
                    + (flow.fromRealServer ? " out" : ""));
            }
            return enters;
        }

        private static String text(int source, int sourcePort, int destination, int destinationPort) {
            return IpAddress.ofIpv4(source) + ":" + sourcePort + " > " + IpAddress.ofIpv4(destination) + ":" + destinationPort;
        }

        @Override
        public void remove(int protocol, int source, int sourcePort, int destination, int destinationPort) {
            map.remove(protocol + " " + text(source, sourcePort, destination, destinationPort));
        }

        @Override
        public long lastSeenNs(
            int protocol, int source, int sourcePort, int destination, int destinationPort, long otherwise) {
            boolean there = map.containsKey(protocol + " " + text(source, sourcePort, destination, destinationPort));
            return there ? seenNs : otherwise;
        }

        @Override
        public void serverChanged(int realServer) {
            changed.add(realServer);
        }

        @Override
        public void everythingChanged() {
            changed.add(-1);
        }

        @Override
        public int hops() {
            return 16;
        }

        @Override
        public boolean takesPartialChecksums() {
            return false;
        }

        @Override
        public int servers() {
            return 16;
        }
    }
}
