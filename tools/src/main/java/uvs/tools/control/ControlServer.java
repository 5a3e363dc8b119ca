package uvs.tools.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Listens on the control socket, on a thread of its own: a list of many connections delays no check and no packet.
///
/// The transport is epoll, else NIO: a socket that is mostly silent has no use for rings of io_uring.
public final class ControlServer implements AutoCloseable {

    /// Somebody listens there already.
    public static final class InUseException extends IOException {

        private static final long serialVersionUID = 1;

        InUseException(String message) {
            super(message);
        }
    }

    /// The folder is another's.
    public static final class NotPermittedException extends IOException {

        private static final long serialVersionUID = 1;

        NotPermittedException(String message) {
            super(message);
        }
    }

    private static final int LONGEST_REQUEST_LINE = 4096;
    private static final int QUIET_MS = 20;
    private static final int CLOSE_LIMIT_MS = 2_000;

    private final SocketFile file;
    private final EventLoopGroup group;
    private final AtomicInteger open = new AtomicInteger();

    private ControlServer(SocketFile file, EventLoopGroup group) {
        this.file = file;
        this.group = group;
    }

    /// Listens from now on. The file of a director that was killed is replaced.
    ///
    /// @throws IOException one line with the cure: another director listens there, the folder is not writable
    public static ControlServer open(Path path, Routes routes, ControlLimits limits) throws IOException {
        SocketFile file = SocketFile.claim(path);
        boolean epoll = Epoll.isAvailable();
        var server = new ControlServer(file, new MultiThreadIoEventLoopGroup(1,
            new DefaultThreadFactory("control", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()));
        try {
            server.listen(epoll, routes, limits);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void listen(boolean epoll, Routes routes, ControlLimits limits) throws IOException {
        Class<? extends ServerChannel> kind =
            epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
        Path bound = file.temporary();
        SocketAddress address =
            epoll ? new DomainSocketAddress(bound.toString()) : UnixDomainSocketAddress.of(bound);
        var bootstrap = new ServerBootstrap().group(group).channel(kind)
            .childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    lay(channel, routes, limits);
                }
            });
        Throwable cause = bootstrap.bind(address).awaitUninterruptibly().cause();
        if (cause != null) {
            throw refused(cause);
        }
        try {
            file.publish();
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /// One request of a connection is carried out at a time, however many a caller sends ahead.
    private void lay(Channel channel, Routes routes, ControlLimits limits) {
        boolean room = open.incrementAndGet() <= limits.connections();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        channel.pipeline().addLast(
            new HttpServerCodec(new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE).setMaxHeaderSize(limits.headers())),
            new WholeRequests(limits.body()),
            new FlowControlHandler(),
            new RequestHandler(routes, limits, room));
    }

    private IOException refused(Throwable cause) {
        String why = cause instanceof FileSystemException file && file.getReason() != null
            ? file.getReason() : cause.getMessage();
        return cause instanceof AccessDeniedException || String.valueOf(why).contains("ermission denied")
            ? new NotPermittedException("control socket " + file.path() + ": " + file.path().getParent()
                + " is not writable; give another place with --control PATH, or --control none")
            : new IOException("control socket " + file.path() + ": " + why
                + "; give another place with --control PATH, or --control none");
    }

    public Path path() {
        return file.path();
    }

    /// Ends all connections and takes the file away.
    @Override
    public void close() throws IOException {
        file.remove();
        group.shutdownGracefully(QUIET_MS, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(CLOSE_LIMIT_MS);
    }
}
