package uvs.dataplane.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.StreamProgram;
import uvs.dataplane.testbed.TestProgram;
import uvs.dataplane.testbed.Testbed;

/// Two hosts whose only wire is a program on a third one: what it carries, arrives.
@Tag(Testbed.TAG)
final class UringEngineTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1_000_000;

    /// The other side of `tap0`: one such frame, then ordinary ones without end.
    private static final String TAP = """
        $| = 1; $request = pack('a16 S x22', 'tap0', 0x5002);
        open(T, '+<', '/dev/net/tun') or die; ioctl(T, 0x400454ca, $request) or die;
        $ethernet = pack('H*', '02000000000b' . '02000000000a' . '0800');
        $ip = pack('H*', '45000bd4000100004011' . '0000' . 'c0000201' . 'c0000202');
        syswrite(T, pack('CCvvvv', 1, 3, 42, 1480, 34, 6) . $ethernet . $ip . pack('nnnn', 9, 9, 3008, 0) . 'x' x 3000) or die;
        print "sent\n";
        while (1) { syswrite(T, pack('x10') . $ethernet . 'x' x 46) or die; select(undef, undef, undef, 0.002) }
        """;

    private Testbed net;
    private Host left;
    private Host right;
    private Host wire;

    @BeforeEach
    void open() {
        net = Testbed.open();
        left = net.host("left");
        right = net.host("right");
        wire = net.host("wire");
        net.link(left, "eth0", "192.0.2.1/24", wire, "left0", "198.51.100.1/32");
        net.link(right, "eth0", "192.0.2.2/24", wire, "right0", "198.51.100.2/32");
        wire.ip("address flush dev left0");
        wire.ip("address flush dev right0");
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void carriesFramesOf64KilobytesWithPartialChecksumsUnchanged() {
        try (TestProgram program = start(512)) {
            carries(50 * MEGABYTE);
            String stats = program.ask("stats", "^frames=");
            assertTrue(number(stats, "largest") > 30_000, stats);
            assertTrue(number(stats, "largest") <= 65_536 + 14, stats);
            assertTrue(number(stats, "segmented") > 100, stats);
            assertTrue(number(stats, "partial") > 100, stats);
            // Some 50 million bytes in packets of 1,500 would be more than 30,000 frames.
            assertTrue(number(stats, "frames") < 25_000, stats);
            assertEquals(0, number(stats, "sendFailures"), stats);
            assertEquals(0, program.end());
        }
    }

    /// Neither by taking it in nor by handing it on.
    @Test
    void makesNoObjectsForAFrame() {
        try (TestProgram program = start(64)) {
            awaitAnswer();
            String before = program.ask("stats", "^frames=");
            left.run("ping", "-q", "-f", "-c", "2000", "192.0.2.2").orThrow();
            String after = program.ask("stats", "^frames=");
            long frames = number(after, "frames") - number(before, "frames");
            long allocated = number(after, "allocated") - number(before, "allocated");
            assertTrue(allocated < frames, () -> before + " " + after);
        }
    }

    /// A virtual machine, say, hands over a datagram to be cut into IP fragments, of which no virtio_net_hdr can tell: the kernel
    /// then waits for ever for the slot that was to take it.
    @Test
    void goesOnAfterAFrameThatStopsTheRing() {
        Assumptions.assumeTrue(wire.run("ip", "tuntap", "add", "dev", "tap0", "mode", "tap", "vnet_hdr").ok(),
            "no tap devices for this user");
        wire.up("tap0");
        try (TestProgram program = TestProgram.start(net, wire, WireProgram.class, "64", "left0", "tap0")) {
            program.await("ready");
            wire.start("perl", "-e", TAP).awaitLine("sent", LIMIT);
            Await.until("frames pass", LIMIT, () -> number(program.ask("stats", "^frames="), "frames") > 50);
        }
    }

    /// Without a free slot the frames wait in the ring.
    @Test
    void goesOnAfterItsSlotsHaveRunOut() {
        try (TestProgram program = start(2)) {
            carries(2 * MEGABYTE);
            assertTrue(left.run("ping", "-q", "-c", "2", "-i", "0.1", "192.0.2.2").ok());
            assertEquals(0, program.end());
        }
    }

    @Test
    void goesOnWhenALinkWasDown() {
        try (TestProgram program = start(64)) {
            awaitAnswer();
            wire.down("right0");
            assertTrue(!left.run("ping", "-q", "-c", "1", "-W", "1", "192.0.2.2").ok());
            Await.until("a failure is counted", LIMIT, () -> {
                String stats = program.ask("stats", "^frames=");
                return number(stats, "receiveFailures") + number(stats, "sendFailures") > 0;
            });
            wire.up("right0");
            awaitAnswer();
            carries(MEGABYTE);
        }
    }

    /// Though nothing arrives, and the kernel waits for frames in all buffers but a few. And the frames of a
    /// port that is closed still leave by it, and by no other: not even by one that was opened since.
    @Test
    void sendsWhatWasOnItsWayWhenThePortWasClosed() {
        try (TestProgram program = start(64); Capture atLeft = left.capture("eth0", "ether proto 0x88b5");
                Capture atRight = right.capture("eth0", "ether proto 0x88b5")) {
            program.ask("send 12", "^sent");
            left.run("ping", "-q", "-c", "1", "-W", "1", "192.0.2.2");
            atLeft.awaitPackets(12);
            atLeft.stop();
            atRight.stop();
            // Of what it does not know, tcpdump shows the bytes in further lines.
            assertEquals(12, atLeft.packets("").stream().filter(line -> line.contains("ethertype")).count());
            assertEquals(0, atRight.packets("").size());
        }
    }

    /// Were one frame lost each time, the eight slots would not last.
    @Test
    void losesNoSlotWhenPortsAreClosedWithFramesOnTheirWay() {
        try (TestProgram program = start(8)) {
            program.ask("churn 3", "churning");
            Program pings = left.start("ping", "-q", "-i", "0.002", "-s", "1000", "192.0.2.2");
            Await.until("frames pass now and then", LIMIT, () -> number(program.ask("stats", "^frames="), "frames") > 100);
            pings.stop();
            program.ask("churn 0", "churning");
            awaitAnswer();
            carries(MEGABYTE);
            assertEquals(0, program.end());
        }
    }

    /// The first one may be late, or lost with what the host asked for its neighbour.
    private void awaitAnswer() {
        Await.until("frames pass", LIMIT, this::answers);
    }

    private boolean answers() {
        return left.run("ping", "-q", "-c", "1", "-W", "1", "192.0.2.2").ok();
    }

    private void carries(long bytes) {
        try (TestProgram receiver = TestProgram.start(net, right, StreamProgram.class, "receive", "9000")) {
            receiver.await("ready");
            try (TestProgram sender =
                    TestProgram.start(net, left, StreamProgram.class, "send", "192.0.2.2", "9000",
                            Long.toString(bytes))) {
                String sent = sender.await("digest " + bytes + " ");
                assertEquals(sent, receiver.await("digest "));
            }
        }
    }

    private TestProgram start(int slots) {
        TestProgram program =
            TestProgram.start(net, wire, WireProgram.class, Integer.toString(slots), "left0", "right0");
        program.await("ready");
        return program;
    }

    private static long number(String stats, String name) {
        var matcher = Pattern.compile("\\b" + name + "=(\\d+)").matcher(stats);
        assertTrue(matcher.find(), stats);
        return Long.parseLong(matcher.group(1));
    }
}
