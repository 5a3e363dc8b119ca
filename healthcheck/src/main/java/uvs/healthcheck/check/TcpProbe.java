package uvs.healthcheck.check;

import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Consumer;
import uvs.config.HealthChecker.TcpCheck;

/// `TCP_CHECK`: a server that completes the handshake is well.
final class TcpProbe implements Probe {

    private final CheckLoop loop;
    private final TcpCheck check;
    private final Connector connector;

    TcpProbe(CheckLoop loop, TcpCheck check) {
        this.loop = loop;
        this.check = check;
        this.connector = new Connector(loop, check.connection());
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        var attempt = new Attempt(loop.eventLoop(), done);
        attempt.limit(check.connection().connectTimeout(), Reason.CONNECT_TIMEOUT);
        attempt.open(
            connector.stream(new ChannelInboundHandlerAdapter()), () -> attempt.finish(Reason.OK));
        return attempt;
    }
}
