package uvs.vrrp.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import uvs.config.InterfaceSettings.UpDownDelay;
import uvs.vrrp.network.NetworkInterface;

/// Which interfaces count as up: as the kernel tells, or as `linkbeat_interfaces` finds by asking, each change once it has
/// lasted for its time in `interface_up_down_delays`. Pure but for what it remembers: it is told the time.
final class LinkStates {

    private final Map<String, Boolean> carriers = new HashMap<>();
    private final Map<String, Counted> counted = new HashMap<>();
    private List<UpDownDelay> delays = List.of();

    /// What an interface with delays counts as.
    ///
    /// @param changeNs when it counts as the opposite, should that still hold then
    private record Counted(boolean up, OptionalLong changeNs) {}

    /// Follows these settings from now on. What lasts already goes on lasting.
    void adopt(List<UpDownDelay> upDownDelays) {
        delays = List.copyOf(upDownDelays);
        counted.keySet().retainAll(delays.stream().map(UpDownDelay::interfaceName).toList());
    }

    /// What was found by asking.
    void found(String interfaceName, boolean carrier) {
        carriers.put(interfaceName, carrier);
    }

    /// Forgets what was found: another configuration asks for itself.
    void forgetCarriers() {
        carriers.clear();
    }

    /// Takes in what the interfaces are now.
    void observe(Function<String, Optional<NetworkInterface>> links, long nowNs) {
        for (UpDownDelay delay : delays) {
            Optional<NetworkInterface> link = links.apply(delay.interfaceName());
            if (link.isEmpty()) {
                // One that comes back is another one.
                counted.remove(delay.interfaceName());
                continue;
            }
            boolean up = isUpNow(link.get());
            Counted before = counted.get(delay.interfaceName());
            counted.put(delay.interfaceName(), before == null
                ? new Counted(up, OptionalLong.empty())
                : next(before, up, (up ? delay.up() : delay.down()).toNanos(), nowNs));
        }
    }

    private static Counted next(Counted before, boolean up, long delayNs, long nowNs) {
        if (up == before.up()) {
            return new Counted(up, OptionalLong.empty());
        }
        long changeNs = before.changeNs().orElse(nowNs + delayNs);
        return nowNs - changeNs >= 0
            ? new Counted(up, OptionalLong.empty()) : new Counted(before.up(), OptionalLong.of(changeNs));
    }

    boolean isUp(NetworkInterface link) {
        Counted count = counted.get(link.name());
        return count == null ? isUpNow(link) : count.up();
    }

    private boolean isUpNow(NetworkInterface link) {
        Boolean carrier = carriers.get(link.name());
        return carrier == null ? link.isUp() : link.isSetUp() && carrier;
    }

    /// When [#observe] has something to do although nothing happened; empty if never.
    OptionalLong deadlineNs() {
        OptionalLong earliest = OptionalLong.empty();
        for (Counted each : counted.values()) {
            earliest = RunningRouters.earlier(earliest, each.changeNs());
        }
        return earliest;
    }
}
