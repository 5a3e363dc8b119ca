/// The daemon: the data plane, the health checks and what drives them, put together.
///
/// One thread, the conductor, owns the network monitor, the backend, the steering and the health checks; everything that
/// happens to them is a task on that thread. Workers and the checks' event loop have threads of their own.
package uvs.tools.daemon;
