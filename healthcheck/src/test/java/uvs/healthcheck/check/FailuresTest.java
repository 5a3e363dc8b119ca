package uvs.healthcheck.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateExpiredException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    static Stream<Arguments> failures() {
        var certificate = new SSLHandshakeException("handshake");
        certificate.initCause(new CertificateExpiredException("expired yesterday"));
        return Stream.of(
            Arguments.of(new NoRouteToHostException("No route to host"), Reason.UNREACHABLE),
            Arguments.of(new IOException("connect(..) failed with error(-101): Network is unreachable"),
                Reason.UNREACHABLE),
            Arguments.of(new IOException("connect(..) failed with error(-110): Connection timed out"),
                Reason.CONNECT_TIMEOUT),
            Arguments.of(new PortUnreachableException(), Reason.REFUSED),
            Arguments.of(new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
                Reason.RESET),
            Arguments.of(new BindException("Cannot assign requested address"), Reason.LOCAL),
            Arguments.of(new IOException("setsockopt() failed: Operation not permitted"), Reason.LOCAL),
            Arguments.of(new ClosedChannelException(), Reason.CLOSED),
            Arguments.of(new SSLHandshakeException("no cipher suites in common"), Reason.TLS_FAILED),
            Arguments.of(certificate, Reason.CERTIFICATE),
            Arguments.of(new IOException("something new"), Reason.MALFORMED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyExceptionHasItsReason(Throwable failure, Reason reason) {
        assertEquals(reason, Failures.of(failure).reason());
    }
}
