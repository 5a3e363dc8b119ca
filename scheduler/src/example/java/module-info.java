/// A scheduler from outside the tree.
module example.newest {
    requires uvs.scheduler;

    provides uvs.scheduler.SchedulerProvider with example.Newest;
}
