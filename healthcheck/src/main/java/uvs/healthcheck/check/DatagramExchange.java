package uvs.healthcheck.check;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/// One datagram out, and what comes back, on a connected socket.
final class DatagramExchange extends ChannelInboundHandlerAdapter {

    private final Attempt attempt;
    private final Consumer<ByteBuf> reply;

    /// @param reply looks at each datagram that comes back, and ends the attempt if it says something
    DatagramExchange(Attempt attempt, Consumer<ByteBuf> reply) {
        this.attempt = attempt;
        this.reply = reply;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!attempt.over()) {
                reply.accept(message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        attempt.finish(Failures.of(cause));
    }
}
