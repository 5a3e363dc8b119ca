package uvs.bench.soak;

import java.util.Set;
import uvs.bench.soak.Ending.What;

/// One failure that was injected, and whose connections may suffer from it. Nobody else's may.
///
/// @param fromMs  before it began
/// @param toMs    when all was well again
/// @param groups  virtual routers that lost their master: all their connections end
/// @param servers real servers that died: all their connections end
/// @param hanging real servers that hung: their connections wait
/// @param service the address and port of a service that was away, `A4:80`; empty for none
record Disturbance(Failure failure, long fromMs, long toMs, Set<String> groups, Set<String> servers,
    Set<String> hanging, String service) {

    /// For how long after all is well again something may still be noticed.
    private static final long LATER_MS = 2_000;

    /// Whether an ending may come from this.
    boolean excuses(Ending ending) {
        if (!ending.overlaps(fromMs, toMs + LATER_MS)) {
            return false;
        }
        boolean lost = groups.contains(ending.group()) || servers.contains(ending.server())
            || service.equals(ending.service() + ":" + ending.kind().port);
        return switch (ending.what()) {
            case LOST -> lost;
            case STALLED -> lost || hanging.contains(ending.server());
            // Which server it would have been is not known.
            case REFUSED -> lost || isOf(servers, ending) || isOf(hanging, ending);
            case CORRUPT -> false;
        };
    }

    private static boolean isOf(Set<String> servers, Ending ending) {
        return servers.stream().anyMatch(server -> server.substring(0, 1).equalsIgnoreCase(ending.group()));
    }
}
