package uvs.dataplane.service;

import java.util.List;

/// What configuration, health checks and commands drive: the operations of IPVS, whoever carries them out.
///
/// One thread calls all methods, the conductor. A change has taken effect for packets that arrive after
/// the method returned. A refused operation throws [BackendException] and has changed nothing.
public interface Backend extends AutoCloseable {

    void addVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException;

    /// Changes the settings; connections, real servers and counters stay.
    void editVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException;

    /// Removes the virtual server with its real servers. Established connections follow the settings of
    /// `expire_nodest_conn`, as with [#removeRealServer].
    void removeVirtualServer(VirtualServerId id) throws BackendException;

    void addRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException;

    void editRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException;

    void removeRealServer(VirtualServerId virtual, RealServerId id) throws BackendException;

    /// Removes every virtual server with its real servers, whoever added them.
    void flush() throws BackendException;

    /// Lets all counters start from 0, and the rates with them.
    void zero() throws BackendException;

    /// The same for one virtual server and its real servers.
    void zero(VirtualServerId id) throws BackendException;

    /// How long idle connections are kept now.
    ConnectionTimeouts timeouts() throws BackendException;

    /// Changes how long idle connections are kept. Each connection takes the new time with its next packet.
    ///
    /// @param timeouts 0 where nothing is to change
    void timeouts(ConnectionTimeouts timeouts) throws BackendException;

    /// Starts to send connections to another director, or to receive them.
    void startSyncDaemon(SyncDaemon daemon) throws BackendException;

    /// @param syncId what it was started with; 0 for whatever it was
    void stopSyncDaemon(SyncDaemon.Role role, int syncId) throws BackendException;

    /// The running daemons: at most one of each role, master first.
    List<SyncDaemon> syncDaemons() throws BackendException;

    BackendInfo info() throws BackendException;

    /// The virtual servers with their real servers, counters and rates at this moment, sorted as ipvsadm sorts them.
    List<VirtualServerStatus> list() throws BackendException;

    /// The same of one virtual server.
    VirtualServerStatus get(VirtualServerId id) throws BackendException;

    /// Opens a walk over the connections.
    ConnectionScan connections() throws BackendException;

    /// Makes several changes, which a backend may bring before packets all at once at the end: what a start or
    /// a reload with thousands of them needs.
    default void batch(Changes changes) throws BackendException {
        changes.make();
    }

    /// See [#batch].
    @FunctionalInterface
    interface Changes {
        void make() throws BackendException;
    }

    /// Gives back what the backend holds. The table of the userspace data plane goes with it; the kernel's stays, as it stays
    /// after `ipvsadm`.
    @Override
    void close() throws BackendException;
}
