package uvs.dataplane.forward;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.Port;

/// The ports of a worker: one for each wanted link that there is, opened and closed as links come and go. One that cannot be
/// opened is tried again.
final class PortSet {

    /// The kernel takes a moment to give back what a port had that was closed.
    private static final long SOON_NS = 20_000_000;
    private static final int SOON_TRIES = 25;
    private static final long LATER_NS = 1_000_000_000;

    private final Engine engine;
    private final Predicate<Link> wanted;
    private final Map<Integer, Port> byLink = new HashMap<>();
    private final Map<Integer, Failure> failures = new HashMap<>();
    private final Consumer<WorkerReport> reports;
    private long nextRetryNs;
    private Port[] all = new Port[0];
    /// By the names of interfaces, those that are gone too: what was counted does not go down.
    private final Map<String, PortTally> tallies = new TreeMap<>();
    private PortTally[] tallied = new PortTally[0];
    private volatile List<PortTally> published = List.of();

    /// A link that has no port though it should.
    ///
    /// @param tries how often it was tried in vain
    private record Failure(int tries, boolean told, long retryNs) {}

    /// @param reports takes what cannot be opened
    PortSet(Engine engine, Predicate<Link> wanted, Consumer<WorkerReport> reports) {
        this.engine = engine;
        this.wanted = wanted;
        this.reports = reports;
    }

    /// Opens, updates and closes ports so that they match a view.
    void follow(NetworkView view, long nowNs) {
        byLink.values().removeIf(port -> {
            Link link = view.link(port.link().index());
            boolean gone = link == null || !wanted.test(link);
            if (gone) {
                tally(port).ended(port);
                port.close();
            }
            return gone;
        });
        failures.keySet().removeIf(index -> view.link(index) == null);
        for (Link link : view.links()) {
            if (wanted.test(link)) {
                openOrUpdate(link, nowNs);
            }
        }
        all = byLink.values().toArray(Port[]::new);
        tallied = new PortTally[all.length];
        for (int i = 0; i < all.length; i++) {
            tallied[i] = tally(all[i]);
        }
        published = List.copyOf(tallies.values());
        long leastNs = failures.values().stream().mapToLong(failure -> failure.retryNs - nowNs).min().orElse(0);
        nextRetryNs = nowNs + leastNs;
    }

    private void openOrUpdate(Link link, long nowNs) {
        Port port = byLink.get(link.index());
        if (port != null) {
            port.link(link);
            return;
        }
        Failure before = failures.get(link.index());
        if (before != null && nowNs - before.retryNs < 0) {
            return;
        }
        try {
            byLink.put(link.index(), engine.open(link));
            failures.remove(link.index());
            if (before != null && before.told) {
                reports.accept(new WorkerReport.PortOpened(link.name()));
            }
        } catch (SystemCallException e) {
            // A link that has just gone away is not in the next view.
            if (e.errno() != Errno.ENODEV) {
                failed(link, e, before == null ? 1 : before.tries + 1, before != null && before.told, nowNs);
            }
        }
    }

    /// What lasts is told once. An interface that is down may refuse what it takes when it is up.
    private void failed(Link link, SystemCallException e, int tries, boolean told, long nowNs) {
        boolean passing = e.errno() == Errno.EBUSY && tries < SOON_TRIES;
        boolean telling = !told && !passing && link.up();
        if (telling) {
            reports.accept(new WorkerReport.PortFailed(e.getMessage()));
        }
        failures.put(link.index(),
            new Failure(tries, told || telling, nowNs + (passing ? SOON_NS : LATER_NS)));
    }

    /// Whether a port that could not be opened is to be tried again, by [#follow].
    boolean isRetryDue(long nowNs) {
        return !failures.isEmpty() && nowNs - nextRetryNs >= 0;
    }

    private PortTally tally(Port port) {
        return tallies.computeIfAbsent(port.link().name(), PortTally::new);
    }

    /// Has a port hand out frames that have arrived.
    int receive(int position, Port.FrameHandler handler, int limit) {
        int frames = all[position].receive(handler, limit);
        if (frames > 0) {
            tallied[position].received(frames);
        }
        return frames;
    }

    /// Asks every port what it lost.
    void ask() {
        for (int i = 0; i < all.length; i++) {
            tallied[i].ask(all[i]);
        }
    }

    /// What was counted on each interface. Anybody may call this.
    List<WorkerStatus.Interface> read() {
        return published.stream().map(PortTally::read).toList();
    }

    /// The port on a link, or null.
    Port on(int linkIndex) {
        for (Port port : all) {
            if (port.link().index() == linkIndex) {
                return port;
            }
        }
        return null;
    }

    int size() {
        return all.length;
    }
}
