package uvs.tools.daemon.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uvs.config.Command;

/// Starts scripts as keepalived does: by the right user, in a process group of their own, with a clean environment,
/// and only if nobody else could have changed what root runs.
///
/// The change of user is made by `setpriv`, the process group by `setsid`, both of util-linux. On the script thread
/// only: when that thread ends, so do the scripts.
final class ScriptLauncher {

    private static final String STANDARD_USER = "keepalived_script";
    private static final String ROOT = "root";

    private final boolean security;
    private final boolean supplementaryGroups;
    private final boolean privileged;
    private final Map<String, Boolean> users = new HashMap<>();

    /// @param security            refuses what root would run and others could change (`enable_script_security`)
    /// @param supplementaryGroups whether scripts get all groups of their user
    ScriptLauncher(boolean security, boolean supplementaryGroups) throws IOException {
        this.security = security;
        this.supplementaryGroups = supplementaryGroups;
        this.privileged = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /// A script cannot be run; the message says why and what to do.
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /// Starts a script, its output and errors in one stream, its input empty.
    Process start(Command command) throws RefusedException, IOException {
        String user = user(command);
        Path program = program(command.words().getFirst());
        if (security && user.equals(ROOT)) {
            checkOthersCannotChange(program);
        }
        var words = new ArrayList<String>(List.of("setsid", "setpriv", "--pdeathsig", "TERM"));
        if (privileged && !user.equals(ROOT)) {
            words.addAll(List.of(
                "--reuid=" + user, "--regid=" + group(command, user),
                supplementaryGroups ? "--init-groups" : "--clear-groups"));
        }
        words.add("--");
        words.add(program.toString());
        words.addAll(command.words().subList(1, command.words().size()));
        var builder = new ProcessBuilder(words).redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().keySet().removeIf(name -> name.equals("IFS") || name.startsWith("LD_"));
        return builder.start();
    }

    private String user(Command command) throws RefusedException, IOException {
        if (!privileged) {
            return System.getProperty("user.name");
        }
        if (command.user().isPresent()) {
            String user = command.user().get();
            if (!exists(user)) {
                throw new RefusedException("there is no user " + user + "; make one, or name another as script_user");
            }
            return user;
        }
        if (exists(STANDARD_USER)) {
            return STANDARD_USER;
        }
        if (security) {
            throw new RefusedException("no user to run it: make one named " + STANDARD_USER
                + ", or name one as script_user (enable_script_security does not fall back to root)");
        }
        return ROOT;
    }

    private boolean exists(String user) {
        return users.computeIfAbsent(user, name -> {
            try {
                Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
                return true;
            } catch (IOException _) {
                return false;
            }
        });
    }

    private static String group(Command command, String user) throws IOException {
        if (command.group().isPresent()) {
            return command.group().get();
        }
        var id = new ProcessBuilder("id", "-g", "--", user).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    private static Path program(String word) throws RefusedException {
        Path program = word.indexOf('/') >= 0 ? Path.of(word) : search(word)
            .orElseThrow(() -> new RefusedException(word + " is in no folder of PATH; write its whole path"));
        if (!Files.exists(program)) {
            throw new RefusedException(program + " does not exist");
        }
        if (Files.isDirectory(program) || !Files.isExecutable(program)) {
            throw new RefusedException(program + " is not executable; chmod +x it");
        }
        return program;
    }

    private static Optional<Path> search(String word) {
        for (String folder : System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").split(":")) {
            Path candidate = Path.of(folder, word);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /// Neither the program nor any folder above it, links followed, may be writable by others than root. In a
    /// folder with the sticky bit others can add, but not exchange what is there.
    private static void checkOthersCannotChange(Path program) throws RefusedException, IOException {
        for (Path path : List.of(program.toAbsolutePath().normalize(), program.toRealPath())) {
            for (Path part = path; part != null; part = part.getParent()) {
                var permissions = Files.getPosixFilePermissions(part, LinkOption.NOFOLLOW_LINKS);
                int mode = (Integer) Files.getAttribute(part, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                boolean owned = Integer.valueOf(0).equals(Files.getAttribute(part, "unix:uid", LinkOption.NOFOLLOW_LINKS));
                boolean writable = permissions.contains(PosixFilePermission.OTHERS_WRITE)
                    || permissions.contains(PosixFilePermission.GROUP_WRITE)
                        && !Integer.valueOf(0).equals(Files.getAttribute(part, "unix:gid", LinkOption.NOFOLLOW_LINKS));
                boolean sticky = (mode & 01000) != 0 && Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS);
                boolean link = Files.isSymbolicLink(part);
                if (!owned || writable && !sticky && !link) {
                    throw new RefusedException(program + " would run as root, but " + part
                        + " can be changed by others; chown root it and chmod go-w, or name a script_user");
                }
            }
        }
    }
}
