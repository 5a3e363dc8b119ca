package uvs.tools.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/// Puts a request and its body together, and refuses a body over the limit before it is in memory.
final class WholeRequests extends HttpObjectAggregator {

    private static final int LINGER_MS = 1_000;

    private final int limit;

    WholeRequests(int limit) {
        super(limit);
        this.limit = limit;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        var refused = new ControlException(413, "TOO_LARGE",
            "the body is larger than " + limit + " bytes; send what it has in several requests");
        end(context, Answer.of(refused));
    }

    /// Answers for the last time. The connection stays half open for as long as the caller takes to hear it, at most a
    /// second: with a close at once, TCP would throw away the answer as soon as the caller sends more.
    static void end(ChannelHandlerContext context, Answer answer) {
        FullHttpResponse response = response(answer);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var channel = (DuplexChannel) context.channel();
        context.writeAndFlush(response).addListener(done -> channel.shutdownOutput());
        channel.config().setAutoRead(true);
        context.executor().schedule(() -> context.close(), LINGER_MS, TimeUnit.MILLISECONDS);
    }

    static FullHttpResponse response(Answer answer) {
        byte[] body = answer.body().get();
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type())
            .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
            // A browser is not to take for a page what it is told is none.
            .set("x-content-type-options", "nosniff")
            .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return response;
    }
}
