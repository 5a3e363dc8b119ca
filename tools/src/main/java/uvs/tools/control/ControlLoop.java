package uvs.tools.control;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/// The thread that callers are answered on, of the control socket and of the status page: a list of many connections
/// delays no check and no packet.
///
/// The transport is epoll, else NIO: a socket that is mostly silent has no use for rings of io_uring.
public final class ControlLoop implements AutoCloseable {

    private static final int QUIET_MS = 20;
    private static final int CLOSE_LIMIT_MS = 2_000;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1,
        new DefaultThreadFactory("control", true),
        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    boolean isEpoll() {
        return epoll;
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> unixSocket() {
        return epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    }

    Class<? extends ServerChannel> tcpSocket() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /// Ends all connections.
    @Override
    public void close() {
        group.shutdownGracefully(QUIET_MS, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(CLOSE_LIMIT_MS);
    }
}
