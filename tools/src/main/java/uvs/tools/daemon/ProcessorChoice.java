package uvs.tools.daemon;

import java.io.IOException;
import java.util.List;
import uvs.dataplane.linux.ProcessorList;

/// Which processor each worker is pinned to: a list of numbers and ranges as the kernel writes it (`0-3,8`), or all that
/// this process may use.
final class ProcessorChoice {

    private static final String ALL = "all";

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
            return ProcessorList.allowed();
        } catch (IOException e) {
            throw new IllegalArgumentException("pin: the processors of this process cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Integer> parse(String text) {
        try {
            return ProcessorList.parse(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("pin: " + e.getMessage() + ", nor " + ALL, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("pin: " + e.getMessage(), e);
        }
    }
}
