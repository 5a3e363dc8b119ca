package uvs.dataplane.conn;

import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/// The defence of the `drop_entry` setting: when memory is short, connections that look like an attack go.
///
/// Belongs to one thread, the conductor, which calls [#drop] once a second while the defence is on. A
/// thirty-second of the table is looked at each time, from a random place. What is to go is removed by its
/// owner soon after.
public final class MemoryDefence {

    private static final int PARTS = 32;
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(60);
    /// Connections with more packets than this are no attack.
    private static final int FEW_PACKETS = 8;

    private final ConnectionTable table;
    private final RandomGenerator random;
    private final IntPredicate onePacket;
    /// For each number of packets, how many more idle connections are spared before one goes.
    private final int[] spared = new int[FEW_PACKETS + 1];
    private int dropped;

    /// @param onePacket whether the virtual server of a number schedules each packet for itself (`ops`)
    public MemoryDefence(ConnectionTable table, RandomGenerator random, IntPredicate onePacket) {
        this.table = table;
        this.random = random;
        this.onePacket = onePacket;
        for (int packets = 0; packets <= FEW_PACKETS; packets++) {
            spared[packets] = packets;
        }
    }

    /// Looks at the next part.
    ///
    /// @return how many connections are to go
    public int drop(long nowNs) {
        dropped = 0;
        int lines = table.sharedLines().everUsed();
        if (lines > 0) {
            int part = (lines + PARTS - 1) / PARTS;
            int start = random.nextInt(lines);
            look(start, Math.min(part, lines - start), nowNs);
            look(0, Math.max(0, part - (lines - start)), nowNs);
        }
        return dropped;
    }

    private void look(int start, int lines, long nowNs) {
        boolean ignored = new ConnectionWalk(table, start, OffloadedConnections.NONE).nextViews(lines, connection -> {
            if (isToGo(connection, nowNs) && table.doom(connection)) {
                dropped++;
            }
        });
    }

    /// A half-open connection goes in any case; so does a template that never worked. One that is
    /// established, or has no states, goes when it is idle and has hardly had a packet, at a rate.
    private boolean isToGo(Connection connection, long nowNs) {
        if (connection.controlled() > 0) {
            return false;
        }
        if (connection.isTemplate()) {
            return onePacket.test(connection.virtualServer())
                ? isIdle(connection, nowNs)
                : connection.state() != TemplateState.ASSURED.number();
        }
        return switch (ConnectionState.of(connection.protocol(), false, connection.state())) {
            case TcpState.SYN_RECV, TcpState.SYNACK, SctpState.INIT1, SctpState.INIT -> true;
            case TcpState.ESTABLISHED, SctpState.ESTABLISHED, UdpState.UDP, NoState.NONE ->
                isIdle(connection, nowNs);
            default -> false;
        };
    }

    /// Whether no packet came for a minute, there were few before, and it is this one's turn: of those with
    /// one packet every one, of those with two every other, and so on.
    private boolean isIdle(Connection connection, long nowNs) {
        long idleNs = connection.timeoutNs() - (connection.deadlineNs() - nowNs);
        int packets = connection.packets();
        if (idleNs < IDLE_NS || packets < 1 || packets > FEW_PACKETS || --spared[packets] > 0) {
            return false;
        }
        spared[packets] = packets;
        return true;
    }
}
