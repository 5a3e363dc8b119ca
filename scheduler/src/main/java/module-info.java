/// Which real server takes a new connection: one class for each IPVS scheduler.
///
/// A leaf: arithmetic over the real servers of one virtual server, without packets, sockets or clocks. A reader
/// starts with [uvs.scheduler.Scheduler]. Schedulers from outside the tree come in as services of
/// [uvs.scheduler.SchedulerProvider].
module uvs.scheduler {
    exports uvs.scheduler;

    uses uvs.scheduler.SchedulerProvider;
}
