package uvs.config;

import java.util.Optional;

/// The block `SSL`: what SSL_GET presents and trusts. All but the password are paths of PEM files.
public record SslSettings(
    Optional<String> password, Optional<String> ca, Optional<String> certificate, Optional<String> key) {
}
