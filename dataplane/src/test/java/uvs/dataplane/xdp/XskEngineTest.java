package uvs.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.StreamProgram;
import uvs.dataplane.testbed.TestProgram;
import uvs.dataplane.testbed.Testbed;

/// Two hosts whose only wire is a program on a third one, by AF_XDP: what it carries, arrives.
@Tag(Testbed.TAG)
final class XskEngineTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1_000_000;

    private Testbed net;
    private Host left;
    private Host right;
    private Host wire;

    @BeforeEach
    void open() {
        Privileges.assumeBpf();
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
        if (net != null) {
            net.close();
        }
    }

    /// Both hosts leave checksums to their devices, as hosts do by default. The engine hands frames on with complete ones, as the fast
    /// path would, though nobody reads them in between.
    @Test
    void carriesFramesWithPartialChecksumsSoThatTheyAreComplete() {
        try (TestProgram program = start(1024, 256)) {
            carries(20 * MEGABYTE);
            String stats = program.ask("stats", "^frames=");
            assertTrue(number(stats, "frames") > 1000, stats);
            assertEquals(0, number(stats, "partial"), stats);
            assertTrue(stats.contains("(native, copy) (native, copy)"), stats);
            assertAccounted(program);
            assertEquals(0, program.end());
        }
    }

    @Test
    void carriesFramesThatAreLongerThanItsOwn() {
        for (Host host : new Host[] {left, right}) {
            host.ip("link set dev eth0 mtu 9000");
        }
        wire.ip("link set dev left0 mtu 9000");
        wire.ip("link set dev right0 mtu 9000");
        try (TestProgram program = start(1024, 256)) {
            carries(5 * MEGABYTE);
            String stats = program.ask("stats", "^frames=");
            assertTrue(number(stats, "large") > 50, stats);
            assertTrue(stats.contains("(generic, copy)"), stats);
            assertAccounted(program);
        }
    }

    /// With rings of 16 entries and a handful of frames it loses some, and counts them, and TCP goes on.
    @Test
    void goesOnAfterItsRingsWereFull() {
        try (TestProgram program = start(24, 16)) {
            left.run("ping", "-q", "-f", "-c", "3000", "-l", "500", "-s", "1000", "-W", "1", "192.0.2.2");
            carries(MEGABYTE);
            awaitAnswer();
            assertAccounted(program);
        }
    }

    @Test
    void goesOnWhenALinkWasDown() {
        try (TestProgram program = start(64, 64)) {
            awaitAnswer();
            wire.down("right0");
            assertFalse(left.run("ping", "-q", "-i", "0.002", "-c", "300", "-W", "1", "192.0.2.2").ok());
            wire.up("right0");
            awaitAnswer();
            carries(MEGABYTE);
            assertAccounted(program);
        }
    }

    /// Frames that the port had are not lost to the engine, however it ends.
    @Test
    void goesOnWhenAnInterfaceGoesAwayUnderLoadAndComesBack() {
        try (TestProgram program = start(256, 64)) {
            for (int i = 0; i < 2; i++) {
                var flood = left.start("ping", "-q", "-f", "-w", "20", "-s", "1000", "192.0.2.2");
                wire.ip("link delete right0");
                program.ask("close 1", "^closed");
                flood.stop();
                assertAccounted(program);
                net.link(right, "eth0", "192.0.2.2/24", wire, "right0", "198.51.100.2/32");
                wire.ip("address flush dev right0");
                // The new interface has another address: without this the host asks the old one for half a minute.
                left.ip("neigh flush dev eth0");
                Await.until("the new interface is seen", LIMIT, () -> program.ask("open 1", "^(open|absent)").equals("open"));
                awaitAnswer();
            }
            carries(MEGABYTE);
            assertAccounted(program);
        }
    }

    /// Were one frame lost each time, they would not last.
    @Test
    void losesNoFrameWhenPortsAreClosedWithFramesOnTheirWay() {
        try (TestProgram program = start(24, 16)) {
            program.ask("churn 3", "churning");
            left.run("ping", "-q", "-c", "200", "-i", "0.002", "-s", "1000", "-W", "1", "192.0.2.2");
            program.ask("churn 0", "churning");
            awaitAnswer();
            carries(MEGABYTE);
            assertAccounted(program);
        }
    }

    @Test
    void leavesNoProgramBehindWhenItIsKilled() {
        try (TestProgram program = start(64, 64)) {
            assertTrue(wire.ip("link show dev left0").contains("xdp"), wire.ip("link show dev left0"));
            program.program().kill();
            Await.until("the program is gone", LIMIT, () -> !wire.ip("link show dev left0").contains("xdp"));
        }
    }

    private static void assertAccounted(TestProgram program) {
        Await.until("all frames are free, or the kernel has them to receive into", LIMIT, () -> {
            String stats = program.ask("stats", "^frames=");
            long all = number(stats, "free") + number(stats, "held") + number(stats, "filled") + number(stats, "sending");
            assertEquals(number(stats, "all"), all, stats);
            return number(stats, "held") == 0 && number(stats, "sending") == 0;
        });
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
            try (TestProgram sender = TestProgram.start(
                    net, left, StreamProgram.class, "send", "192.0.2.2", "9000", Long.toString(bytes))) {
                String sent = sender.await("digest " + bytes + " ");
                assertEquals(sent, receiver.await("digest "));
            }
        }
    }

    private TestProgram start(int frames, int ringSize) {
        TestProgram program = TestProgram.start(net, wire, XskWireProgram.class, Integer.toString(frames),
            Integer.toString(ringSize), "left0", "right0");
        program.await("ready");
        return program;
    }

    private static long number(String stats, String name) {
        var matcher = Pattern.compile("\\b" + name + "=(\\d+)").matcher(stats);
        assertTrue(matcher.find(), stats);
        return Long.parseLong(matcher.group(1));
    }
}
