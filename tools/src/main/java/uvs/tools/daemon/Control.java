package uvs.tools.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import uvs.tools.control.ControlLimits;
import uvs.tools.control.ControlLoop;
import uvs.tools.control.ControlServer;
import uvs.tools.control.Controlled;
import uvs.tools.control.Routes;
import uvs.tools.control.SocketFile;
import uvs.tools.control.StatusPlace;
import uvs.tools.control.StatusServer;

/// Where a director can be asked: the control socket and the status page. A place that was named must be had; of the
/// defaults the first that can be, and without any the director runs all the same.
final class Control implements AutoCloseable {

    private final ControlLoop loop = new ControlLoop();
    private Optional<ControlServer> socket = Optional.empty();
    private Optional<StatusServer> status = Optional.empty();

    private Control() {
    }

    /// @throws IOException one line with the cure
    static Control open(DirectorOptions options, Controlled director, Log log) throws IOException {
        var control = new Control();
        try {
            control.status = status(control.loop, options.metrics(), director, log);
            control.socket = socket(control.loop, options.control(), director, log);
            return control;
        } catch (IOException e) {
            control.close();
            throw e;
        }
    }

    private static Optional<StatusServer> status(
        ControlLoop loop, StatusPlace place, Controlled director, Log log) throws IOException {
        if (place.address().isEmpty()) {
            return Optional.empty();
        }
        try {
            StatusServer server = StatusServer.open(
                loop, place.address().get(), Routes.readOnly(director), ControlLimits.STATUS);
            log.info("status page and metrics http://" + server.address() + "/");
            return Optional.of(server);
        } catch (IOException e) {
            if (place.named()) {
                throw e;
            }
            log.notice("no " + e.getMessage());
            return Optional.empty();
        }
    }

    /// @param place from `--control`; empty for the defaults
    private static Optional<ControlServer> socket(
        ControlLoop loop, Optional<String> place, Controlled director, Log log) throws IOException {
        if (place.filter(SocketFile.NONE::equals).isPresent()) {
            return Optional.empty();
        }
        if (place.isPresent()) {
            return Optional.of(socket(loop, Path.of(place.get()), director, log));
        }
        for (Path path : SocketFile.defaults()) {
            try {
                return Optional.of(socket(loop, path, director, log));
            } catch (ControlServer.InUseException e) {
                log.warning(e.getMessage());
                return Optional.empty();
            } catch (ControlServer.NotPermittedException _) {
                // The next may be the caller's own.
            }
        }
        List<String> tried = SocketFile.defaults().stream().map(Path::toString).toList();
        log.notice("no control socket: " + String.join(" and ", tried) + " cannot be made by this user;"
            + " name a place with --control PATH");
        return Optional.empty();
    }

    private static ControlServer socket(ControlLoop loop, Path path, Controlled director, Log log)
        throws IOException {
        ControlServer server = ControlServer.open(loop, path, new Routes(director), ControlLimits.DEFAULT);
        log.info("control socket " + server.path());
        return server;
    }

    @Override
    public void close() throws IOException {
        try {
            status.ifPresent(StatusServer::close);
            if (socket.isPresent()) {
                socket.get().close();
            }
        } finally {
            loop.close();
        }
    }
}
