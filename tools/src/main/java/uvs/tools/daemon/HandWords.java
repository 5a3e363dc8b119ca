package uvs.tools.daemon;

import java.util.Optional;
import uvs.dataplane.service.RealServerSettings;

/// What is said of a real server that was changed by hand when that is undone.
final class HandWords {

    private HandWords() {
    }

    /// Empty when nothing changes by it.
    ///
    /// @param server by its name
    /// @param set    what the hand has set; empty for removed
    /// @param wanted what the configuration and the checks want; empty for not in the table
    static Optional<String> undone(
        String server, Optional<RealServerSettings> set, Optional<RealServerSettings> wanted) {
        String name = "real server " + server;
        if (set.equals(wanted)) {
            return Optional.empty();
        }
        if (set.isEmpty()) {
            return Optional.of(name + " removed by hand: back in the table");
        }
        if (wanted.isEmpty()) {
            return Optional.of(name + " added or edited by hand: not in the table, as its checks or the configuration"
                + " have it");
        }
        int weight = wanted.get().weight();
        return Optional.of(set.get().withWeight(weight).equals(wanted.get())
            ? name + " given weight " + set.get().weight() + " by hand: weight " + weight + " again"
            : name + " edited by hand: as in the configuration again");
    }
}
