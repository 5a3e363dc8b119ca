package uvs.dataplane.conn;

import java.util.concurrent.TimeUnit;

/// A connection that is to be inserted: mutable, made once by each worker and filled for each new connection.
public final class ConnectionDraft {

    /// How long a new connection waits for its first packet to be classified.
    public static final long FIRST_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);

    final ConnectionKey key = new ConnectionKey();
    long realHigh;
    long realLow;
    int realPort;
    int flags;
    int realServer;
    int virtualServer;
    long timeoutNs;
    int templateLine;
    int templateGeneration;

    /// Starts over: a connection of the client and the virtual address in `from`, through NAT, to no real
    /// server.
    public ConnectionDraft start(ConnectionKey from) {
        key.copy(from);
        realHigh = 0;
        realLow = 0;
        realPort = 0;
        flags = ConnectionFlags.INACTIVE | (from.isTemplate() ? ConnectionFlags.TEMPLATE : 0);
        realServer = -1;
        virtualServer = 0;
        timeoutNs = FIRST_TIMEOUT_NS;
        templateLine = Line.NONE;
        templateGeneration = 0;
        return this;
    }

    /// Where packets of the connection go.
    ///
    /// @param number the service table's number of the real server, or -1 for none (bypass)
    public ConnectionDraft real(int number, boolean ipv6, long high, long low, int port) {
        realServer = number;
        realHigh = high;
        realLow = low;
        realPort = port;
        flags = ipv6 ? flags | ConnectionFlags.REAL_IPV6 : flags & ~ConnectionFlags.REAL_IPV6;
        return this;
    }

    /// The forwarding method, one of [ConnectionFlags#NAT] and the other four. For all but NAT no replies are
    /// looked for, and [ConnectionFlags#NO_OUTPUT] is set.
    public ConnectionDraft method(int method) {
        int noOutput = method == ConnectionFlags.NAT ? 0 : ConnectionFlags.NO_OUTPUT;
        flags = flags & ~(ConnectionFlags.METHOD_MASK | ConnectionFlags.NO_OUTPUT) | method | noOutput;
        return this;
    }

    /// @param number the service table's number of the virtual server, below 2^24
    public ConnectionDraft virtualServer(int number) {
        if (number >>> Line.OWNER_SHIFT != 0) {
            throw new IllegalArgumentException(
                "virtualServer=" + number + " is not in 0.." + Line.VIRTUAL_SERVER_MASK);
        }
        virtualServer = number;
        return this;
    }

    /// How long to wait for the next packet, up to 49 days; three seconds when this is not called.
    public ConnectionDraft timeoutNs(long newTimeoutNs) {
        timeoutNs = newTimeoutNs;
        return this;
    }

    /// The template, or other connection, which is to stay as long as this one does.
    public ConnectionDraft controlledBy(Connection template) {
        templateLine = template.line();
        templateGeneration = template.generation();
        return this;
    }

    /// Whether replies are to find the connection: they come by the director with NAT only.
    boolean expectsReplies() {
        return (flags & (ConnectionFlags.METHOD_MASK | ConnectionFlags.TEMPLATE)) == ConnectionFlags.NAT;
    }
}
