package uvs.tools.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import uvs.tools.control.ControlLimits;
import uvs.tools.control.ControlServer;
import uvs.tools.control.Routes;
import uvs.tools.control.SocketFile;

/// Opens the control socket where the options say. A place that was named must be had; of the defaults the first that
/// can be, and without any the director runs all the same.
final class Control {

    private Control() {
    }

    /// @param place from `--control`; empty for the defaults
    /// @throws IOException one line with the cure
    static Optional<ControlServer> open(Optional<String> place, Routes routes, Log log) throws IOException {
        if (place.filter(SocketFile.NONE::equals).isPresent()) {
            return Optional.empty();
        }
        if (place.isPresent()) {
            return Optional.of(open(Path.of(place.get()), routes, log));
        }
        for (Path path : SocketFile.defaults()) {
            try {
                return Optional.of(open(path, routes, log));
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

    private static ControlServer open(Path path, Routes routes, Log log) throws IOException {
        ControlServer server = ControlServer.open(path, routes, ControlLimits.DEFAULT);
        log.info("control socket " + server.path());
        return server;
    }

    static void close(Optional<ControlServer> server) throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }
}
