package uvs.healthcheck.check;

import java.util.Optional;
import uvs.config.HealthChecker;

/// Makes the probe that carries out a check.
public final class Probes {

    private Probes() {
    }

    /// The probe of a check, or nothing for one that does not run by itself: `FILE_CHECK` hears of changes, and
    /// `BFD_CHECK` is not carried out.
    public static Optional<Probe> of(HealthChecker checker, CheckLoop loop) {
        return switch (checker) {
            case HealthChecker.TcpCheck tcp -> Optional.of(new TcpProbe(loop, tcp));
            default -> Optional.empty();
        };
    }
}
