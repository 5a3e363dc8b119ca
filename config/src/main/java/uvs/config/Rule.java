package uvs.config;

import java.util.List;
import java.util.Optional;
import uvs.config.net.Family;
import uvs.config.net.Prefix;

/// One line of `virtual_rules` or `static_rules`, in the words of `ip rule`.
///
/// Names which iproute2 keeps in its tables (`table`, `protocol`, `dsfield`, `realms`) stay as they were
/// written.
///
/// @param selectors  every other selector, in the order of `ip rule`
/// @param action     `lookup`, `goto`, `nop`, `blackhole`, `unreachable` or `prohibit`
/// @param target     the table of `lookup`, the priority of `goto`
/// @param tracked    whether the instance faults when the kernel loses it
public record Rule(
    Family family,
    boolean inverted,
    Optional<Prefix> from,
    Optional<Prefix> to,
    Optional<Long> priority,
    List<Selector> selectors,
    String action,
    Optional<String> target,
    boolean tracked,
    Optional<String> trackGroup) {

    public Rule {
        selectors = List.copyOf(selectors);
    }

    /// A selector with its value, such as `fwmark` `4/7`; a selector without one has an empty value.
    public record Selector(String name, String value) {
    }
}
