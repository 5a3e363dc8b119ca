package uvs.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uvs.dataplane.testbed.Program;

/// What a director takes at one time.
///
/// @param residentKb      of memory
/// @param heapKb          of the heap, after a collection
/// @param fileDescriptors that are open, when they are fewest
/// @param threads         that it has
record Footprint(long residentKb, long heapKb, int fileDescriptors, int threads) {

    /// Of each generation of the serial collector.
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

    private static final int LOOKS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /// Takes it, with a collection before, and after which all that is on the heap is used.
    static Footprint of(Program program) {
        long pid = program.pid().orElseThrow();
        jcmd(pid, "GC.run");
        String heap = jcmd(pid, "GC.heap_info");
        long used = USED.matcher(heap).results().mapToLong(match -> Long.parseLong(match.group(1))).sum();
        if (used == 0) {
            throw new IllegalStateException("jcmd tells no heap, but: " + heap);
        }
        int descriptors = IntStream.range(0, LOOKS).map(_ -> descriptors(pid)).min().orElseThrow();
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            return new Footprint(number(RESIDENT, status), used, descriptors, (int) number(THREADS, status));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many are open now, those of checks that are going on among them.
    private static int descriptors(long pid) {
        Failures.pause(BETWEEN_LOOKS);
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Pattern pattern, String text) {
        return pattern.matcher(text).results().mapToLong(match -> Long.parseLong(match.group(1))).findFirst()
            .orElseThrow();
    }

    /// What every thread of a program does.
    static List<String> threads(Program program) {
        return program.pid().map(pid -> jcmd(pid, "Thread.print").lines().toList()).orElse(List.of("it does not run"));
    }

    private static String jcmd(long pid, String command) {
        try {
            Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid), command).redirectErrorStream(true).start();
            String said = new String(jcmd.getInputStream().readAllBytes());
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + pid + " " + command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return residentKb / 1024 + " MB resident, " + heapKb + " KB of heap, " + fileDescriptors
            + " file descriptors, " + threads + " threads";
    }
}
