package uvs.tools.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/// Puts a request and its body together, and refuses a body over the limit before it is in memory.
final class WholeRequests extends HttpObjectAggregator {

    private final int limit;

    WholeRequests(int limit) {
        super(limit);
        this.limit = limit;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        var refused = new ControlException(413, "TOO_LARGE",
            "the body is larger than " + limit + " bytes; send what it has in several requests");
        context.writeAndFlush(last(Answer.of(refused))).addListener(ChannelFutureListener.CLOSE);
    }

    /// A response after which the connection is closed.
    static FullHttpResponse last(Answer answer) {
        FullHttpResponse response = response(answer);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    static FullHttpResponse response(Answer answer) {
        byte[] body = answer.body().get();
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type())
            .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return response;
    }
}
