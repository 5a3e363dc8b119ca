package uvs.healthcheck.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.HttpProtocol;
import uvs.config.HealthChecker.Url;
import uvs.config.Range;

/// Fetches a page as `HTTP_GET` and `SSL_GET` do, and answers the digest that they would compare: for
/// `uvs genhash`. Waits, so it is not for the event loop.
public final class PageDigest {

    private static final Range ANY_STATUS = Range.of(100, 999);

    private final CheckLoop loop;
    private final Connection connection;
    private final boolean secure;
    private final Optional<String> serverName;

    /// What came of it.
    public sealed interface Page {

        /// @param head the status line and the headers
        /// @param body the first megabyte of it
        /// @param took from the start to the last byte
        record Fetched(byte[] head, byte[] body, String digest, Duration took) implements Page {}

        record Failed(Outcome outcome) implements Page {}
    }

    /// @param secure     whether over TLS
    /// @param serverName what the TLS greeting says is meant
    public PageDigest(CheckLoop loop, Connection connection, boolean secure, Optional<String> serverName) {
        this.loop = loop;
        this.connection = connection;
        this.secure = secure;
        this.serverName = serverName;
    }

    /// @param virtualHost of the header `Host`; empty for the address and port
    public Page fetch(String path, Optional<String> virtualHost, HttpProtocol protocol) {
        var url = new Url(path, virtualHost, Optional.empty(), List.of(ANY_STATUS), Optional.empty(), false);
        String request = HttpProbe.request(path, virtualHost, connection, protocol);
        var judge = new UrlJudge(url, BodyRegex.LONGEST_BODY);
        long startedNs = System.nanoTime();
        var outcome = new CompletableFuture<Outcome>();
        var exchange = new CompletableFuture<HttpExchange>();
        loop.eventLoop().execute(() -> {
            try {
                var attempt = new Attempt(loop.eventLoop(), outcome::complete);
                attempt.limit(connection.connectTimeout(), Reason.CONNECT_TIMEOUT);
                var http = new HttpExchange(attempt, connection.connectTimeout(), request, judge);
                exchange.complete(http);
                attempt.open(
                    new Connector(loop, connection).stream(secure
                        ? new TlsGreeting(
                            new Tls(Optional.empty(), false), new Tls.Peer(serverName, Optional.empty()), false,
                            attempt, connection, http)
                        : http),
                    () -> { });
            } catch (SSLException | RuntimeException e) {
                outcome.complete(Outcome.of(Reason.LOCAL, e.toString()));
            }
        });
        Outcome end = outcome.join();
        if (!end.success()) {
            return new Page.Failed(end);
        }
        HttpReply reply = exchange.join().reply();
        return new Page.Fetched(
            reply.head(), reply.body(), reply.digest(), Duration.ofNanos(System.nanoTime() - startedNs));
    }
}
