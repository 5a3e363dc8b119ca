package uvs.scheduler;

import java.util.Set;

/// Makes the schedulers of one name. A service: a jar on the module path which provides it adds a scheduler, to
/// be named in `lb_algo`.
public interface SchedulerProvider {

    /// The name in `lb_algo` and in `ipvsadm -s`.
    String name();

    /// A new scheduler without a pool.
    ///
    /// @param flags the virtual server's scheduler flags, under ipvsadm's names (`sh-port`, `mh-fallback`, …)
    Scheduler create(Set<String> flags);
}
