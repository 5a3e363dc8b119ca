package uvs.healthcheck.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.TcpCheck;
import uvs.config.net.IpAddress;

class TcpProbeTest {

    private static Outcome once(CheckLoop.Transport transport, Connection connection) {
        try (var loop = CheckLoop.open(transport)) {
            return ProbeRun.once(loop, new TcpCheck(connection, ProbeRun.TIMING));
        }
    }

    private static int freePort(String address) throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getByName(address))) {
            return server.getLocalPort();
        }
    }

    @ParameterizedTest
    @EnumSource(CheckLoop.Transport.class)
    void aServerThatListensIsWell(CheckLoop.Transport transport) throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertEquals(Outcome.of(Reason.OK), once(transport, ProbeRun.loopback(server.getLocalPort())));
        }
    }

    @ParameterizedTest
    @EnumSource(CheckLoop.Transport.class)
    void nobodyListens(CheckLoop.Transport transport) throws IOException {
        assertEquals(
            Outcome.of(Reason.REFUSED), once(transport, ProbeRun.loopback(freePort("127.0.0.1"))));
    }

    /// A listener whose queue is full does not answer the next SYN.
    @ParameterizedTest
    @EnumSource(CheckLoop.Transport.class)
    void nobodyAnswers(CheckLoop.Transport transport) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            var _ = new Socket(server.getInetAddress(), server.getLocalPort());
            var _ = new Socket(server.getInetAddress(), server.getLocalPort())) {
            var outcome = once(
                transport, ProbeRun.to("127.0.0.1", server.getLocalPort(), Duration.ofMillis(200)));
            assertEquals(Reason.CONNECT_TIMEOUT, outcome.reason());
            assertEquals("timeout while connecting: after 0.2 s", outcome.words());
        }
    }

    @Test
    void theProbeComesFromTheBoundAddressAndPort() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = freePort("127.0.0.9");
            var connection = new Connection(
                IpAddress.of("127.0.0.1"), server.getLocalPort(), Optional.of(IpAddress.of("127.0.0.9")), port,
                Optional.empty(), Duration.ofSeconds(1), 0);
            assertEquals(Outcome.of(Reason.OK), once(CheckLoop.best(), connection));
            try (var accepted = server.accept()) {
                assertEquals("/127.0.0.9:" + port, accepted.getRemoteSocketAddress().toString());
            }
        }
    }

    @Test
    void anAddressThatIsNotOursCannotBeBound() {
        var connection = new Connection(
            IpAddress.of("127.0.0.1"), 9, Optional.of(IpAddress.of("192.0.2.77")), 0, Optional.empty(),
            Duration.ofSeconds(1), 0);
        assertEquals(Reason.LOCAL, once(CheckLoop.best(), connection).reason());
    }

    /// The interface is real and the mark allowed, so both options were taken by the kernel; without the right to
    /// set marks that is what is told.
    @ParameterizedTest
    @EnumSource(value = CheckLoop.Transport.class, names = {"IO_URING", "EPOLL"})
    void interfaceAndMarkAreSet(CheckLoop.Transport transport) throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var good = new Connection(
                IpAddress.of("127.0.0.1"), server.getLocalPort(), Optional.empty(), 0, Optional.of("lo"),
                Duration.ofSeconds(1), 77);
            assertEquals(
                "root".equals(System.getProperty("user.name")) ? Outcome.of(Reason.OK)
                    : Outcome.of(Reason.LOCAL, "setsockopt() failed: Operation not permitted"), once(transport, good));
            var missing = new Connection(
                IpAddress.of("127.0.0.1"), server.getLocalPort(), Optional.empty(), 0, Optional.of("nolink0"),
                Duration.ofSeconds(1), 0);
            var outcome = once(transport, missing);
            assertEquals(Reason.LOCAL, outcome.reason(), outcome::words);
        }
    }
}
