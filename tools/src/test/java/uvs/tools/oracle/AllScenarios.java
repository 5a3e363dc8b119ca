package uvs.tools.oracle;

import java.util.ArrayList;
import java.util.List;

/// Every scenario there is, in parts that a guest each can play.
final class AllScenarios {

    private AllScenarios() {
    }

    /// @param seed of the random traffic
    /// @param part as `1/3`: every third one, beginning with the first; or the beginning of the names to be
    /// played
    static List<Scenario> part(long seed, String part) {
        var all = new ArrayList<Scenario>();
        all.addAll(NatScenarios.all());
        all.addAll(SchedulerScenarios.all());
        all.addAll(ForwardingScenarios.all());
        all.addAll(IcmpScenarios.all());
        all.addAll(PacketScenarios.all());
        all.addAll(PersistenceScenarios.all());
        all.addAll(LifeScenarios.all());
        all.addAll(RandomTraffic.all(seed));
        var chosen = new ArrayList<Scenario>();
        for (int i = 0; i < all.size(); i++) {
            if (isIn(part, i, all.get(i).name())) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    private static boolean isIn(String part, int index, String name) {
        int slash = part.indexOf('/');
        if (slash < 0) {
            return name.startsWith(part);
        }
        int parts = Integer.parseInt(part.substring(slash + 1));
        return index % parts == Integer.parseInt(part.substring(0, slash)) - 1;
    }
}
