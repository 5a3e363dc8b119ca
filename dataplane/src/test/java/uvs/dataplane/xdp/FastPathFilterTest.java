package uvs.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.ProcessorList;
import uvs.dataplane.linux.Scheduling;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.FastPathFlow;
import uvs.dataplane.service.ServerCounters.Counter;
import uvs.dataplane.wire.IpProtocol;

/// The filter of the packet sockets and the program behind them, run by the kernel one after the other over frames that are written
/// here. To be run over a frame with its Ethernet header, the filter is loaded as what it is not; the context is the same.
final class FastPathFilterTest {

    private static final int TAKEN = -1;
    private static final int LEFT_OUT = 0;
    private static final int GO_ON = -1;
    private static final int REDIRECT = 7;
    private static final int UDP = IpProtocol.UDP;
    private static final int TCP = IpProtocol.TCP;
    private static final int CLIENT = IpAddress.of("203.0.113.7").ipv4();
    private static final int VIRTUAL = IpAddress.of("192.0.2.1").ipv4();
    private static final int REAL = IpAddress.of("198.51.100.250").ipv4();
    /// The loopback interface's, at which the kernel runs programs over frames that are nobody's.
    private static final MacAddress OWN = MacAddress.of("00:00:00:00:00:00");
    private static final MacAddress CLIENT_MAC = MacAddress.of("02:00:00:00:00:02");
    private static final MacAddress OWN_BEHIND = MacAddress.of("02:00:00:00:00:03");
    private static final MacAddress NEXT = MacAddress.of("02:00:00:00:00:04");
    private static final int LINK = 1;
    private static final int MTU = 1000;

    private final ExecutorService processor = Executors.newSingleThreadExecutor();
    private TcFastPath shared;
    private FastPath path;
    private Descriptor plan;
    private Descriptor filter;
    private Descriptor carrier;

    @BeforeEach
    void load() throws Exception {
        Privileges.assumeBpf();
        shared = new TcFastPath(1);
        path = shared.worker(0).path();
        plan = FastPathPlan.createMap();
        filter = Bpf.load(Bpf.Kind.TC_INGRESS, "test", new FastPathFilter(new BpfAssembler(), shared.maps(), plan).assemble());
        carrier = Bpf.load(Bpf.Kind.TC_INGRESS, "test", new FastPathCarrier(new BpfAssembler(), plan).assemble());
        processor.submit(() -> {
            Scheduling.affinity(ProcessorList.allowed().subList(0, 1));
            return null;
        }).get();
    }

    @AfterEach
    void close() {
        processor.shutdown();
        if (carrier != null) {
            carrier.close();
            filter.close();
            plan.close();
            shared.close();
        }
    }

    @Test
    void carriesWhatItLeavesOut() throws Exception {
        enter(UDP);
        enter(TCP);
        for (int length = 28; length < 80; length++) {
            assertEquals(LEFT_OUT, filter(packet(UDP, length), 0));
            assertCarried(packet(UDP, length), rewritten(UDP, length));
        }
        for (int length = 40; length < 80; length++) {
            assertEquals(LEFT_OUT, filter(packet(TCP, length), 0));
            assertCarried(packet(TCP, length), rewritten(TCP, length));
        }
        assertEquals(92, shared.virtualServer(3, Counter.IN_PACKETS));
        assertEquals((28 + 79) * 52 / 2 + (40 + 79) * 40 / 2, shared.realServer(4, Counter.IN_BYTES));
    }

    /// And each time the filter says that the socket is to have it.
    @Test
    void carriesNothingElse() throws Exception {
        enter(UDP);
        leaves("another station", packet(UDP, 60).macs(NEXT, CLIENT_MAC));
        leaves("a group", packet(UDP, 60).macs(MacAddress.of("ff:ff:ff:ff:ff:ff"), CLIENT_MAC));
        leaves("no checksum", packet(UDP, 60).port(40, 0));
        leaves("another port", new WrittenFrame(UDP, CLIENT, 40_001, VIRTUAL, 53, 60).macs(OWN, CLIENT_MAC));
        leaves("shorter than it says", packet(UDP, 60).port(16, 61).seal());
        leaves("too long for the next link", packet(UDP, MTU + 1));
        leaves("TCP", packet(TCP, 60));
        assertEquals(0, shared.status().packets());
        assertEquals(LEFT_OUT, filter(packet(UDP, MTU), 0));
    }

    /// A frame that stands for many packets is as long as each of them.
    @Test
    void carriesLongFramesOfShortSegments() throws Exception {
        enter(UDP);
        enter(TCP);
        assertEquals(TAKEN, filter(packet(TCP, 1400), 0));
        assertEquals(LEFT_OUT, filter(packet(TCP, 1400), MTU - 40));
        assertEquals(TAKEN, filter(packet(TCP, 1400), MTU - 39));
        // Twelve bytes of options.
        assertEquals(LEFT_OUT, filter(packet(TCP, 1400).set(46, 0x80).seal(), MTU - 52));
        assertEquals(TAKEN, filter(packet(TCP, 1400).set(46, 0x80).seal(), MTU - 51));
        assertEquals(LEFT_OUT, filter(packet(UDP, 1400), MTU - 28));
        assertEquals(TAKEN, filter(packet(UDP, 1400), MTU - 27));
    }

    /// As when another program has taken the frame for which the plan was.
    @Test
    void takesNoOtherFrameForTheOneThatIsPlanned() throws Exception {
        enter(UDP);
        assertEquals(LEFT_OUT, filter(packet(UDP, 60), 0));
        var other = new WrittenFrame(UDP, CLIENT, 40_001, VIRTUAL, 53, 60).macs(OWN, CLIENT_MAC);
        assertEquals(GO_ON, carry(other).answer());
        assertEquals(GO_ON, carry(packet(UDP, 60)).answer());

        assertEquals(LEFT_OUT, filter(packet(UDP, 60), 0));
        assertEquals(TAKEN, filter(other, 0));
        assertEquals(GO_ON, carry(packet(UDP, 60)).answer());
    }

    private void leaves(String what, WrittenFrame packet) throws Exception {
        assertEquals(TAKEN, filter(packet, 0), what);
        Bpf.Outcome outcome = carry(packet);
        assertEquals(GO_ON, outcome.answer(), what);
        assertArrayEquals(packet.bytes(), outcome.frame(), what);
    }

    private void assertCarried(WrittenFrame packet, WrittenFrame expected) throws Exception {
        Bpf.Outcome outcome = carry(packet);
        assertEquals(REDIRECT, outcome.answer());
        assertArrayEquals(expected.bytes(), outcome.frame());
    }

    /// @param segment the payload of each segment of a frame that stands for many, or 0
    private int filter(WrittenFrame packet, int segment) throws Exception {
        return here(() -> Bpf.runOverSegments(filter, packet.bytes(), segment));
    }

    private Bpf.Outcome carry(WrittenFrame packet) throws Exception {
        return here(() -> Bpf.runOver(carrier, packet.bytes()));
    }

    /// On one processor.
    private <T> T here(Callable<T> call) throws Exception {
        try {
            return processor.submit(call).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SystemCallException cause ? cause : e;
        }
    }

    private static WrittenFrame packet(int protocol, int length) {
        return new WrittenFrame(protocol, CLIENT, 40_000, VIRTUAL, 53, length).macs(OWN, CLIENT_MAC);
    }

    private static WrittenFrame rewritten(int protocol, int length) {
        return new WrittenFrame(protocol, CLIENT, 40_000, REAL, 5353, length).macs(NEXT, OWN_BEHIND).timeToLive(63);
    }

    private void enter(int protocol) {
        var flow = new FastPathFlow();
        flow.protocol = protocol;
        flow.source = CLIENT;
        flow.newSource = CLIENT;
        flow.sourcePort = 40_000;
        flow.newSourcePort = 40_000;
        flow.destination = VIRTUAL;
        flow.newDestination = REAL;
        flow.destinationPort = 53;
        flow.newDestinationPort = 5353;
        flow.virtualServer = 3;
        flow.realServer = 4;
        flow.hop = path.hop(LINK, NEXT.bits(), OWN_BEHIND.bits(), MTU);
        assertTrue(path.enter(flow, false, 0));
    }
}
