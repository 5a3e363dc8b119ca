package uvs.bench.endurance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The heap of another JVM, asked by `jcmd`.
final class DirectorHeap {

    /// One line for each generation of the serial collector: `Tenured    total 43712K, used 10858K [...`.
    private static final Pattern USED = Pattern.compile("(?:DefNew|Tenured) +total \\d+K, used (\\d+)K");

    private final long pid;

    DirectorHeap(long pid) {
        this.pid = pid;
    }

    /// The bytes in use after a collection.
    long afterCollection() throws IOException, InterruptedException {
        ask("GC.run");
        long used = 0;
        Matcher parts = USED.matcher(ask("GC.heap_info"));
        while (parts.find()) {
            used += Long.parseLong(parts.group(1)) * 1024;
        }
        if (used == 0) {
            throw new IOException("jcmd tells no size of the heap of process " + pid);
        }
        return used;
    }

    private String ask(String what) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), what));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
        return said;
    }
}
