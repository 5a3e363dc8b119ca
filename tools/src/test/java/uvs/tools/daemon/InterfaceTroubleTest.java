package uvs.tools.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.xdp.XskEngine;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;

/// What goes wrong at one interface, under a flood, while the others go on: a peer that stops reading, an interface that
/// does not get rid of its frames, one that goes away and comes back.
///
/// The third real server has an interface of its own at the director: `far0`.
@Tag(Testbed.TAG)
final class InterfaceTroubleTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String NEAR_PORT = "53";
    private static final String FAR_PORT = "54";
    private static final String CONFIGURATION = """
        virtual_server 192.0.2.100 53 {
            lb_algo rr
            lb_kind NAT
            protocol UDP
            real_server 198.51.100.11 5353 {
            }
        }
        virtual_server 192.0.2.100 54 {
            lb_algo rr
            lb_kind NAT
            protocol UDP
            real_server 203.0.113.3 5353 {
            }
        }
        """;
    /// Datagrams of 1,400 bytes, some 2,500 a second, without end: what the director can carry on a busy machine, too.
    private static final String FLOOD = "socket(S, AF_INET, SOCK_DGRAM, 0) or die;"
        + "connect(S, sockaddr_in(54, inet_aton('192.0.2.100'))) or die; "
        + "while (1) { send(S, 'x' x 1400, 0) for 1 .. 3; select(undef, undef, undef, 0.001) }";

    private DemoNetwork network;
    private DirectorProgram director;
    private Program farEcho;

    @BeforeEach
    void open() {
        network = DemoNetwork.open();
        connectFar();
        network.realServer(3).ip("route del default");
        network.realServer(3).route("default via 203.0.113.1");
        startEcho(1);
        farEcho = startEcho(3);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private void connectFar() {
        Host host = network.director();
        Host far = network.realServer(3);
        host.ip("link add far0 type veth peer name far0 netns " + far.name());
        host.address("far0", "203.0.113.1/24");
        far.address("far0", "203.0.113.3/24");
        host.up("far0");
        far.up("far0");
        host.awaitCarrier("far0");
    }

    private Program startEcho(int number) {
        Program echo = network.realServer(number).start(Map.of(),
            DatagramEcho.command("serve", DemoNetwork.name(number), "5353"));
        echo.awaitLine("ready", LIMIT);
        return echo;
    }

    @Test
    void packetSocketsGoOn() throws IOException {
        start("uring", "yes");
        goesOnWhenThePeerStopsReading();
        goesOnWhenAnInterfaceGoesAwayAndComesBack();
    }

    @Test
    void packetSocketsGoOnThatSendAll() throws IOException {
        start("uring", "no");
        goesOnWhenAnInterfaceDoesNotGetRidOfItsFrames();
        goesOnWhenAnInterfaceGoesAwayAndComesBack();
    }

    @Test
    void receiveQueuesGoOn() throws IOException {
        try {
            XskEngine.check();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
        start("xdp", "yes");
        goesOnWhenThePeerStopsReading();
        goesOnWhenAnInterfaceGoesAwayAndComesBack();
    }

    private void start(String engine, String fastPath) throws IOException {
        Files.writeString(network.directory().resolve("uvs.properties"), "engine = " + engine + "\nfast-path = " + fastPath + "\n");
        director = network.startDirector(CONFIGURATION);
        Await.until("nobody answers", LIMIT, () -> isAnswered(FAR_PORT));
    }

    private void goesOnWhenThePeerStopsReading() {
        try (Program flood = flood()) {
            farEcho.signal(Signal.STOP);
            assertNearGoesOn();
            farEcho.signal(Signal.CONT);
            flood.kill();
        }
        Await.until("the peer answers again", LIMIT, () -> isAnswered(FAR_PORT));
        assertAllFramesAreBack();
    }

    /// The frames stand in its queue; the kernel takes no more of them from a socket than fit its buffer.
    private void goesOnWhenAnInterfaceDoesNotGetRidOfItsFrames() {
        network.director().run("tc", "qdisc", "add", "dev", "far0", "root", "tbf", "rate", "8kbit", "burst", "1600", "limit",
            "1000000000").orThrow();
        try (Program flood = flood()) {
            Await.until("frames are not sent", LIMIT, () -> counters().path("interface far0").path("not_sent").asLong() > 100);
            assertNearGoesOn();
            flood.kill();
        }
        network.director().run("tc", "qdisc", "del", "dev", "far0", "root").orThrow();
        Await.until("the interface sends again", LIMIT, () -> isAnswered(FAR_PORT));
        assertAllFramesAreBack();
    }

    private void goesOnWhenAnInterfaceGoesAwayAndComesBack() {
        try (Program flood = flood()) {
            network.director().ip("link delete far0");
            assertNearGoesOn();
            connectFar();
            network.realServer(3).route("default via 203.0.113.1");
            Await.until("the new interface is used", LIMIT, () -> isAnswered(FAR_PORT));
            flood.kill();
        }
        assertNearGoesOn();
        assertAllFramesAreBack();
    }

    private Program flood() {
        return network.client().start("perl", "-MSocket", "-e", FLOOD);
    }

    /// On a busy machine one or the other datagram of the flood's way in may get lost.
    private void assertNearGoesOn() {
        for (int i = 0; i < 5; i++) {
            Await.until("the other real server does not answer", LIMIT, () -> isAnswered(NEAR_PORT));
        }
    }

    /// One datagram, which may get lost. Where the director is slower than the flood, its 16 MB of receive buffer stand before
    /// the datagram, and again before the answer of the far one.
    private boolean isAnswered(String port) {
        return network.client().run("perl", "-MSocket", "-e", "socket(S, AF_INET, SOCK_DGRAM, 0) or die;"
            + "connect(S, sockaddr_in(" + port + ", inet_aton('192.0.2.100'))) or die; send(S, 'x', 0); alarm 10;"
            + "recv(S, $_, 9, 0); exit(!length)").ok();
    }

    private void assertAllFramesAreBack() {
        Await.until(() -> "frames are missing: " + counters(), LIMIT, () -> {
            JsonNode worker = counters().path("worker-0");
            return worker.path("packet_memory_held").asInt(-1) == 0 && worker.path("packet_memory_sending").asInt(-1) == 0;
        });
    }

    private JsonNode counters() {
        return ShownCounters.of(director);
    }
}
