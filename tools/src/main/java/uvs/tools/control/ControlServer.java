package uvs.tools.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// Listens on the control socket.
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

    private final SocketFile file;
    private Channel channel;

    private ControlServer(SocketFile file) {
        this.file = file;
    }

    /// Listens from now on. The file of a director that was killed is replaced.
    ///
    /// @throws IOException one line with the cure: another director listens there, the folder is not writable
    public static ControlServer open(ControlLoop loop, Path path, Routes routes, ControlLimits limits)
        throws IOException {
        var server = new ControlServer(SocketFile.claim(path));
        try {
            server.listen(loop, routes, limits);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void listen(ControlLoop loop, Routes routes, ControlLimits limits) throws IOException {
        Path bound = file.temporary();
        SocketAddress address =
            loop.isEpoll() ? new DomainSocketAddress(bound.toString()) : UnixDomainSocketAddress.of(bound);
        ChannelFuture binding = new ServerBootstrap().group(loop.group()).channel(loop.unixSocket())
            .childHandler(new HttpPipeline(routes, limits)).bind(address).awaitUninterruptibly();
        channel = binding.channel();
        if (binding.cause() != null) {
            throw refused(binding.cause());
        }
        try {
            file.publish();
        } catch (IOException e) {
            throw refused(e);
        }
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

    /// Takes the file away; the connections end with the loop.
    @Override
    public void close() throws IOException {
        file.remove();
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
    }
}
