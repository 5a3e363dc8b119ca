package uvs.tools.daemon;

import java.util.function.ToLongFunction;
import uvs.dataplane.conn.ConnectionCounter;
import uvs.dataplane.forward.DropReason;
import uvs.dataplane.forward.Drops;
import uvs.dataplane.forward.Worker;
import uvs.dataplane.wire.Malformed;

/// What the data plane has counted, as text: one line for each counter, all of them, so that lines can be compared.
final class StatisticsListing {

    private StatisticsListing() {
    }

    static String of(DataPlane dataPlane) {
        var text = new StringBuilder("Connections: " + dataPlane.connections().size() + " of "
            + dataPlane.connections().capacity() + "\n");
        for (ConnectionCounter counter : ConnectionCounter.values()) {
            line(text, counter, dataPlane.connections().count(counter));
        }
        text.append("Dropped packets:\n");
        for (DropReason reason : DropReason.values()) {
            line(text, reason, sum(dataPlane, drops -> drops.of(reason)));
        }
        text.append("Malformed packets:\n");
        for (Malformed malformed : Malformed.values()) {
            if (malformed != Malformed.NONE) {
                line(text, malformed, sum(dataPlane, drops -> drops.of(malformed)));
            }
        }
        return text.append('\n').toString();
    }

    private static long sum(DataPlane dataPlane, ToLongFunction<Drops> counter) {
        return dataPlane.workers().stream().map(Worker::drops).mapToLong(counter).sum();
    }

    private static void line(StringBuilder text, Enum<?> name, long count) {
        text.append("  ").append(name.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).append(": ")
            .append(count).append('\n');
    }
}
