package uvs.tools.daemon;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import uvs.config.net.IpAddress;
import uvs.vrrp.agent.VrrpSnapshot;

/// What `uvs show vrrp` shows: every virtual router and sync group with its state.
public final class VrrpListing {

    private static final String FORM = "%-20s %-8s %5s %9s %4s %-15s %-24s %s";

    private VrrpListing() {
    }

    /// Writes the table, line by line.
    public static void write(VrrpSnapshot snapshot, Consumer<String> lines) {
        if (snapshot.routers().isEmpty()) {
            lines.accept("no VRRP instances");
            return;
        }
        lines.accept(line("Instance", "State", "VRID", "Priority", "Ver", "Interface", "Since", "Addresses"));
        for (VrrpSnapshot.Router router : snapshot.routers()) {
            write(router, lines);
        }
        for (VrrpSnapshot.Group group : snapshot.groups()) {
            lines.accept("group " + group.name() + ": " + group.state() + ", " + String.join(" ", group.members()));
        }
    }

    private static void write(VrrpSnapshot.Router router, Consumer<String> lines) {
        var instance = router.instance();
        List<String> addresses = instance.addresses().stream().map(each -> each.address().toString()).toList();
        lines.accept(line(instance.name(), router.state().name(), instance.virtualRouterId(),
            router.effectivePriority(), instance.version(), instance.interfaceName().orElse("-"),
            router.lastTransition().truncatedTo(ChronoUnit.SECONDS), String.join(" ", addresses)));
        Optional<IpAddress> source = router.source();
        if (source.isPresent()) {
            lines.accept("  from " + source.get() + ", " + router.statistics().advertisementsSent()
                + " advertisements sent, " + router.statistics().advertisementsReceived() + " received");
        }
        String refused = router.statistics().refused().entrySet().stream().sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getValue() + " " + entry.getKey().text()).collect(Collectors.joining("; "));
        if (!refused.isEmpty()) {
            lines.accept("  refused: " + refused);
        }
        router.faults().forEach(fault -> lines.accept("  fault: " + fault));
    }

    private static String line(Object... columns) {
        return FORM.formatted(columns).stripTrailing();
    }
}
