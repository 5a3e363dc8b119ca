package uvs.healthcheck.check;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The one event loop that all checks run on, and the sockets that go with its transport: io_uring where the
/// kernel has it, else epoll, else NIO.
public final class CheckLoop implements AutoCloseable {

    /// The way to the kernel.
    public enum Transport { IO_URING, EPOLL, NIO }

    /// Sockets that are being closed when the loop ends need it for a moment longer.
    private static final int QUIET_MS = 20;

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;

    private CheckLoop(Transport transport) {
        this.transport = transport;
        IoHandlerFactory factory = switch (transport) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("checks", true), factory);
        loop = group.next();
    }

    /// Starts the loop with the best transport there is.
    public static CheckLoop open() {
        return open(best());
    }

    /// The best transport there is on this machine.
    public static Transport best() {
        return IoUring.isAvailable() ? Transport.IO_URING
            : Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
    }

    /// Starts the loop with a transport that is known to be there.
    public static CheckLoop open(Transport transport) {
        return new CheckLoop(transport);
    }

    public Transport transport() {
        return transport;
    }

    public EventLoop eventLoop() {
        return loop;
    }

    ChannelFactory<SocketChannel> streams() {
        return switch (transport) {
            case IO_URING -> IoUringSocketChannel::new;
            case EPOLL -> EpollSocketChannel::new;
            case NIO -> NioSocketChannel::new;
        };
    }

    Function<SocketProtocolFamily, DatagramChannel> datagrams() {
        return switch (transport) {
            case IO_URING -> IoUringDatagramChannel::new;
            case EPOLL -> EpollDatagramChannel::new;
            case NIO -> NioDatagramChannel::new;
        };
    }

    /// Stops the loop; what was under way is dropped.
    @Override
    public void close() {
        group.shutdownGracefully(QUIET_MS, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2_000);
    }
}
