package uvs.healthcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import uvs.config.HealthChecker;
import uvs.config.RealServer;

/// What the checks of one real server say about it, in the order of [RealServer#checkers].
public record RealServerHealth(List<Check> checks) {

    /// What one check says.
    ///
    /// @param hasRun       false until its first result
    /// @param contribution what it adds to the configured weight
    public record Check(boolean up, boolean hasRun, long contribution) {
    }

    public RealServerHealth {
        checks = List.copyOf(checks);
    }

    /// A real server of which nothing is known yet.
    static RealServerHealth initial(RealServer server) {
        return new RealServerHealth(server.checkers().stream().map(RealServerHealth::initial).toList());
    }

    static Check initial(HealthChecker checker) {
        return new Check(!alpha(checker), false, 0);
    }

    /// Whether a check's server counts as down until the first success.
    static boolean alpha(HealthChecker checker) {
        return switch (checker) {
            case HealthChecker.Connecting connecting -> connecting.timing().alpha();
            case HealthChecker.MiscCheck misc -> misc.timing().alpha();
            // Nobody would ever say that a BFD session is up.
            case HealthChecker.FileCheck _, HealthChecker.BfdCheck _ -> false;
        };
    }

    /// Alive is who fails no check.
    public boolean alive() {
        return checks.stream().allMatch(Check::up);
    }

    /// The configured weight with what the checks add, in the range that IPVS has.
    public int weight(RealServer server) {
        long weight = server.weight();
        for (Check check : checks) {
            weight += check.contribution();
        }
        return Math.clamp(weight, 0, Integer.MAX_VALUE);
    }

    RealServerHealth with(int index, UnaryOperator<Check> change) {
        List<Check> changed = new ArrayList<>(checks);
        changed.set(index, change.apply(checks.get(index)));
        return new RealServerHealth(changed);
    }
}
