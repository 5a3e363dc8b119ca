package uvs.vrrp.track;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import uvs.config.Configuration;

/// Everything that watches for a configuration, each on a thread of its own.
public final class Trackers implements AutoCloseable {

    private final List<AutoCloseable> watching;

    private Trackers(List<AutoCloseable> watching) {
        this.watching = List.copyOf(watching);
    }

    /// Starts to watch.
    ///
    /// @param results takes results on any thread, and may not block
    public static Trackers start(Configuration configuration, Consumer<TrackerResult> results) {
        return new Trackers(new ArrayList<>());
    }

    @Override
    public void close() {
        for (AutoCloseable each : watching) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a tracker never fails", e);
            }
        }
    }
}
