package uvs.dataplane.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The packets that passed an interface from the moment this object was made until [#stop].
///
/// Made by `tcpdump`. What is not in it did not pass: the capture is stopped only when all that the kernel
/// had taken is in the file, and it is an error if the kernel had to drop any.
public final class Capture implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /// What `tcpdump` writes on SIGUSR1: how many packets it has written, and how many the kernel has taken
    /// for it.
    private static final Pattern COUNTS_SO_FAR =
        Pattern.compile("(?<captured>\\d+) packets? captured, (?<received>\\d+) packets? received by filter");
    /// The last of the lines that it writes at its end.
    private static final Pattern DROPPED = Pattern.compile("^(?<dropped>\\d+) packets? dropped by kernel");
    private static final AtomicInteger FILES = new AtomicInteger();

    private final Host host;
    private final Path file;
    private final Program tcpdump;
    /// What came before the filter was in place: the kernel counts it, and `tcpdump` throws it away.
    private final int before;

    private Capture(Host host, Path file, Program tcpdump) {
        this.host = host;
        this.file = file;
        this.tcpdump = tcpdump;
        before = unwritten();
    }

    static Capture start(Host host, Path directory, String device, String filter) {
        Path file = directory.resolve("capture-" + FILES.incrementAndGet() + ".pcap");
        Program tcpdump = host.start(Map.of(), tcpdump(host, "-i", device, "--immediate-mode", "-U",
            "-B", "16384", "-s", "256", "-w", file.toString(), filter));
        tcpdump.awaitLine("listening on", LIMIT);
        return new Capture(host, file, tcpdump);
    }

    /// Waits until so many packets are in it.
    public void awaitPackets(int wanted) {
        Await.until("there are not " + wanted + " packets", LIMIT, () -> Integer.parseInt(counts().group("captured")) >= wanted);
    }

    /// Ends the recording.
    ///
    /// @throws TestbedException if packets are missing from it
    public void stop() {
        Await.until("tcpdump has not written all packets", LIMIT, () -> unwritten() <= before);
        tcpdump.signal(Signal.TERM);
        String dropped = match(DROPPED).group("dropped");
        tcpdump.awaitExit(LIMIT);
        if (!dropped.equals("0")) {
            throw new TestbedException(
                "the capture is not whole: the kernel dropped " + dropped + " packets");
        }
    }

    /// The packets that the filter lets pass, one line each as `tcpdump -nn` writes them. After [#stop].
    public List<String> packets(String filter) {
        List<String> command = tcpdump(host, "-nn", "-tt", "-r", file.toString(), filter);
        return host.run(command.toArray(String[]::new)).orThrow().out().lines().toList();
    }

    /// The recording in the pcap format. Whole after [#stop].
    public Path file() {
        return file;
    }

    /// Ends the recording if it still goes on.
    @Override
    public void close() {
        tcpdump.close();
    }

    /// The command line of `tcpdump` that stays root.
    ///
    /// For that it gives up root's other groups, which no kernel allows in an ordinary user's namespace. It
    /// has none: there, `strace` lets that one system call succeed without being made.
    public static List<String> tcpdump(Host host, String... arguments) {
        Command.require(Command.TCPDUMP);
        var command = new ArrayList<String>();
        if (host.inUserNamespace()) {
            Command.require(Command.STRACE);
            command.addAll(List.of("strace", "-D", "-qq", "-o", "/dev/null",
                "-e", "trace=setgroups", "-e", "inject=setgroups:retval=0"));
        }
        command.addAll(List.of("tcpdump", "-Z", "root"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Matcher counts() {
        tcpdump.signal(Signal.USR1);
        return match(COUNTS_SO_FAR);
    }

    private int unwritten() {
        Matcher counts = counts();
        return Integer.parseInt(counts.group("received")) - Integer.parseInt(counts.group("captured"));
    }

    private Matcher match(Pattern pattern) {
        Matcher matcher = pattern.matcher(tcpdump.awaitLine(pattern, LIMIT));
        matcher.find();
        return matcher;
    }
}
