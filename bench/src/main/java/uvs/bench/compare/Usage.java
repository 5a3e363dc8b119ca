package uvs.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uvs.dataplane.testbed.Program;

/// What was used so far.
///
/// @param machineSeconds processor time of the whole machine, that of the kernel's interrupts included
/// @param programSeconds that of the subject's processes
/// @param residentBytes  the memory of the subject's processes
record Usage(double machineSeconds, double programSeconds, long residentBytes) {

    private static final double TICKS = 100;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STOLEN = 8;

    static Usage now(Optional<Program> program) {
        List<ProcessHandle> processes = program.flatMap(Program::pid).flatMap(ProcessHandle::of)
            .map(first -> Stream.concat(Stream.of(first), first.descendants()).toList()).orElse(List.of());
        double seconds = processes.stream()
            .mapToDouble(process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9).sum();
        return new Usage(machine(), seconds, processes.stream().mapToLong(Usage::resident).sum());
    }

    /// What was used since; of memory, what is used now.
    Usage since(Usage before) {
        return new Usage(machineSeconds - before.machineSeconds, programSeconds - before.programSeconds, residentBytes);
    }

    private static double machine() {
        try {
            String[] words = Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+");
            double sum = 0;
            // What runs in guests is counted twice there, behind these.
            for (int i = 1; i < STOLEN; i++) {
                if (i != IDLE && i != IO_WAIT) {
                    sum += Long.parseLong(words[i]);
                }
            }
            return sum / TICKS;
        } catch (IOException e) {
            throw new IllegalStateException("/proc/stat cannot be read", e);
        }
    }

    private static long resident(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).orElse(0L);
        } catch (IOException _) {
            // It has ended meanwhile.
            return 0;
        }
    }
}
