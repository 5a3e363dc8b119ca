package uvs.dataplane.forward;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    Port get(int position) {
        return all[position];
    }
}
