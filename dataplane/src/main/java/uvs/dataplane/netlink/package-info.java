/// Netlink (netlink(7), rtnetlink(7)): links, addresses, routes and neighbours, asked for, changed and followed.
///
/// Nothing here is thread-safe: one thread owns a socket and what is built on it. What others read are the immutable
/// [uvs.dataplane.netlink.NetworkView]s which [uvs.dataplane.netlink.NetworkMonitor] publishes.
package uvs.dataplane.netlink;
