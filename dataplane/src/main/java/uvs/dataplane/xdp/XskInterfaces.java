package uvs.dataplane.xdp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import uvs.dataplane.linux.PacketFanout;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.FastPath;

/// The interfaces that the engines of all workers share. Each receive queue belongs to one worker: with as many queues as
/// workers each has one; with more, worker 0 has the queues 0, N, 2N and so on; with fewer, some workers have none there, and send
/// what goes out there through their packet socket.
///
/// Any worker may call; none does for a packet.
public final class XskInterfaces {

    private final XskEngine.Programs programs;
    private final int workers;
    private final PacketFanout fanout;
    private final Map<Integer, XskInterface> byLink = new HashMap<>();

    /// @param workers how many engines share the interfaces
    public XskInterfaces(XskEngine.Programs programs, int workers) {
        this.programs = programs;
        this.workers = workers;
        fanout = new PacketFanout(workers);
    }

    int workers() {
        return workers;
    }

    /// Who shares the frames that do not come by the rings.
    PacketFanout fanout() {
        return fanout;
    }

    Optional<FastPath> fastPath(int worker) {
        return programs.fastPath(worker);
    }

    synchronized XskInterface join(Link link) throws SystemCallException {
        XskInterface shared = byLink.get(link.index());
        if (shared == null) {
            shared = new XskInterface(link, programs);
            byLink.put(link.index(), shared);
        }
        shared.users++;
        return shared;
    }

    /// The last one takes the program away.
    synchronized void leave(XskInterface shared) {
        if (--shared.users == 0) {
            byLink.remove(shared.linkIndex(), shared);
            shared.close();
        }
    }
}
