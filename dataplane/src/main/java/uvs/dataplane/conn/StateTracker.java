package uvs.dataplane.conn;

/// Follows the state of connections from packet to packet: the next state, its time, and whether the
/// connection counts as active at its real server.
///
/// Belongs to one worker. Two workers may follow one connection at the same time: each change is made once,
/// and whoever makes it tells the real server's counters.
public final class StateTracker {

    private final ConnectionOwner owner;
    private final RealServerAccounting accounting;
    private final Connection controller;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private boolean secureTcp;

    public StateTracker(ConnectionOwner owner, RealServerAccounting accounting) {
        this.owner = owner;
        this.accounting = accounting;
        this.controller = owner.table().newView();
    }

    public StateTracker timeouts(Timeouts newTimeouts) {
        timeouts = newTimeouts;
        return this;
    }

    /// Turns the defence of the `secure_tcp` setting on or off.
    public StateTracker secureTcp(boolean on) {
        secureTcp = on;
        return this;
    }

    /// A TCP segment of the connection.
    ///
    /// @param segmentFlags the flags of the TCP header
    /// @param reply        the segment is from the real server
    public void tcp(Connection connection, int segmentFlags, boolean reply, long nowNs) {
        int event = TcpEvent.of(segmentFlags).ordinal();
        while (true) {
            long control = connection.control();
            int state = Line.state(control);
            int flags = seen(Line.flags(control), reply);
            int next = TcpStates.next(secureTcp, Direction.of(reply, flags), event, state);
            boolean active = TcpState.of(next).isActive();
            if (move(connection, control, flags, next, active, timeouts.tcpNs(next), nowNs)) {
                if (next != state) {
                    moved(connection, next, next == TcpState.ESTABLISHED.number());
                }
                return;
            }
            if (!connection.isValid()) {
                return;
            }
        }
    }

    /// An SCTP packet of the connection.
    ///
    /// @param reply the packet is from the real server
    public void sctp(Connection connection, SctpEvent event, boolean reply, long nowNs) {
        while (true) {
            long control = connection.control();
            int state = Line.state(control);
            int flags = seen(Line.flags(control), reply);
            int next = SctpStates.next(Direction.of(reply, flags), event.ordinal(), state);
            boolean active = SctpState.of(next).isActive();
            if (move(connection, control, flags, next, active, timeouts.sctpNs(next), nowNs)) {
                if (next != state) {
                    moved(connection, next, active);
                }
                return;
            }
            if (!connection.isValid()) {
                return;
            }
        }
    }

    /// A UDP packet of the connection. It never counts as active; a reply shows that the real server works.
    public void udp(Connection connection, boolean reply, long nowNs) {
        long timeoutNs = timeouts.udpNs();
        if (connection.timeoutNs() != timeoutNs) {
            connection.timeoutNs(timeoutNs);
        }
        owner.refresh(connection, nowNs, timeoutNs);
        if (reply) {
            owner.table().assureController(connection, controller);
        }
    }

    /// A packet of a protocol without states: it only starts the time again.
    public void other(Connection connection, long nowNs) {
        owner.refresh(connection, nowNs, connection.timeoutNs());
    }

    /// A reply shows that the director does see the real server's packets.
    private static int seen(int flags, boolean reply) {
        return reply ? flags & ~ConnectionFlags.NO_OUTPUT : flags;
    }

    /// Makes one step, unless the connection changed since `control` was read.
    private boolean move(
        Connection connection, long control, int flags, int next, boolean active, long timeoutNs,
        long nowNs) {
        // Whether a connection is active is looked at when its state changes only.
        boolean same = next == Line.state(control);
        boolean wasActive = (flags & ConnectionFlags.INACTIVE) == 0;
        int changed = same || active == wasActive ? flags : flags ^ ConnectionFlags.INACTIVE;
        // Read before the change: after it the line may be another connection's.
        int realServer = changed == flags ? -1 : connection.realServer();
        if (Line.generation(control) != connection.generation()
            || !connection.changeControl(control, changed, next)) {
            return false;
        }
        if (realServer >= 0) {
            if (active) {
                accounting.activated(realServer);
            } else {
                accounting.deactivated(realServer);
            }
        }
        if (!same) {
            connection.timeoutNs(timeoutNs);
        }
        owner.refresh(connection, nowNs, timeoutNs);
        return true;
    }

    private void moved(Connection connection, int to, boolean established) {
        if (established) {
            owner.table().assureController(connection, controller);
        }
        if (connection.has(ConnectionFlags.HALF_OPEN)
            && !ConnectionState.isHalfOpen(connection.protocol(), to)) {
            owner.handshakeOver(connection);
        }
    }
}
