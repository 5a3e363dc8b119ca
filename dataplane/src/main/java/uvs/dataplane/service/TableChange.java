package uvs.dataplane.service;

import java.util.List;
import uvs.dataplane.conn.Timeouts;
import uvs.scheduler.Scheduler;

/// One step from one table of virtual and real servers to the next, told to every worker in the same order.
///
/// Whoever applies the same changes in the same order has the same tables; so schedulers, which remember what they
/// chose, see what the kernel's see.
public sealed interface TableChange {

    /// From now on packets are looked up in this table.
    record Lookup(ServiceTable table) implements TableChange {}

    /// From now on these are the real servers of which the kernel does not see what they send to others.
    record Replies(SteeredReplies replies) implements TableChange {}

    /// From now on connections get these times with their packets.
    record Timing(Timeouts timeouts) implements TableChange {}

    /// From now on these settings are in effect: see [Defence].
    record Settings(VsSettings settings) implements TableChange {}

    record VirtualServerAdded(VirtualServerEntry entry) implements TableChange {}

    record VirtualServerEdited(VirtualServerEntry entry) implements TableChange {}

    record VirtualServerRemoved(int number) implements TableChange {}

    /// The real servers of a virtual server are these now, the newest first.
    ///
    /// @param changed the real server that was added, removed or edited, as it is now
    record Pool(
        int virtualServer, List<RealServerEntry> realServers, Scheduler.Change change, RealServerEntry changed)
        implements TableChange {

        public Pool {
            realServers = List.copyOf(realServers);
        }
    }
}
