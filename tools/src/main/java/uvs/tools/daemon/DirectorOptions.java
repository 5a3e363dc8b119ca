package uvs.tools.daemon;

import java.util.Set;
import uvs.dataplane.service.VsSettings;

/// How a director runs, besides its configuration.
///
/// @param interfaces the names of those to use; none for every Ethernet interface
/// @param workers    how many threads forward
public record DirectorOptions(Set<String> interfaces, int workers, VsSettings settings) {

    public DirectorOptions {
        interfaces = Set.copyOf(interfaces);
        if (workers < 1) {
            throw new IllegalArgumentException("workers=" + workers + " is not positive");
        }
    }
}
