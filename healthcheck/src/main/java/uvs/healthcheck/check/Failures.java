package uvs.healthcheck.check;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/// What an exception of a socket says about the server.
final class Failures {

    private Failures() {
    }

    /// The outcome of a run that ended with an exception.
    ///
    /// The transports name errors in different classes, but all of them use the kernel's own words.
    static Outcome of(Throwable failure) {
        Throwable cause = failure instanceof DecoderException && failure.getCause() != null
            ? failure.getCause() : failure;
        String message = String.valueOf(cause.getMessage());
        if (failure instanceof TooLongFrameException) {
            return Outcome.of(Reason.BODY_TOO_LONG, message);
        }
        if (cause instanceof SSLException) {
            return ofTls(cause);
        }
        if (cause instanceof ClosedChannelException) {
            return Outcome.of(Reason.CLOSED);
        }
        if (cause instanceof BindException || message.contains("Cannot assign")
            || message.contains("not permitted") || message.contains("ermission denied")
            || message.contains("No such device")) {
            return Outcome.of(Reason.LOCAL, message);
        }
        if (cause instanceof PortUnreachableException || message.contains("refused")) {
            return Outcome.of(Reason.REFUSED);
        }
        if (cause instanceof NoRouteToHostException || message.contains("No route")
            || message.contains("unreachable")) {
            return Outcome.of(Reason.UNREACHABLE);
        }
        if (message.contains("timed out")) {
            return Outcome.of(Reason.CONNECT_TIMEOUT);
        }
        if (message.contains("reset") || message.contains("Broken pipe")) {
            return Outcome.of(Reason.RESET);
        }
        return Outcome.of(cause instanceof ConnectException ? Reason.UNREACHABLE : Reason.MALFORMED, message);
    }

    /// A certificate is refused with a chain of causes, of which the last ones know best.
    private static Outcome ofTls(Throwable failure) {
        String certificate = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return Outcome.of(Reason.CERTIFICATE, "expired, " + message);
            }
            if (cause instanceof CertificateNotYetValidException) {
                return Outcome.of(Reason.CERTIFICATE, "not yet valid, " + message);
            }
            if (cause instanceof CertPathBuilderException) {
                return Outcome.of(Reason.CERTIFICATE, "not signed by a trusted authority");
            }
            if (cause instanceof CertificateException) {
                certificate = message;
            }
        }
        return certificate == null ? Outcome.of(Reason.TLS_FAILED, String.valueOf(failure.getMessage()))
            : Outcome.of(Reason.CERTIFICATE, certificate);
    }
}
