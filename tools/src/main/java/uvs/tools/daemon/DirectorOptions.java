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
/// @param marks      which packets have the marks of firewall-mark services
/// @param strictness where health checks ask for more than keepalived's
/// @param control    the path of the control socket, or `none`; empty for the default
/// @param metrics    where the status page and the metrics are
/// @param backend    who carries the packets
/// @param engine     how workers of this program take and send frames
public record DirectorOptions(
    Set<String> interfaces, int workers, VsSettings settings, List<MarkRule> marks, Strictness strictness,
    Optional<String> control, StatusPlace metrics, BackendChoice backend,
    EngineChoice engine) {

    public DirectorOptions {
        interfaces = Set.copyOf(interfaces);
        marks = List.copyOf(marks);
        if (workers < 1) {
            throw new IllegalArgumentException("workers=" + workers + " is not positive");
        }
    }
}
