/// The connections that the director forwards: a table outside the heap, shared by all workers, and what
/// packets do to a connection's state.
///
/// A reader starts with [uvs.dataplane.conn.ConnectionTable]. Each worker has a
/// [uvs.dataplane.conn.ConnectionOwner], which inserts, times and removes, a
/// [uvs.dataplane.conn.StateTracker], which follows TCP, UDP and SCTP, and views, keys and a draft of its
/// own:
///
/// ```java
/// key.ipv4(6, source, sourcePort, destination, destinationPort);
/// long hash = table.hash(key);
/// if (!table.find(key, hash, connection)) {
///     draft.start(key).method(ConnectionFlags.NAT).virtualServer(service)
///         .real(number, false, 0, address, port);
///     Insertion insertion = owner.insert(draft, nowNs, connection); // FOUND: go on with that one
/// }
/// tracker.tcp(connection, segmentFlags, connection.isReply(), nowNs);
/// … rewrite the packet by what `connection` says …
/// if (!connection.isValid()) { … drop the packet and count it … }
/// owner.expire(nowNs, limit);                                           // once in a cycle
/// ```
///
/// **Keys.** From the client a packet is found by (client, virtual address), a reply by (real server,
/// client). A persistence template has a key of its own kind, made by
/// [uvs.dataplane.conn.ConnectionKey#template]: the client's address under the service's mask; the protocol,
/// virtual address and port of the service, port 0 for a service of port 0; for a firewall-mark service
/// protocol 0 and the mark as the address, port 0. A one-packet connection is never inserted: its user tells
/// the real server's counters itself.
///
/// **Time** is an argument, in nanoseconds of any clock that all workers share. It is compared by difference.
///
/// **Memory** follows the most connections that there have been at one time. Lines are used again before new ones are; the index
/// grows by doubling, bit by bit, while workers search and change it: see [uvs.dataplane.conn.ConnectionIndex].
///
/// **Limits** are [uvs.dataplane.conn.ConnectionLimits], and what they turn away is in
/// [uvs.dataplane.conn.ConnectionCounter]. No limit removes a connection whose handshake is complete.
package uvs.dataplane.conn;
