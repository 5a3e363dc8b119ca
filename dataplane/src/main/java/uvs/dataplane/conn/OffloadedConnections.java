package uvs.dataplane.conn;

/// The connections whose packets the kernel carries of itself, told by [ConnectionFlags#OFFLOADED] and
/// [ConnectionFlags#OFFLOADED_REPLIES].
///
/// Each worker has its own, and each thread that lists connections. Nothing may allocate or block.
public interface OffloadedConnections {

    /// No connection is carried.
    OffloadedConnections NONE = new OffloadedConnections() {

        @Override
        public long lastSeenNs(Connection connection, long otherwise) {
            return otherwise;
        }

        @Override
        public void withdraw(Connection connection, int directions) {
            // There is nothing.
        }
    };

    /// When the kernel last carried a packet of a connection; `otherwise` when it carries none.
    long lastSeenNs(Connection connection, long otherwise);

    /// When the time of a connection is over, which packets that the kernel carries start again as any others do.
    default long deadlineNs(Connection connection) {
        long deadlineNs = connection.deadlineNs();
        if (!connection.has(ConnectionFlags.OFFLOADED_BOTH)) {
            return deadlineNs;
        }
        long timeoutNs = connection.timeoutNs();
        long inKernelNs = lastSeenNs(connection, deadlineNs - timeoutNs) + timeoutNs;
        return inKernelNs - deadlineNs > 0 ? inKernelNs : deadlineNs;
    }

    /// Lets the kernel carry no more packets of a connection. Its line must still hold it, though it may have ended.
    ///
    /// @param directions [ConnectionFlags#OFFLOADED], [ConnectionFlags#OFFLOADED_REPLIES] or both
    void withdraw(Connection connection, int directions);
}
