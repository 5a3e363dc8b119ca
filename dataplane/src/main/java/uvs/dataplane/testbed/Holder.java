package uvs.dataplane.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The one process that keeps the namespaces of a testbed, and with whose end everything on the testbed ends.
///
/// It is the first process of its own process namespace and waits for the end of its standard input, a pipe
/// whose other end only this JVM has. Whether the JVM closes it or dies (SIGKILL too), the holder kills what
/// is left, deletes the testbed's directory and exits; then the kernel drops the namespaces and all that was
/// in them. Its mounts are private: `/run` is a file system of its own, so `ip netns` works for an ordinary
/// user, and the machine's own list of namespaces is never touched.
final class Holder implements AutoCloseable {

    private static final int END_LIMIT_S = 60;
    private static final String READY = "the holder is ready";
    private static final String SCRIPT = """
        mount -t tmpfs tmpfs /run && mkdir -p /run/netns && echo "$2" || exit 1
        read -r _
        while kill -KILL -1 2>/dev/null; do sleep 0.01; done
        rm -rf -- "$1"
        """;

    private final boolean asRoot;
    private final Path directory;
    private final Process unshare;
    private final long pid;

    private Holder(boolean asRoot, Path directory, Process unshare, long pid) {
        this.asRoot = asRoot;
        this.directory = directory;
        this.unshare = unshare;
        this.pid = pid;
    }

    /// @throws TestbedException in one line with the cure, if the machine does not allow it
    static Holder start() {
        Command.require(Command.BASH, Command.SETSID, Command.UNSHARE, Command.NSENTER, Command.MOUNT,
            Command.IP, Command.SYSCTL);
        try {
            boolean asRoot = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
            Path directory = Files.createTempDirectory("uvs-testbed-");
            // A session of its own: what ends a whole group of processes, Ctrl-C among them, leaves it time
            // to clear up.
            List<String> command = new ArrayList<>(List.of("setsid", "unshare"));
            if (!asRoot) {
                command.addAll(List.of("--user", "--map-root-user"));
            }
            command.addAll(List.of("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                "bash", "-c", SCRIPT, "holder", directory.toString(), READY));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            setEnvironment(builder, directory, Map.of());
            Process unshare = builder.start();
            String said = firstLine(unshare);
            if (!said.equals(READY)) {
                unshare.destroyForcibly();
                Files.deleteIfExists(directory);
                throw new TestbedException(refused(asRoot, said));
            }
            return new Holder(asRoot, directory, unshare, unshare.children().findFirst().orElseThrow().pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    /// Whether there is a user namespace too, because this JVM's user is not root.
    boolean inUserNamespace() {
        return !asRoot;
    }

    /// A process inside the namespaces, with nothing of this JVM's environment, and its input empty.
    ProcessBuilder enter(Map<String, String> environment, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid)));
        if (!asRoot) {
            whole.addAll(List.of("--user", "--preserve-credentials"));
        }
        whole.addAll(List.of("--net", "--mount", "--pid", "--"));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).redirectInput(Path.of("/dev/null").toFile());
        setEnvironment(builder, directory, environment);
        return builder;
    }

    /// Ends every process inside, drops the namespaces and deletes the directory.
    @Override
    public void close() {
        try {
            unshare.getOutputStream().close();
            if (!unshare.waitFor(END_LIMIT_S, TimeUnit.SECONDS)) {
                unshare.destroyForcibly();
                throw new TestbedException("the testbed's holder (process " + pid + ") did not end in "
                    + END_LIMIT_S + " s");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            unshare.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void setEnvironment(ProcessBuilder builder, Path directory,
            Map<String, String> additions) {
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", Command.PATH);
        environment.put("HOME", directory.toString());
        environment.put("TMPDIR", directory.toString());
        environment.put("LANG", "C.UTF-8");
        environment.putAll(additions);
    }

    /// The holder's first line, or all that was said if it ended instead.
    private static String firstLine(Process unshare) throws IOException {
        BufferedReader output = unshare.inputReader();
        String line = output.readLine();
        if (READY.equals(line)) {
            return line;
        }
        return line == null
            ? "it said nothing"
            : line + output.lines().map(more -> "; " + more).collect(Collectors.joining());
    }

    private static String refused(boolean asRoot, String said) {
        if (asRoot) {
            return "cannot make namespaces: " + said
                + "; root needs CAP_SYS_ADMIN for it: in a container, start that with --privileged";
        }
        return "cannot make namespaces as an ordinary user: " + said
            + "; allow it (sysctl user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1,"
            + " kernel.apparmor_restrict_unprivileged_userns=0, as far as this kernel has them)"
            + " or run as root";
    }
}
