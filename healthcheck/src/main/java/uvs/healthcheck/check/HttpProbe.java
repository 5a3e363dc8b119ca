package uvs.healthcheck.check;

import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import uvs.config.HealthChecker.Connecting;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.Http;
import uvs.config.HealthChecker.HttpProtocol;
import uvs.config.HealthChecker.SslGet;
import uvs.config.HealthChecker.Url;
import uvs.config.net.Family;

/// `HTTP_GET` and `SSL_GET`: one URL a run, in turn.
final class HttpProbe implements Probe {

    private final CheckLoop loop;
    private final Connecting check;
    private final Http http;
    private final Optional<Tls> tls;
    private final Connector connector;
    private final List<UrlJudge> judges;
    private final Turns turns;

    /// @param tls empty for HTTP_GET
    HttpProbe(CheckLoop loop, Connecting check, Http http, Optional<Tls> tls) throws PatternSyntaxException {
        this.loop = loop;
        this.check = check;
        this.http = http;
        this.tls = tls;
        this.connector = new Connector(loop, check.connection());
        this.turns = new Turns(http.urls().size(), true);
        this.judges = http.urls().stream().map(UrlJudge::new).toList();
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        Url url = http.urls().get(turns.next());
        Connection connection = check.connection();
        var attempt = new Attempt(loop.eventLoop(), outcome -> done.accept(turns.advance(outcome, url.path())));
        attempt.overall(longest(check));
        attempt.limit(connection.connectTimeout(), Reason.CONNECT_TIMEOUT);
        var exchange = new HttpExchange(attempt, connection.connectTimeout(), request(url), judges.get(turns.next()));
        ChannelHandler first = tls.isEmpty() ? exchange
            : new TlsGreeting(tls.get(), peer(url), compliant(url), attempt, connection, exchange);
        attempt.open(connector.stream(first), () -> { });
        return attempt;
    }

    /// How long a run may take in all: a reply that trickles in must not keep the next run waiting.
    static Duration longest(Connecting check) {
        Duration twice = check.connection().connectTimeout().multipliedBy(2);
        return twice.compareTo(check.timing().delayLoop()) > 0 ? twice : check.timing().delayLoop();
    }

    @Override
    public boolean continuesAtOnce() {
        return http.fastRecovery();
    }

    private Tls.Peer peer(Url url) {
        return check instanceof SslGet ssl
            ? new Tls.Peer(
                ssl.enableSni() ? ssl.sniName().or(url::virtualhost) : Optional.empty(),
                ssl.sniName().or(url::virtualhost))
            : Tls.Peer.ANYBODY;
    }

    private boolean compliant(Url url) {
        return url.tlsCompliant() || check instanceof SslGet ssl && ssl.tlsCompliant();
    }

    private String request(Url url) {
        return request(url.path(), url.virtualhost(), check.connection(), http.protocol());
    }

    /// The request as keepalived writes it, for servers that log it or look at it.
    static String request(
        String path, Optional<String> virtualhost, Connection connection, HttpProtocol protocol) {
        String version = protocol == HttpProtocol.HTTP_1_1 ? "1.1" : "1.0";
        String close = protocol == HttpProtocol.HTTP_1_0 ? "" : "Connection: close\r\n";
        String address = connection.address().family() == Family.IPV6
            ? "[" + connection.address() + "]" : connection.address().toString();
        return "GET " + path + " HTTP/" + version + "\r\nUser-Agent: KeepAliveClient\r\n" + close
            + "Host: " + virtualhost.orElse(address + ":" + connection.port()) + "\r\n\r\n";
    }
}
