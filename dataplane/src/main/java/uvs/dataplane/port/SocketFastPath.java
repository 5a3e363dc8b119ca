package uvs.dataplane.port;

import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;

/// A [FastPath] at the interfaces of a worker's packet sockets: these do not receive what it carries.
public interface SocketFastPath {

    FastPath path();

    /// Packets that arrive on an interface may be carried, once a packet socket there leaves them out.
    ///
    /// @param socket bound to the interface, with no filter of its own
    void join(Link link, Descriptor socket) throws SystemCallException;

    /// A socket that had joined was closed.
    void leave(int linkIndex);
}
