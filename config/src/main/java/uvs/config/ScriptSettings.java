package uvs.config;

import java.time.Duration;
import java.util.Optional;

/// Scripts: who runs them, and what runs once at the start and at the end.
///
/// @param user           the `script_user`; empty for `keepalived_script` where it exists, else root
/// @param enableSecurity refuses scripts that run as root and that others than root could change
public record ScriptSettings(
    Optional<String> user, Optional<String> group, boolean enableSecurity, boolean setSupplementaryGroups,
    Optional<Command> startupScript, Duration startupTimeout, Optional<Command> shutdownScript,
    Duration shutdownTimeout) {
}
