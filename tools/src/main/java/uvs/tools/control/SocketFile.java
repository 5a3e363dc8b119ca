package uvs.tools.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// Where the control socket is, and its file: who may call is said by the file's mode.
///
/// The address of a Unix socket is a file and not bound to a network namespace: directors in several namespaces of one
/// machine need a file each.
public final class SocketFile {

    /// Where a director of root's listens unless it is told otherwise.
    public static final Path DEFAULT = Path.of("/run/uvs.sock");
    /// `--control` of who wants no socket.
    public static final String NONE = "none";

    /// `sun_path` of `struct sockaddr_un`, less its end.
    private static final int LONGEST = 107;
    private static final String NAME = "uvs.sock";
    private static final int FORMAT_MASK = 0170000;
    private static final int FORMAT_SOCKET = 0140000;

    private final Path path;
    private final Path temporary;
    private Object key;

    private SocketFile(Path path) {
        this.path = path;
        this.temporary = path.resolveSibling("." + path.getFileName() + "." + ProcessHandle.current().pid());
    }

    /// Where a director may listen, the best first: an ordinary user has a folder of the session only.
    public static List<Path> defaults() {
        String session = System.getenv("XDG_RUNTIME_DIR");
        return session == null || session.isEmpty() ? List.of(DEFAULT) : List.of(DEFAULT, Path.of(session, NAME));
    }

    /// Where a command looks for a director: where the variable `UVS_CONTROL` says, else the first default that is
    /// there.
    public static Path found() {
        String named = System.getenv("UVS_CONTROL");
        return named != null && !named.isEmpty() ? Path.of(named)
            : defaults().stream().filter(Files::exists).findFirst().orElse(DEFAULT);
    }

    /// Makes sure that nobody listens there, and that the path can be one.
    ///
    /// @throws IOException one line with the cure
    static SocketFile claim(Path given) throws IOException {
        Path path = given.toAbsolutePath();
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length + 16;
        if (length > LONGEST) {
            throw new IOException("control socket " + path + ": the name is too long for a socket; give a shorter one"
                + " with --control PATH");
        }
        if (!Files.isDirectory(path.getParent())) {
            throw new IOException("control socket " + path + ": there is no folder " + path.getParent()
                + "; make it, or give another place with --control PATH");
        }
        if (isThere(path)) {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FORMAT_MASK) != FORMAT_SOCKET) {
                throw new IOException("control socket " + path + ": there is a file of that name which is no socket;"
                    + " give another place with --control PATH");
            }
            if (answers(path)) {
                throw new ControlServer.InUseException("control socket " + path + ": another director listens on it;"
                    + " give this one a socket of its own with --control PATH, or --control none");
            }
        }
        return new SocketFile(path);
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean answers(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException _) {
            // Nobody has it open: a director that was killed left it.
            return false;
        }
    }

    /// What to bind to. It becomes [#path] by [#publish], so that nobody can call before the mode is set, and a file
    /// that a killed director left is replaced in one step.
    Path temporary() throws IOException {
        Files.deleteIfExists(temporary);
        return temporary;
    }

    Path path() {
        return path;
    }

    void publish() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        key = key().orElse(null);
    }

    /// Takes the file away, unless it is another's by now.
    void remove() throws IOException {
        Files.deleteIfExists(temporary);
        if (key != null && key().filter(key::equals).isPresent()) {
            Files.deleteIfExists(path);
        }
    }

    private Optional<Object> key() throws IOException {
        try {
            return Optional.ofNullable(Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }
}
