package uvs.vrrp.track;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import uvs.config.Configuration;
import uvs.config.InterfaceSettings.Linkbeat;
import uvs.config.InterfaceSettings.LinkbeatMethod;
import uvs.config.Tracking;
import uvs.config.VrrpInstance;
import uvs.dataplane.linux.LinkProbe;
import uvs.dataplane.linux.SystemCallException;

/// Asks one interface for its link, whose driver does not tell the kernel of changes: `linkbeat_interfaces`.
final class LinkbeatTracker {

    private final Linkbeat wanted;
    private final LinkProbe probe;
    private final Consumer<TrackerResult> results;
    private Optional<Boolean> told = Optional.empty();

    LinkbeatTracker(Linkbeat wanted, LinkProbe probe, Consumer<TrackerResult> results) {
        this.wanted = wanted;
        this.probe = probe;
        this.results = results;
    }

    /// The interfaces that are to be asked: those listed, and with the old `linkbeat_use_polling` that of the instance, or
    /// every one that VRRP uses.
    static List<Linkbeat> wanted(Configuration configuration) {
        Map<String, Linkbeat> all = new LinkedHashMap<>();
        configuration.interfaces().linkbeats().forEach(each -> all.put(each.interfaceName(), each));
        boolean everywhere = configuration.process().linkbeatUsePolling();
        for (VrrpInstance instance : configuration.vrrpInstances()) {
            if (everywhere || instance.linkbeatUsePolling()) {
                instance.interfaceName().ifPresent(name -> all.putIfAbsent(name, any(name)));
            }
            if (everywhere) {
                instance.tracking().interfaces().stream().map(Tracking.Tracked::name)
                    .forEach(name -> all.putIfAbsent(name, any(name)));
            }
        }
        return List.copyOf(all.values());
    }

    private static Linkbeat any(String name) {
        return new Linkbeat(name, LinkbeatMethod.ANY);
    }

    /// Tells the link if it is another one than before. An interface that is not there has none to tell.
    void look() {
        for (LinkbeatMethod method : order(wanted.method())) {
            try {
                boolean up = ask(method);
                if (!told.equals(Optional.of(up))) {
                    told = Optional.of(up);
                    results.accept(new TrackerResult.Link(wanted.interfaceName(), up));
                }
                return;
            } catch (SystemCallException _) {
                // The driver does not know this way; the kernel's own flags come last and are always known.
            }
        }
        told = Optional.empty();
    }

    /// The one that is preferred, then the others as keepalived tries them.
    static List<LinkbeatMethod> order(LinkbeatMethod preferred) {
        var order = new ArrayList<>(List.of(LinkbeatMethod.MII, LinkbeatMethod.ETHTOOL, LinkbeatMethod.IOCTL));
        if (order.remove(preferred)) {
            order.addFirst(preferred);
        }
        return order;
    }

    private boolean ask(LinkbeatMethod method) throws SystemCallException {
        return switch (method) {
            case MII -> probe.mii(wanted.interfaceName());
            case ETHTOOL -> probe.ethtool(wanted.interfaceName());
            case IOCTL, ANY -> probe.flags(wanted.interfaceName());
        };
    }
}
