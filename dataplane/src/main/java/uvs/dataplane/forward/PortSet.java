package uvs.dataplane.forward;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.Port;

/// The ports of a worker: one for each wanted link that there is, opened and closed as links come and go.
final class PortSet {

    private final Engine engine;
    private final Predicate<Link> wanted;
    private final Map<Integer, Port> byLink = new HashMap<>();
    private Port[] all = new Port[0];
    /// By the names of interfaces, those that are gone too: what was counted does not go down.
    private final Map<String, PortTally> tallies = new TreeMap<>();
    private PortTally[] tallied = new PortTally[0];
    private volatile List<PortTally> published = List.of();

    PortSet(Engine engine, Predicate<Link> wanted) {
        this.engine = engine;
        this.wanted = wanted;
    }

    /// Opens, updates and closes ports so that they match a view. Answers what could not be opened.
    List<SystemCallException> follow(NetworkView view) {
        var failures = new ArrayList<SystemCallException>();
        byLink.values().removeIf(port -> {
            Link link = view.link(port.link().index());
            boolean gone = link == null || !wanted.test(link);
            if (gone) {
                tally(port).ended(port);
                port.close();
            }
            return gone;
        });
        for (Link link : view.links()) {
            if (wanted.test(link)) {
                try {
                    openOrUpdate(link);
                } catch (SystemCallException e) {
                    // A link that has just gone away is not in the next view.
                    if (e.errno() != Errno.ENODEV) {
                        failures.add(e);
                    }
                }
            }
        }
        all = byLink.values().toArray(Port[]::new);
        tallied = new PortTally[all.length];
        for (int i = 0; i < all.length; i++) {
            tallied[i] = tally(all[i]);
        }
        published = List.copyOf(tallies.values());
        return failures;
    }

    private void openOrUpdate(Link link) throws SystemCallException {
        Port port = byLink.get(link.index());
        if (port == null) {
            byLink.put(link.index(), engine.open(link));
        } else {
            port.link(link);
        }
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
