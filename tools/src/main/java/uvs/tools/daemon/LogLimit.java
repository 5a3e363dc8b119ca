package uvs.tools.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import uvs.tools.daemon.Log.Severity;

/// Keeps one kind of event that comes again and again from filling a disk: so many lines at once, then so many a second.
/// Lines are of one kind when they differ in their digits alone. The log's lock guards it.
final class LogLimit {

    /// More than any start or failover of one director has of one kind.
    static final int BURST = 1_000;
    static final int A_SECOND = 20;
    private static final int KINDS = 1_000;
    private static final long LINE_NS = TimeUnit.SECONDS.toNanos(1) / A_SECOND;

    /// The least recently met first, and forgotten first.
    private final LinkedHashMap<String, Kind> kinds = new LinkedHashMap<>(16, 0.75f, true);
    private boolean leftOut;

    private static final class Kind {

        private final Severity severity;
        private int room = BURST;
        private long filledNs;
        private long leftOut;

        Kind(Severity severity, long nowNs) {
            this.severity = severity;
            filledNs = nowNs;
        }

        void fill(long nowNs) {
            long more = (nowNs - filledNs) / LINE_NS;
            filledNs += more * LINE_NS;
            room = (int) Math.min(BURST, room + more);
        }
    }

    /// What was left out of one kind.
    record LeftOut(Severity severity, long lines, String like) {
    }

    /// Whether there is room for one more line like this one; if not, it counts as left out.
    boolean admits(Severity severity, String text, long nowNs) {
        Kind kind = kinds.computeIfAbsent(kind(text), _ -> new Kind(severity, nowNs));
        kind.fill(nowNs);
        if (kind.room == 0) {
            kind.leftOut++;
            leftOut = true;
            return false;
        }
        kind.room--;
        if (kinds.size() > KINDS) {
            kinds.pollFirstEntry();
        }
        return true;
    }

    /// What was left out of kinds that have room again, which is told once.
    List<LeftOut> takeLeftOut(long nowNs) {
        if (!leftOut) {
            return List.of();
        }
        var told = new ArrayList<LeftOut>();
        leftOut = false;
        kinds.forEach((like, kind) -> {
            if (kind.leftOut > 0) {
                kind.fill(nowNs);
                if (kind.room > A_SECOND / 2) {
                    told.add(new LeftOut(kind.severity, kind.leftOut, like));
                    kind.leftOut = 0;
                } else {
                    leftOut = true;
                }
            }
        });
        return told;
    }

    private static String kind(String text) {
        return text.replaceAll("[0-9]+", "#");
    }
}
