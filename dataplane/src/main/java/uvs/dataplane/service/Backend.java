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

    /// The virtual servers with their real servers and counters at this moment, sorted as ipvsadm sorts them.
    List<VirtualServerStatus> list() throws BackendException;

    /// Takes away all that this backend added to the machine.
    @Override
    void close() throws BackendException;
}
