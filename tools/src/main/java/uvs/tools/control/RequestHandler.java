package uvs.tools.control;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The requests of one connection, one after the other: each is routed, and the next is read when its answer is
/// written. On the thread of the control socket.
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final Routes routes;
    private final ControlLimits limits;
    private final boolean room;
    private ScheduledFuture<?> deadline;
    private boolean ended;

    /// @param room whether the connection is within the limit
    RequestHandler(Routes routes, ControlLimits limits, boolean room) {
        this.routes = routes;
        this.limits = limits;
        this.room = room;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (room) {
            next(context);
        } else {
            end(context, new ControlException(503, "BUSY", "there are " + limits.connections()
                + " connections already; close one"));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopClock();
    }

    private void next(ChannelHandlerContext context) {
        startClock(context, new ControlException(408, "TIMEOUT", "no whole request has come in "
            + limits.patience().toSeconds() + " s; send it at once, or connect again"));
        context.channel().config().setAutoRead(true);
    }

    private void startClock(ChannelHandlerContext context, ControlException late) {
        stopClock();
        deadline = context.executor().schedule(
            () -> end(context, late), limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopClock() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (ended) {
            return;
        }
        stopClock();
        context.channel().config().setAutoRead(false);
        if (request.decoderResult().isFailure()) {
            end(context, malformed(request.decoderResult().cause()));
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        byte[] body = ByteBufUtil.getBytes(request.content());
        routes.answer(request.method().name(), request.uri(), body).whenComplete((answer, thrown) ->
            context.executor().execute(() -> {
                if (thrown != null) {
                    end(context, failed(thrown));
                } else {
                    answer(context, answer, keepAlive);
                }
            }));
    }

    private static ControlException failed(Throwable thrown) {
        return new ControlException(500, "SYSTEM", "the director has failed to answer: " + thrown);
    }

    private ControlException malformed(Throwable cause) {
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException) {
            return new ControlException(431, "TOO_LARGE", "the request line or the header lines are longer than "
                + limits.headers() + " bytes; send shorter ones");
        }
        return new ControlException(400, "MALFORMED",
            "this is not HTTP/1.1; try curl, with --unix-socket PATH for the control socket");
    }

    /// A caller who does not take its answer is cut off too.
    private void answer(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
        FullHttpResponse response;
        try {
            response = WholeRequests.response(answer);
        } catch (RuntimeException e) {
            end(context, failed(e));
            return;
        }
        HttpUtil.setKeepAlive(response, keepAlive);
        ChannelFuture written = context.writeAndFlush(response);
        if (!written.isDone()) {
            deadline = context.executor().schedule(
                () -> context.close(), limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        }
        written.addListener(done -> {
            stopClock();
            if (done.isSuccess() && keepAlive) {
                next(context);
            } else {
                context.close();
            }
        });
    }

    private void end(ChannelHandlerContext context, ControlException why) {
        ended = true;
        stopClock();
        WholeRequests.end(context, Answer.of(why));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The caller has gone, or broken off: there is nobody to tell.
        context.close();
    }
}
