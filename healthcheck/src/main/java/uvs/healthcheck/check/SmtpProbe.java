package uvs.healthcheck.check;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.smtp.SmtpRequest;
import io.netty.handler.codec.smtp.SmtpRequestEncoder;
import io.netty.handler.codec.smtp.SmtpRequests;
import io.netty.handler.codec.smtp.SmtpResponse;
import io.netty.handler.codec.smtp.SmtpResponseDecoder;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.SmtpCheck;

/// `SMTP_CHECK`: a server that greets with 220 and answers HELO with 250 is well (RFC 5321). With several
/// hosts, one a run, in turn.
final class SmtpProbe implements Probe {

    private static final int GREETING = 220;
    private static final int DONE = 250;
    private static final int LONGEST_LINE = 4096;

    private final CheckLoop loop;
    private final SmtpCheck check;
    private final List<Connector> connectors;
    private final Turns turns;

    SmtpProbe(CheckLoop loop, SmtpCheck check) {
        this.loop = loop;
        this.check = check;
        this.connectors = check.hosts().stream().map(host -> new Connector(loop, host)).toList();
        this.turns = new Turns(check.hosts().size(), false);
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        Connection host = check.hosts().get(turns.next());
        String name = host.address() + " port " + host.port();
        var attempt = new Attempt(loop.eventLoop(), outcome -> done.accept(turns.advance(outcome, name)));
        attempt.overall(HttpProbe.longest(check));
        attempt.limit(host.connectTimeout(), Reason.CONNECT_TIMEOUT);
        attempt.open(connectors.get(turns.next()).stream(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(
                    new SmtpResponseDecoder(LONGEST_LINE), new SmtpRequestEncoder(),
                    new Dialogue(attempt, host.connectTimeout(), check.heloName()));
            }
        }), () -> { });
        return attempt;
    }

    /// The client's side of the session.
    private static final class Dialogue extends SimpleChannelInboundHandler<SmtpResponse> {

        private final Attempt attempt;
        private final Duration timeout;
        private final String heloName;
        private boolean greeted;

        Dialogue(Attempt attempt, Duration timeout, String heloName) {
            this.attempt = attempt;
            this.timeout = timeout;
            this.heloName = heloName;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            attempt.limit(timeout, Reason.READ_TIMEOUT);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, SmtpResponse response) {
            if (attempt.over()) {
                return;
            }
            int expected = greeted ? DONE : GREETING;
            if (response.code() != expected) {
                String text = response.details().isEmpty() ? "" : " " + response.details().getFirst();
                attempt.finish(Outcome.of(
                    Reason.WRONG_STATUS, response.code() + text + (greeted ? " to HELO" : " as greeting")));
            } else if (greeted) {
                send(context, SmtpRequests.quit(), () -> attempt.finish(Reason.OK));
            } else {
                greeted = true;
                attempt.touch();
                send(context, SmtpRequests.helo(heloName), () -> { });
            }
        }

        private void send(ChannelHandlerContext context, SmtpRequest request, Runnable written) {
            context.writeAndFlush(request).addListener(sent -> {
                if (sent.isSuccess()) {
                    written.run();
                } else {
                    attempt.finish(Failures.of(sent.cause()));
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            attempt.finish(Reason.CLOSED);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            attempt.finish(Failures.of(cause));
        }
    }
}
