package uvs.dataplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Processors as the kernel writes them: numbers and ranges (`0-3,8`).
public final class ProcessorList {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");
    /// As many as a processor set has room for.
    private static final int MOST = 1024;

    private ProcessorList() {
    }

    /// Those that this process may run on.
    public static List<Integer> allowed() throws IOException {
        return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(ALLOWED)).findFirst()
            .map(line -> parse(line.substring(ALLOWED.length()))).orElse(List.of());
    }

    /// Those that this machine may ever have, whether they are there or not.
    public static List<Integer> possible() throws IOException {
        return parse(Files.readString(POSSIBLE));
    }

    /// In the order of the text.
    ///
    /// @throws NumberFormatException    when it is no such list
    /// @throws IllegalArgumentException with what else is wrong
    public static List<Integer> parse(String text) {
        String whole = text.strip();
        var processors = new ArrayList<Integer>();
        for (String part : whole.split(",")) {
            String[] ends = part.strip().split("-", 2);
            int first = number(ends[0], whole);
            int last = ends.length == 1 ? first : number(ends[1], whole);
            if (last < first) {
                throw new IllegalArgumentException(whole + ": " + part + " ends before it begins");
            }
            for (int processor = first; processor <= last; processor++) {
                if (processors.contains(processor)) {
                    throw new IllegalArgumentException(whole + " has processor " + processor + " twice");
                }
                processors.add(processor);
            }
        }
        return List.copyOf(processors);
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
        throw new NumberFormatException(whole + " is not a list of processors such as 0,1 or 2-5");
    }
}
