package uvs.tools.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;

/// Listens on TCP for those who watch: the status page, the metrics, `/healthz`, and what can be read of the control
/// socket. Nothing can be changed here, whoever calls.
public final class StatusServer implements AutoCloseable {

    private final Channel channel;

    private StatusServer(Channel channel) {
        this.channel = channel;
    }

    /// @param routes those of [Routes#readOnly]
    /// @throws IOException one line with the cure: the port is taken, the address is not one of this machine
    public static StatusServer open(
        ControlLoop loop, InetSocketAddress address, Routes routes, ControlLimits limits) throws IOException {
        ChannelFuture bound = new ServerBootstrap().group(loop.group()).channel(loop.tcpSocket())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new HttpPipeline(routes, limits)).bind(address).awaitUninterruptibly();
        if (bound.cause() != null) {
            throw new IOException("status page " + text(address) + ": " + why(bound.cause())
                + "; give another place with --metrics ADDRESS:PORT, or --metrics off", bound.cause());
        }
        return new StatusServer(bound.channel());
    }

    private static String why(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            return "another program listens there";
        }
        if (message.contains("annot assign")) {
            return "this machine has no such address";
        }
        return message.contains("ermission denied") ? "this user may not listen on ports below 1024" : message;
    }

    /// Where it listens: `127.0.0.1:9117`.
    public String address() {
        return text((InetSocketAddress) channel.localAddress());
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /// Takes no new callers; those that are there end with the loop.
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
