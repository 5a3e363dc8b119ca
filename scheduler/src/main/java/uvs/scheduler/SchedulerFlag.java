package uvs.scheduler;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A flag which a virtual server hands to its scheduler: three bits in the kernel's interface, which each
/// scheduler reads in its own way. So each has a plain name, and a telling one for each scheduler that knows it.
public enum SchedulerFlag {

    /// For `sh` and `mh`: look for another real server when the one that was hashed to is unavailable.
    FIRST(0x08, "flag-1", "sh-fallback", "mh-fallback"),

    /// For `sh` and `mh`: hash the client's port too.
    SECOND(0x10, "flag-2", "sh-port", "mh-port"),

    /// No scheduler of IPVS reads it.
    THIRD(0x20, "flag-3");

    private final int bit;
    private final List<String> names;

    SchedulerFlag(int bit, String... names) {
        this.bit = bit;
        this.names = List.of(names);
    }

    /// The bit in the flags of a service (`IP_VS_SVC_F_SCHED1` and so on of `linux/ip_vs.h`).
    public int bit() {
        return bit;
    }

    /// The name for a scheduler, as `ipvsadm -L` prints it: `sh-port` for `sh`, the plain one where there is none.
    public String nameFor(String scheduler) {
        return names.stream().filter(name -> name.startsWith(scheduler + "-")).findFirst().orElse(names.getFirst());
    }

    /// The flag that has this name in `ipvsadm -b` and in keepalived.conf.
    public static Optional<SchedulerFlag> named(String name) {
        return Arrays.stream(values()).filter(flag -> flag.names.contains(name)).findFirst();
    }

    /// Every name there is, for messages.
    public static List<String> allNames() {
        return Arrays.stream(values()).flatMap(flag -> flag.names.stream()).toList();
    }

    /// The flags that have these names.
    static Stream<SchedulerFlag> parse(Iterable<String> names) {
        Stream.Builder<SchedulerFlag> flags = Stream.builder();
        for (String name : names) {
            flags.add(named(name).orElseThrow(() -> new IllegalArgumentException(
                "scheduler flag " + name + " is not one of " + String.join(" ", allNames()))));
        }
        return flags.build();
    }
}
