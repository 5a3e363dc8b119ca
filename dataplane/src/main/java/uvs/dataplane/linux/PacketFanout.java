package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// Lets the packet sockets of several workers share the frames of an interface, so that each frame goes to one of them
/// (`PACKET_FANOUT_HASH` of packet(7)): all of a flow to the same one, and so all fragments between two addresses, since the
/// kernel looks at no ports when a packet is in fragments.
///
/// Any worker may call; none does for a packet.
public final class PacketFanout {

    private static final int FANOUT = 18;
    private static final int HASH = 0;
    /// The kernel chooses a number that no other group of this network stack has.
    private static final int UNIQUE_ID = 0x2000;
    private static final int ID_MASK = 0xffff;
    /// `ret #0`: takes nothing.
    private static final long[] NOTHING = {0x06};

    private final int sockets;
    private final Map<Integer, Group> groups = new HashMap<>();

    /// The sockets on one interface.
    private static final class Group {
        private int id;
        private int members;
    }

    /// @param sockets how many share an interface; one alone takes all frames
    public PacketFanout(int sockets) {
        this.sockets = sockets;
    }

    /// What a socket receives through before it has joined: else two would have the same frame meanwhile.
    long[] filterBefore(long[] filter) {
        return sockets == 1 ? filter : NOTHING;
    }

    /// Lets a bound socket share, and receive through its own filter from now on.
    void join(Descriptor socket, int interfaceIndex, long[] filter) throws SystemCallException {
        if (sockets == 1) {
            return;
        }
        synchronized (this) {
            Group group = groups.computeIfAbsent(interfaceIndex, _ -> new Group());
            int argument = group.members == 0 ? (HASH | UNIQUE_ID) << 16 : HASH << 16 | group.id;
            Sockets.setOption(socket, PacketSockets.SOL_PACKET, FANOUT, argument);
            if (group.members++ == 0) {
                group.id = id(socket);
            }
        }
        if (filter.length == 0) {
            Sockets.setOption(socket, Sockets.SOL_SOCKET, PacketSockets.SO_DETACH_FILTER, 0);
        } else {
            PacketSockets.attach(socket, filter);
        }
    }

    private static int id(Descriptor socket) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            Sockets.option(socket, PacketSockets.SOL_PACKET, FANOUT, value);
            return value.get(JAVA_INT, 0) & ID_MASK;
        }
    }

    /// A socket that had joined was closed. When it was the last, the next one makes a new group.
    public synchronized void leave(int interfaceIndex) {
        Group group = groups.get(interfaceIndex);
        if (group != null && --group.members == 0) {
            groups.remove(interfaceIndex);
        }
    }
}
