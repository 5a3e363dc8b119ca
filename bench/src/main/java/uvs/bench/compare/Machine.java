package uvs.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What is measured on, and with which versions.
final class Machine {

    private static final List<List<String>> PROGRAMS = List.of(
        List.of("nft", "--version"), List.of("haproxy", "-v"), List.of("nginx", "-v"), List.of("wrk", "-v"),
        List.of("iperf3", "--version"));

    private Machine() {
    }

    static Map<String, String> describe() {
        var lines = new LinkedHashMap<String, String>();
        lines.put("processor", firstLine(Path.of("/proc/cpuinfo"), "model name").replaceFirst(".*:\\s*", "") + ", "
            + Runtime.getRuntime().availableProcessors() + " cores");
        lines.put("memory", Long.parseLong(firstLine(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "")) / 1024 + " MiB");
        lines.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        lines.put("JDK", Runtime.version().toString());
        for (List<String> program : PROGRAMS) {
            lines.put(program.getFirst(), said(program));
        }
        return lines;
    }

    private static String firstLine(Path file, String start) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(start)).findFirst().orElse("");
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    private static String said(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String first = new String(process.getInputStream().readAllBytes()).lines().findFirst().orElse("");
            process.waitFor();
            return first.replaceAll(" - https.*| Copyright.*| \\[epoll].*", "").strip();
        } catch (IOException _) {
            return "not there";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
