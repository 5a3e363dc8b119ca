/// Schedulers: for one sequence of arrivals, departures and changes each chooses what the kernel's chooses.
///
/// Nothing here allocates or blocks once it is built, and nothing is shared: each worker has instances of its own.
package uvs.scheduler;
