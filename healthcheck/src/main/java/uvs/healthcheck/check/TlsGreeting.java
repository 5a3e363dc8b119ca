package uvs.healthcheck.check;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import uvs.config.HealthChecker.Connection;

/// Puts TLS under an exchange: greets when the connection is open, and lets the exchange begin after that.
final class TlsGreeting extends ChannelInboundHandlerAdapter {

    private final Tls tls;
    private final Tls.Peer peer;
    private final boolean compliant;
    private final Attempt attempt;
    private final Connection connection;
    private final ChannelHandler exchange;
    private boolean done;

    /// @param compliant whether the end of the session is announced before the connection is closed
    TlsGreeting(
        Tls tls, Tls.Peer peer, boolean compliant, Attempt attempt, Connection connection,
        ChannelHandler exchange) {
        this.tls = tls;
        this.peer = peer;
        this.compliant = compliant;
        this.attempt = attempt;
        this.connection = connection;
        this.exchange = exchange;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        attempt.limit(connection.connectTimeout(), Reason.TLS_TIMEOUT);
        SslHandler ssl = tls.handler(context, peer);
        Channel channel = context.channel();
        channel.pipeline().addFirst(ssl);
        if (!compliant) {
            channel.pipeline().addLast(new QuietClose(channel.pipeline().context(ssl)));
        }
        ssl.handshakeFuture().addListener(greeted -> {
            if (!greeted.isSuccess()) {
                attempt.finish(inGreeting(greeted.cause()));
            } else if (!attempt.over()) {
                done = true;
                channel.pipeline().addLast(exchange);
                context.fireChannelActive();
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        attempt.finish(done ? Failures.of(cause) : inGreeting(cause));
    }

    private static Outcome inGreeting(Throwable cause) {
        Outcome outcome = Failures.of(cause);
        return switch (outcome.reason()) {
            case CLOSED -> Outcome.of(Reason.TLS_FAILED, "connection closed");
            case RESET -> Outcome.of(Reason.TLS_FAILED, "connection reset");
            default -> outcome;
        };
    }

    /// Closes the connection under TLS, without a word.
    private static final class QuietClose extends ChannelOutboundHandlerAdapter {

        private final ChannelHandlerContext ssl;

        QuietClose(ChannelHandlerContext ssl) {
            this.ssl = ssl;
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            ssl.close(promise);
        }
    }
}
