package uvs.tools.daemon;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.VsSettings;
import uvs.healthcheck.check.Strictness;
import uvs.tools.control.StatusPlace;

/// How a director runs, besides its configuration.
///
/// @param interfaces the names of those to use; none for every Ethernet interface
/// @param workers    how many threads forward
/// @param pin        which processors these are pinned to, one each; empty for none
/// @param marks      which packets have the marks of firewall-mark services
/// @param strictness where health checks ask for more than keepalived's
/// @param control    the path of the control socket, or `none`; empty for the default
/// @param metrics    where the status page and the metrics are
/// @param backend    who carries the packets
/// @param engine     how workers of this program take and send frames
/// @param fastPath   whether the kernel carries packets of established connections
public record DirectorOptions(
    Set<String> interfaces, int workers, List<Integer> pin, VsSettings settings, List<MarkRule> marks, Strictness strictness,
    Optional<String> control, StatusPlace metrics, BackendChoice backend,
    EngineChoice engine, boolean fastPath) {

    private static final int MOST_WORKERS = 64;

    public DirectorOptions {
        interfaces = Set.copyOf(interfaces);
        marks = List.copyOf(marks);
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new IllegalArgumentException("workers=" + workers + " is not in 1.." + MOST_WORKERS);
        }
        pin = List.copyOf(pin);
        if (!pin.isEmpty() && pin.size() != workers) {
            throw new IllegalArgumentException("pin=" + pin + " is not one processor for each of " + workers + " workers");
        }
    }

    /// Whether there is to be a fast path: what the command line says, or the file beside the configuration, or else yes.
    ///
    /// @throws IllegalArgumentException with what is possible
    public static boolean fastPath(Optional<String> option, Optional<String> property) {
        String text = option.or(() -> property).map(String::strip).orElse("yes");
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("fast-path: " + text + " is not yes or no");
        };
    }

    /// The processors that workers are pinned to.
    ///
    /// @param text a list such as `0,1` or `2-5`, or `all`; empty for none
    /// @throws IllegalArgumentException with the cure
    public static List<Integer> pin(Optional<String> text, int workers) {
        return text.map(list -> ProcessorChoice.of(list, workers)).orElse(List.of());
    }
}
