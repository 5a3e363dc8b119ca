package uvs.tools.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Which processor each worker is pinned to: a list of numbers and ranges as the kernel writes it (`0-3,8`), or all that
/// this process may use.
final class ProcessorChoice {

    private static final String ALL = "all";
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";
    /// As many as a processor set has room for.
    private static final int MOST = 1024;

    private ProcessorChoice() {
    }

    /// The processors of the workers, one each, in the order of the list.
    ///
    /// @param text what was asked for
    /// @throws IllegalArgumentException with the cure
    static List<Integer> of(String text, int workers) {
        return of(text, workers, allowed());
    }

    static List<Integer> of(String text, int workers, List<Integer> allowed) {
        List<Integer> chosen = text.strip().equals(ALL) ? allowed : parse(text);
        for (int processor : chosen) {
            if (!allowed.contains(processor)) {
                throw new IllegalArgumentException("pin: this process may not use processor " + processor + "; it may use "
                    + allowed);
            }
        }
        if (chosen.size() < workers) {
            throw new IllegalArgumentException("pin: " + text + " names " + chosen.size() + " processors for "
                + workers + " workers; name more, or ask for fewer workers");
        }
        return List.copyOf(chosen.subList(0, workers));
    }

    private static List<Integer> allowed() {
        try {
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(ALLOWED)).findFirst()
                .map(line -> parse(line.substring(ALLOWED.length()))).orElse(List.of());
        } catch (IOException e) {
            throw new IllegalArgumentException("pin: " + STATUS + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Integer> parse(String text) {
        var processors = new ArrayList<Integer>();
        for (String part : text.strip().split(",")) {
            String[] ends = part.strip().split("-", 2);
            int first = number(ends[0], text);
            int last = ends.length == 1 ? first : number(ends[1], text);
            if (last < first) {
                throw new IllegalArgumentException("pin: " + text + ": " + part + " ends before it begins");
            }
            for (int processor = first; processor <= last; processor++) {
                if (processors.contains(processor)) {
                    throw new IllegalArgumentException("pin: " + text + " has processor " + processor + " twice");
                }
                processors.add(processor);
            }
        }
        return processors;
    }

    private static int number(String text, String whole) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number < MOST) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(
            "pin: " + whole + " is not a list of processors such as 0,1 or 2-5, nor " + ALL);
    }
}
