package uvs.healthcheck.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// One request and its reply, over a connection that is already open.
final class HttpExchange extends SimpleChannelInboundHandler<ByteBuf> {

    private final Attempt attempt;
    private final Duration timeout;
    private final String request;
    private final UrlJudge judge;
    private final HttpReply reply;
    private boolean statusJudged;

    HttpExchange(Attempt attempt, Duration timeout, String request, UrlJudge judge) {
        this.attempt = attempt;
        this.timeout = timeout;
        this.request = request;
        this.judge = judge;
        this.reply = judge.reply();
    }

    /// What has come so far.
    HttpReply reply() {
        return reply;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        attempt.limit(timeout, Reason.READ_TIMEOUT);
        context.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1))
            .addListener(written -> {
                if (!written.isSuccess()) {
                    attempt.finish(Failures.of(written.cause()));
                }
            });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        if (attempt.over()) {
            return;
        }
        attempt.touch();
        Optional<Outcome> failure = reply.feed(bytes);
        if (failure.isEmpty() && reply.hasHead() && !statusJudged) {
            statusJudged = true;
            failure = judge.judgeStatus(reply.status());
        }
        if (failure.isPresent()) {
            attempt.finish(failure.get());
        } else if (reply.complete()) {
            attempt.finish(judge.judgeBody(reply));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!attempt.over()) {
            attempt.finish(reply.ended().orElseGet(() -> judge.judgeBody(reply)));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        attempt.finish(Failures.of(cause));
    }
}
