package uvs.tools.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.util.concurrent.atomic.AtomicInteger;

/// What stands between a caller's connection and the resources. One request of a connection is carried out at a time,
/// however many a caller sends ahead.
final class HttpPipeline extends ChannelInitializer<Channel> {

    private static final int LONGEST_REQUEST_LINE = 4096;
    /// Up to this many times the limit callers are told that there is no room; more are cut off without a word.
    private static final int OVER_THE_LIMIT = 2;

    private final Routes routes;
    private final ControlLimits limits;
    private final AtomicInteger open = new AtomicInteger();

    HttpPipeline(Routes routes, ControlLimits limits) {
        this.routes = routes;
        this.limits = limits;
    }

    @Override
    protected void initChannel(Channel channel) {
        boolean room = open.incrementAndGet() <= limits.connections();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        if (open.get() > OVER_THE_LIMIT * limits.connections()) {
            channel.close();
            return;
        }
        channel.pipeline().addLast(
            new HttpServerCodec(new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE).setMaxHeaderSize(limits.headers())),
            new WholeRequests(limits.body()),
            new FlowControlHandler(),
            new RequestHandler(routes, limits, room));
    }
}
