/// What virtual routers need of the kernel: sockets, interfaces followed, and addresses, routes, rules and virtual
/// interfaces put there and taken away.
///
/// Everything here belongs to the thread `vrrp`. A call that fails throws
/// [uvs.dataplane.linux.SystemCallException], whose message says what to do.
package uvs.vrrp.network;
