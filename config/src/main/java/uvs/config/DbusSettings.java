package uvs.config;

import java.util.Optional;

/// The D-Bus interface.
///
/// @param noInterfaceName the word that stands for no interface in an object's path
public record DbusSettings(boolean enabled, String serviceName, Optional<String> noInterfaceName) {
}
