package uvs.scheduler;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/// What a scheduler can be told when it is made. Start from [#DEFAULTS].
///
/// @param flags                  the virtual server's scheduler flags
/// @param lblcExpirationSeconds  `net.ipv4.vs.lblc_expiration`: when `lblc` forgets an address not asked for
/// @param lblcrExpirationSeconds `net.ipv4.vs.lblcr_expiration`: the same for `lblcr`, and when it takes a
///                               server from the set of an address
/// @param mhTableIndex           which table size `mh` uses, 8 to 17: the kernel's `CONFIG_IP_VS_MH_TAB_INDEX`
/// @param random                 32 random bits at each call, for `twos`; called by the forwarder's thread
public record SchedulerOptions(
    Set<SchedulerFlag> flags, int lblcExpirationSeconds, int lblcrExpirationSeconds, int mhTableIndex,
    IntSupplier random) {

    /// What the kernel does when nothing is said.
    public static final SchedulerOptions DEFAULTS = new SchedulerOptions(
        Set.of(), 24 * 60 * 60, 24 * 60 * 60, 12, RandomBits.PER_THREAD);

    public SchedulerOptions {
        flags = Set.copyOf(flags);
        if (lblcExpirationSeconds < 0 || lblcrExpirationSeconds < 0) {
            throw new IllegalArgumentException("lblc_expiration=" + lblcExpirationSeconds
                + ", lblcr_expiration=" + lblcrExpirationSeconds + ": neither may be negative");
        }
        if (mhTableIndex < 8 || mhTableIndex > 17) {
            throw new IllegalArgumentException("mhTableIndex=" + mhTableIndex + " is not in 8..17");
        }
    }

    /// @param names as in `ipvsadm -b`: `sh-port`, `mh-fallback`, `flag-1` and so on
    public SchedulerOptions withFlags(Set<String> names) {
        Set<SchedulerFlag> parsed = SchedulerFlag.parse(names)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(SchedulerFlag.class)));
        return new SchedulerOptions(
            parsed, lblcExpirationSeconds, lblcrExpirationSeconds, mhTableIndex, random);
    }

    public SchedulerOptions withExpiration(int lblcSeconds, int lblcrSeconds) {
        return new SchedulerOptions(flags, lblcSeconds, lblcrSeconds, mhTableIndex, random);
    }

    public SchedulerOptions withMhTableIndex(int index) {
        return new SchedulerOptions(flags, lblcExpirationSeconds, lblcrExpirationSeconds, index, random);
    }

    public SchedulerOptions withRandom(IntSupplier newRandom) {
        return new SchedulerOptions(
            flags, lblcExpirationSeconds, lblcrExpirationSeconds, mhTableIndex, newRandom);
    }

    public boolean has(SchedulerFlag flag) {
        return flags.contains(flag);
    }
}
