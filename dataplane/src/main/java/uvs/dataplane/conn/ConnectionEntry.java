package uvs.dataplane.conn;

import uvs.config.net.IpAddress;

/// A connection or template as it was at one moment, for listings.
///
/// @param protocol    the number in the IP header, 0 for the template of a firewall-mark service
/// @param remainingNs the time until it ends if no packet comes; not negative
/// @param flags       see [ConnectionFlags]
/// @param realServer  the service table's number, or -1
public record ConnectionEntry(
    int protocol, IpAddress client, int clientPort, IpAddress virtual, int virtualPort,
    IpAddress real, int realPort,
    ConnectionState state, long remainingNs, int flags, int virtualServer, int realServer, int packets) {

    /// Copies what a view shows, which must not change meanwhile.
    static ConnectionEntry of(Connection connection, long remainingNs) {
        return new ConnectionEntry(connection.protocol(),
            connection.client(), connection.clientPort(),
            connection.virtual(), connection.virtualPort(),
            connection.real(), connection.realPort(),
            ConnectionState.of(connection.protocol(), connection.isTemplate(), connection.state()),
            remainingNs, connection.flags(), connection.virtualServer(), connection.realServer(), connection.packets());
    }

    public boolean isTemplate() {
        return (flags & ConnectionFlags.TEMPLATE) != 0;
    }
}
