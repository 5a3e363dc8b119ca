package uvs.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R6;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;
import static uvs.dataplane.xdp.BpfAssembler.Register.R8;
import static uvs.dataplane.xdp.BpfAssembler.Size.WORD;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.FastPathFlow;
import uvs.dataplane.service.ServerCounters.Counter;
import uvs.dataplane.wire.IpProtocol;

/// The program, verified and run by the kernel over frames that are written here.
final class FastPathProgramTest {

    private static final int PASS = 2;
    private static final int REDIRECT = 4;
    private static final int RUNS = 50_000;
    /// Until each of two entries was seen: the thread that writes them may be late.
    private static final int MOST_RUNS = 100 * RUNS;
    /// More than the table has places for without growing once, and once more.
    private static final int MANY = 65_000;
    private static final int UDP = IpProtocol.UDP;
    private static final int TCP = IpProtocol.TCP;
    private static final int CLIENT = IpAddress.of("203.0.113.7").ipv4();
    private static final int VIRTUAL = IpAddress.of("192.0.2.1").ipv4();
    private static final int REAL = IpAddress.of("198.51.100.250").ipv4();
    private static final MacAddress OWN = MacAddress.of("02:00:00:00:00:01");
    private static final MacAddress OWN_BEHIND = MacAddress.of("02:00:00:00:00:03");
    private static final MacAddress NEXT = MacAddress.of("02:00:00:00:00:04");
    private static final int LINK = 7;
    private static final int MTU = 1000;
    private static final int VIRTUAL_NUMBER = 11;
    private static final int REAL_NUMBER = 12;

    private XdpFastPath shared;
    private FastPath path;
    private Descriptor program;

    @BeforeEach
    void load() throws SystemCallException {
        Privileges.assumeBpf();
        shared = new XdpFastPath(2);
        shared.takers(LINK);
        path = shared.lane(1);
        program = load(true);
    }

    private Descriptor load(boolean inDriver) throws SystemCallException {
        var code = new BpfAssembler().move(R6, R1).load(WORD, R7, R6, 0).load(WORD, R8, R6, 4);
        shared.writeProgram(code, OWN, inDriver);
        return Bpf.loadXdp("test", code.exit(PASS).assemble());
    }

    @AfterEach
    void close() {
        if (program != null) {
            program.close();
            shared.close();
        }
    }

    @Test
    void rewritesADatagramToItsRealServer() throws SystemCallException {
        enter(toRealServer(UDP));
        for (int length = 28; length < 60; length++) {
            Bpf.Outcome outcome = run(new WrittenFrame(UDP, CLIENT, 40_000, VIRTUAL, 53, length));
            assertEquals(REDIRECT, outcome.answer());
            assertArrayEquals(new WrittenFrame(UDP, CLIENT, 40_000, REAL, 5353, length).macs(NEXT, OWN_BEHIND).timeToLive(63).bytes(),
                outcome.frame());
        }
    }

    @Test
    void rewritesASegmentAndItsAnswer() throws SystemCallException {
        enter(toRealServer(TCP));
        FastPathFlow back = flow(TCP, REAL, 5353, CLIENT, 40_000);
        back.newSource = VIRTUAL;
        back.newSourcePort = 53;
        back.fromRealServer = true;
        enter(back);
        Bpf.Outcome there = run(new WrittenFrame(TCP, CLIENT, 40_000, VIRTUAL, 53, 100));
        assertArrayEquals(new WrittenFrame(TCP, CLIENT, 40_000, REAL, 5353, 100).macs(NEXT, OWN_BEHIND).timeToLive(63).bytes(),
            there.frame());
        Bpf.Outcome answer = run(new WrittenFrame(TCP, REAL, 5353, CLIENT, 40_000, 200));
        assertArrayEquals(new WrittenFrame(TCP, VIRTUAL, 53, CLIENT, 40_000, 200).macs(NEXT, OWN_BEHIND).timeToLive(63).bytes(),
            answer.frame());

        assertEquals("1 100 1 200", counted(true));
        assertEquals("1 100 1 200", counted(false));
        assertEquals(new XdpFastPath.Status(2, 300, 2, FastPathTable.CAPACITY, 0), shared.status());
    }

    /// A checksum that comes out as 0 is written as 0xffff; a wrong one stays wrong.
    @Test
    void repairsTheChecksumOfEveryDatagram() throws SystemCallException {
        enter(toRealServer(UDP));
        boolean zero = false;
        for (int word = 0; word < 0x10000 && !zero; word++) {
            var packet = new WrittenFrame(UDP, CLIENT, 40_000, VIRTUAL, 53, 40).port(44, word).seal();
            var expected = new WrittenFrame(UDP, CLIENT, 40_000, REAL, 5353, 40).port(44, word);
            if (expected.sum() == 0xffff) {
                zero = true;
                assertEquals(0xffff, ByteBuffer.wrap(run(packet).frame()).getShort(40) & 0xffff);
            }
        }
        assertTrue(zero);
        var wrong = new WrittenFrame(UDP, CLIENT, 40_000, VIRTUAL, 53, 40).seal().port(44, 1);
        var stillWrong = new WrittenFrame(UDP, CLIENT, 40_000, REAL, 5353, 40).macs(NEXT, OWN_BEHIND).timeToLive(63).port(44, 1);
        assertArrayEquals(stillWrong.bytes(), run(wrong).frame());
    }

    @Test
    void completesPartialChecksums() throws SystemCallException {
        for (int protocol : new int[] {UDP, TCP}) {
            FastPathFlow flow = toRealServer(protocol);
            flow.hop = path.hop(LINK, NEXT.bits(), OWN_BEHIND.bits(), 4000);
            enter(flow);
            for (int length : lengths(protocol == UDP ? 28 : 40)) {
                var expected = new WrittenFrame(protocol, CLIENT, 40_000, REAL, 5353, length).macs(NEXT, OWN_BEHIND).timeToLive(63);
                Bpf.Outcome outcome = run(new WrittenFrame(protocol, CLIENT, 40_000, VIRTUAL, 53, length).leaveChecksum());
                assertArrayEquals(expected.bytes(), outcome.frame(), protocol + " of " + length);
            }
            leaves("too long", new WrittenFrame(protocol, CLIENT, 40_000, VIRTUAL, 53, 2068).leaveChecksum());
        }
    }

    private static int[] lengths(int least) {
        return IntStream.concat(IntStream.range(least, 130),
            IntStream.of(275, 532, 533, 534, 535, 1043, 1044, 1045, 1300, 1500, 1501, 1502, 2067)).toArray();
    }

    /// The kernel completes it when the frame leaves.
    @Test
    void leavesPartialChecksumsInTheStack() throws SystemCallException {
        program.close();
        program = load(false);
        enter(toRealServer(UDP));
        assertEquals(REDIRECT, run(udp().seal()).answer());
        leaves("a partial checksum", udp().leaveChecksum());
    }

    /// What it leaves is as it came, and not counted.
    @Test
    void leavesWhatIsNotSimple() throws SystemCallException {
        enter(toRealServer(UDP));
        enter(toRealServer(TCP));
        leaves("another station", udp().macs(NEXT, OWN).seal());
        leaves("IPv6", udp().port(12, 0x86dd));
        leaves("tagged", udp().port(12, 0x8100));
        leaves("options", udp().set(14, 0x46).seal());
        leaves("a first fragment", udp().port(20, 0x2000).seal());
        leaves("a later fragment", udp().port(20, 0x0001).seal());
        leaves("the last hop", udp().timeToLive(1));
        leaves("a wrong header checksum", udp().seal().set(15, 1));
        leaves("no checksum", udp().seal().port(40, 0));
        leaves("too long for the next link", new WrittenFrame(UDP, CLIENT, 40_000, VIRTUAL, 53, MTU + 1).seal());
        leaves("shorter than it says", new WrittenFrame(UDP, CLIENT, 40_000, VIRTUAL, 53, 60).port(16, 61).seal());
        leaves("another client", new WrittenFrame(UDP, CLIENT + 1, 40_000, VIRTUAL, 53, 60).seal());
        leaves("another port", new WrittenFrame(UDP, CLIENT, 40_001, VIRTUAL, 53, 60).seal());
        leaves("ICMP", new WrittenFrame(IpProtocol.ICMP, CLIENT, 40_000, VIRTUAL, 53, 60).seal());
        for (int flags : new int[] {0x02, 0x12, 0x11, 0x14, 0x04, 0x00, 0x08}) {
            leaves("TCP flags " + flags, new WrittenFrame(TCP, CLIENT, 40_000, VIRTUAL, 53, 60).set(WrittenFrame.TCP_FLAGS, flags).seal());
        }
        assertEquals("0 0 0 0", counted(true));

        for (int flags : new int[] {0x10, 0x18, 0x30, 0xd0}) {
            assertEquals(REDIRECT, run(new WrittenFrame(TCP, CLIENT, 40_000, VIRTUAL, 53, 60).set(WrittenFrame.TCP_FLAGS, flags).seal()).answer());
        }
        assertEquals(REDIRECT, run(new WrittenFrame(UDP, CLIENT, 40_000, VIRTUAL, 53, MTU).seal()).answer());
        assertEquals(REDIRECT, run(udp().port(20, 0x4000).seal()).answer(), "don't fragment");
        assertEquals(REDIRECT, run(udp().timeToLive(2)).answer());
    }

    @Test
    void endsWhatIsTakenAway() throws SystemCallException {
        FastPathFlow flow = toRealServer(UDP);
        enter(flow);
        assertEquals(REDIRECT, run(udp().seal()).answer());

        path.serverChanged(REAL_NUMBER + 1);
        assertEquals(REDIRECT, run(udp().seal()).answer());
        path.serverChanged(REAL_NUMBER);
        leaves("its real server changed", udp().seal());

        assertTrue(path.enter(flow, true, 0));
        assertEquals(REDIRECT, run(udp().seal()).answer());
        path.everythingChanged();
        leaves("everything changed", udp().seal());

        assertTrue(path.enter(flow, true, 0));
        path.dropHop(flow.hop);
        leaves("its next hop is gone", udp().seal());
        assertFalse(path.enter(flow, true, 0));

        flow.hop = path.hop(LINK, NEXT.bits() + 1, OWN_BEHIND.bits(), MTU);
        leaves("another next hop may be in the same place", udp().seal());
        assertTrue(path.enter(flow, true, 0));
        shared.takers();
        leaves("the interface takes no frames any more", udp().seal());
        assertEquals(FastPath.NONE, path.hop(LINK, NEXT.bits(), OWN_BEHIND.bits(), MTU));

        shared.takers(LINK);
        flow.hop = path.hop(LINK, NEXT.bits(), OWN_BEHIND.bits(), MTU);
        assertTrue(path.enter(flow, true, 0));
        assertEquals(REDIRECT, run(udp().seal()).answer());
        path.remove(UDP, CLIENT, 40_000, VIRTUAL, 53);
        leaves("removed", udp().seal());
        assertEquals(0, shared.status().entries());
    }

    @Test
    void doesNotTakeThePlaceOfAnotherConnection() throws SystemCallException {
        FastPathFlow flow = toRealServer(UDP);
        enter(flow);
        flow.newDestinationPort = 1;
        assertFalse(path.enter(flow, false, 0));
        assertEquals(5353, ByteBuffer.wrap(run(udp().seal()).frame()).getShort(36));
        assertEquals(1, shared.status().entries());
    }

    /// While a worker writes over and over where its packets go.
    @Test
    void carriesAPacketWhollyByOneEntry() throws Exception {
        FastPathFlow here = toRealServer(UDP);
        FastPathFlow there = toRealServer(UDP);
        there.newDestination = ~REAL;
        there.newDestinationPort = ~5353 & 0xffff;
        enter(here);
        byte[] untouched = udp().seal().bytes();
        List<byte[]> whole = List.of(untouched,
            new WrittenFrame(UDP, CLIENT, 40_000, REAL, 5353, 60).macs(NEXT, OWN_BEHIND).timeToLive(63).bytes(),
            new WrittenFrame(UDP, CLIENT, 40_000, ~REAL, ~5353 & 0xffff, 60).macs(NEXT, OWN_BEHIND).timeToLive(63).bytes());
        var seen = new int[whole.size()];
        var done = new AtomicBoolean();
        try (var workers = Executors.newSingleThreadExecutor()) {
            Future<?> worker = workers.submit(() -> {
                while (!done.get()) {
                    path.enter(there, true, 0);
                    path.enter(here, true, 0);
                }
            });
            try {
                for (int run = 0; run < RUNS || run < MOST_RUNS && (seen[1] == 0 || seen[2] == 0); run++) {
                    byte[] frame = Bpf.runOver(program, untouched).frame();
                    int which = IntStream.range(0, seen.length).filter(i -> Arrays.equals(whole.get(i), frame)).findFirst().orElse(-1);
                    assertTrue(which >= 0, () -> "torn: " + HexFormat.of().formatHex(frame));
                    seen[which]++;
                }
            } finally {
                done.set(true);
            }
            worker.get();
        }
        assertTrue(seen[1] > 0 && seen[2] > 0, Arrays.toString(seen));
        assertEquals(1, shared.status().entries());
    }

    /// Of before the table grew, too.
    @Test
    void findsEachOfManyConnections() throws SystemCallException {
        int entered = 0;
        for (int port = 1; port < MANY; port++) {
            entered += path.enter(flow(UDP, CLIENT, port, VIRTUAL, 53), false, 0) ? 1 : 0;
        }
        int carried = 0;
        for (int port = 1; port < MANY; port++) {
            carried += run(new WrittenFrame(UDP, CLIENT, port, VIRTUAL, 53, 60)).answer() == REDIRECT ? 1 : 0;
        }
        assertEquals(entered, carried);
        assertTrue(entered > MANY - MANY / 100, "entered=" + entered);
        assertEquals(MANY - 1 - entered, shared.status().full());
    }

    @Test
    void tellsWhenItSawTheLastPacket() throws SystemCallException {
        enter(toRealServer(UDP));
        assertEquals(5, path.lastSeenNs(UDP, CLIENT, 40_000, VIRTUAL, 53, 17));
        assertEquals(17, path.lastSeenNs(UDP, CLIENT, 40_001, VIRTUAL, 53, 17));
        long beforeNs = System.nanoTime();
        run(udp().seal());
        long seenNs = path.lastSeenNs(UDP, CLIENT, 40_000, VIRTUAL, 53, 17);
        // The kernel's tick may be 10 ms long, and come late.
        assertTrue(seenNs - beforeNs > -TimeUnit.SECONDS.toNanos(1) && seenNs - System.nanoTime() <= 0, seenNs + " is not about " + beforeNs);
        int hop = path.hop(LINK, NEXT.bits(), OWN_BEHIND.bits(), MTU);
        assertTrue(path.wasUsed(hop));
        assertTrue(!path.wasUsed(hop));
    }

    private void leaves(String what, WrittenFrame packet) throws SystemCallException {
        String before = counted(true);
        Bpf.Outcome outcome = run(packet);
        assertEquals(PASS, outcome.answer(), what);
        assertArrayEquals(packet.bytes(), outcome.frame(), what);
        assertEquals(before, counted(true), what);
    }

    private Bpf.Outcome run(WrittenFrame packet) throws SystemCallException {
        return Bpf.runOver(program, packet.bytes());
    }

    private String counted(boolean virtual) {
        return Arrays.stream(new Counter[] {Counter.IN_PACKETS, Counter.IN_BYTES, Counter.OUT_PACKETS, Counter.OUT_BYTES})
            .map(each -> Long.toString(virtual ? shared.virtualServer(VIRTUAL_NUMBER, each) : shared.realServer(REAL_NUMBER, each)))
            .reduce((one, other) -> one + " " + other).orElseThrow();
    }

    private static WrittenFrame udp() {
        return new WrittenFrame(UDP, CLIENT, 40_000, VIRTUAL, 53, 60);
    }

    private FastPathFlow toRealServer(int protocol) {
        FastPathFlow flow = flow(protocol, CLIENT, 40_000, VIRTUAL, 53);
        flow.newDestination = REAL;
        flow.newDestinationPort = 5353;
        return flow;
    }

    private FastPathFlow flow(int protocol, int source, int sourcePort, int destination, int destinationPort) {
        var flow = new FastPathFlow();
        flow.protocol = protocol;
        flow.source = source;
        flow.newSource = source;
        flow.sourcePort = sourcePort;
        flow.newSourcePort = sourcePort;
        flow.destination = destination;
        flow.newDestination = destination;
        flow.destinationPort = destinationPort;
        flow.newDestinationPort = destinationPort;
        flow.virtualServer = VIRTUAL_NUMBER;
        flow.realServer = REAL_NUMBER;
        flow.hop = path.hop(LINK, NEXT.bits(), OWN_BEHIND.bits(), MTU);
        return flow;
    }

    private void enter(FastPathFlow flow) {
        assertTrue(path.enter(flow, false, 5));
    }
}
