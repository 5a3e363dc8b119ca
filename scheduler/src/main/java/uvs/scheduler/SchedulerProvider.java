package uvs.scheduler;

/// Makes the schedulers of one name. A service: a jar on the module path or class path which provides it adds a
/// scheduler, to be named in `lb_algo`.
public interface SchedulerProvider {

    /// The name in `lb_algo` and in `ipvsadm -s`: 1 to 15 characters, none of them a space.
    String name();

    /// A new scheduler without a pool, for one virtual server and one forwarder thread.
    Scheduler create(SchedulerOptions options);
}
