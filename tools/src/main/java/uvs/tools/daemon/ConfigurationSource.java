package uvs.tools.daemon;

import java.util.Optional;
import uvs.config.Configuration;

/// Where a director reads its configuration anew.
@FunctionalInterface
public interface ConfigurationSource {

    /// Reads it, and says in the log what is wrong with it. Empty when it is not to be used.
    Optional<Configuration> read();
}
