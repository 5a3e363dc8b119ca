package uvs.tools.daemon;

import java.util.List;
import java.util.Set;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.VsSettings;

/// How a director runs, besides its configuration.
///
/// @param interfaces the names of those to use; none for every Ethernet interface
/// @param workers    how many threads forward
/// @param marks      which packets have the marks of firewall-mark services
public record DirectorOptions(Set<String> interfaces, int workers, VsSettings settings, List<MarkRule> marks) {

    public DirectorOptions {
        interfaces = Set.copyOf(interfaces);
        marks = List.copyOf(marks);
        if (workers < 1) {
            throw new IllegalArgumentException("workers=" + workers + " is not positive");
        }
    }
}
