package uvs.dataplane.conn;

import static uvs.dataplane.conn.Line.NONE;

import java.util.concurrent.TimeUnit;

/// One worker's part of the connection table: it inserts connections, times them and removes them.
///
/// Everything here is called by that worker alone. Nothing allocates.
public final class ConnectionOwner {

    /// How long a connection that controls others stays after its own time is over.
    public static final long CONTROLLER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    /// How often to try again what another worker's change has foiled.
    private static final int ATTEMPTS = 4;

    /// After how many insertions to see whether the index is still large enough. A power of two.
    private static final int INSERTIONS_A_LOOK = 64;

    private final ConnectionTable table;
    private final int worker;
    private final RealServerAccounting accounting;
    private final OffHeap lines;
    private final IndexWriter index;
    private final LinePool pool;
    private final ExpiryWheel wheel;
    private final HalfOpenList halfOpen;
    private final int halfOpenLimit;
    private final int newPerSecond;

    private final ConnectionKey replyKey = new ConnectionKey();
    private final ConnectionKey removalKey = new ConnectionKey();
    private final Connection removed;
    private final Connection controller;
    private final DisplacedReplies displaced;
    private final ExpiryWheel.OnDue onDue = this::due;
    private OffloadedConnections offloaded = OffloadedConnections.NONE;

    private long nowNs;
    private long secondNs;
    private int newInSecond;
    private int inserted;

    /// @param worker from 0; each number has one owner
    /// @param nowNs  where the clock of the packet path is now
    public ConnectionOwner(ConnectionTable table, int worker, RealServerAccounting accounting, long nowNs) {
        if (worker < 0 || worker >= table.workers()) {
            throw new IllegalArgumentException("worker=" + worker + " is not in 0.." + (table.workers() - 1));
        }
        this.table = table;
        this.worker = worker;
        this.accounting = accounting;
        this.lines = table.lines();
        this.index = table.indexWriter(worker);
        this.pool = new LinePool(table.sharedLines(), lines);
        this.wheel = new ExpiryWheel(lines, nowNs);
        this.halfOpen = new HalfOpenList(lines);
        this.halfOpenLimit = Math.max(1, table.limits().halfOpen() / table.workers());
        this.newPerSecond = table.limits().newPerSecond();
        this.removed = table.newView();
        this.controller = table.newView();
        this.displaced = new DisplacedReplies(table.newView());
        this.nowNs = nowNs;
        this.secondNs = nowNs;
    }

    public ConnectionTable table() {
        return table;
    }

    /// Who knows of the packets that the kernel carries of itself. To be told before the first connection.
    public ConnectionOwner offloaded(OffloadedConnections newOffloaded) {
        offloaded = newOffloaded;
        return this;
    }

    /// The connections of this worker whose handshake is not complete.
    public int halfOpen() {
        return halfOpen.size();
    }

    /// Inserts a connection, and lays `connection` over it; with [Insertion#FOUND], over the one that was
    /// there.
    public Insertion insert(ConnectionDraft draft, long now, Connection connection) {
        nowNs = now;
        if (newPerSecond > 0 && !withinRate()) {
            count(ConnectionCounter.REFUSED_RATE);
            return Insertion.RATE_LIMITED;
        }
        boolean opening = !draft.key.isTemplate() && ConnectionState.isHalfOpen(draft.key.protocol(), 0);
        int line = room(opening);
        if (line == NONE) {
            count(ConnectionCounter.REFUSED_TABLE_FULL);
            return Insertion.TABLE_FULL;
        }
        int generation = fill(line, draft, opening);
        // Before anyone can find it: no counter falls below what another worker's change takes from it.
        bind(draft);
        long hash = table.hash(draft.key);
        long there = index.insert(draft.key, hash, Slot.FORWARD, line, generation, connection);
        if (there != SegmentWriter.INSERTED) {
            abandon(draft, line);
            boolean full = there == SegmentWriter.FULL;
            count(full ? ConnectionCounter.REFUSED_TABLE_FULL : ConnectionCounter.FOUND_ON_INSERT);
            return full ? Insertion.TABLE_FULL : Insertion.FOUND;
        }
        connection.wrap(line, generation, false);
        if (draft.expectsReplies() && !insertReply(connection, line, generation)) {
            boolean ignored = index.remove(hash, Slot.FORWARD, line, generation);
            abandon(draft, line);
            count(ConnectionCounter.REFUSED_TABLE_FULL);
            return Insertion.TABLE_FULL;
        }
        finish(connection, line, opening);
        return Insertion.INSERTED;
    }

    private boolean withinRate() {
        if (nowNs - secondNs >= SECOND_NS) {
            secondNs = nowNs;
            newInSecond = 0;
        }
        return ++newInSecond <= newPerSecond;
    }

    /// A free line. Half-open connections make room for others, oldest first: for a half-open one when there
    /// are as many as may be, for any when the table is full.
    private int room(boolean opening) {
        if (opening && halfOpen.size() >= halfOpenLimit) {
            evictOldestHalfOpen();
        }
        int line = pool.take();
        for (int i = 0; i < ATTEMPTS && line == NONE && halfOpen.size() > 0; i++) {
            evictOldestHalfOpen();
            line = pool.take();
        }
        return line;
    }

    private void evictOldestHalfOpen() {
        int line = halfOpen.oldest();
        Connection oldest = lay(line);
        if (ConnectionState.isHalfOpen(oldest.protocol(), oldest.state())) {
            count(ConnectionCounter.HALF_OPEN_EVICTED);
            dropController(oldest);
            remove(line);
        } else {
            // Another worker saw the handshake complete, and its request for a review is on the way.
            leaveHalfOpen(oldest);
        }
    }

    private int fill(int line, ConnectionDraft draft, boolean opening) {
        long at = Line.offset(line);
        ConnectionKey key = draft.key;
        int generation = Line.generation(lines.getLong(at + Line.CONTROL)) + 1;
        lines.setLong(at + Line.CLIENT_LOW, key.sourceLow());
        lines.setLong(at + Line.VIRTUAL_LOW, key.destinationLow());
        lines.setLong(at + Line.REAL_LOW, draft.realLow);
        lines.setLong(at + Line.PORTS, (long) draft.realPort << 48 | key.word());
        lines.setLong(at + Line.DEADLINE, nowNs + draft.timeoutNs);
        lines.setInt(at + Line.REAL_SERVER, draft.realServer);
        lines.setInt(at + Line.OWNER_AND_VIRTUAL_SERVER, worker << Line.OWNER_SHIFT | draft.virtualServer);
        lines.setInt(at + Line.NOTE, 0);
        lines.setInt(at + Line.PACKETS, 0);
        lines.setLong(at + Line.CLIENT_HIGH, key.sourceHigh());
        lines.setLong(at + Line.VIRTUAL_HIGH, key.destinationHigh());
        lines.setLong(at + Line.REAL_HIGH, draft.realHigh);
        lines.setInt(at + Line.TEMPLATE_LINE, draft.templateLine);
        lines.setInt(at + Line.TEMPLATE_GENERATION, draft.templateGeneration);
        lines.setLong(at + Line.CONTROLLED, (long) generation << 32);
        lines.setInt(at + Line.TIMEOUT, Connection.timeoutMs(draft.timeoutNs));
        int flags = draft.flags | (opening ? ConnectionFlags.HALF_OPEN : 0);
        lines.setLongRelease(at + Line.CONTROL, Line.control(generation, flags, 0));
        return generation;
    }

    /// Frees a line that did not get into the table, or not from both sides.
    private void abandon(ConnectionDraft draft, int line) {
        if ((end(line) & ConnectionFlags.REVIEW) == 0) {
            pool.give(line);
        }
        if (draft.realServer >= 0) {
            accounting.unbound(draft.realServer, draft.key.isTemplate(), false);
        }
    }

    private void bind(ConnectionDraft draft) {
        if (draft.realServer >= 0) {
            accounting.bound(draft.realServer, draft.key.isTemplate());
        }
    }

    private boolean insertReply(Connection connection, int line, int generation) {
        connection.replyKey(replyKey);
        long hash = table.hash(replyKey);
        long displaced = index.insertNewest(replyKey, hash, Slot.REPLY, line, generation, removed);
        if (displaced == SegmentWriter.FULL) {
            return false;
        }
        if (displaced != SegmentWriter.INSERTED) {
            count(ConnectionCounter.REPLY_DISPLACED);
            withdraw(removed, ConnectionFlags.OFFLOADED_REPLIES);
            displace(connection);
        }
        return true;
    }

    /// The connection whose replies were taken over has them back when the new one is gone, if it is this worker's too: no other
    /// may put it into the index, since its owner could take it out at the same time.
    private void displace(Connection displacer) {
        if (removed.isValid() && removed.owner() == worker) {
            displaced.add(removed);
            boolean ignored = displacer.change(ConnectionFlags.DISPLACER, 0);
        }
    }

    private void restoreReplies(ConnectionKey key) {
        Connection older = displaced.take(key);
        if (older != null) {
            long hash = table.hash(key);
            long there = index.insert(key, hash, Slot.REPLY, older.line(), older.generation(), removed);
            if (there != SegmentWriter.INSERTED && there != SegmentWriter.FULL) {
                // The one that is gone had been displaced itself.
                displaced.add(older);
            }
        }
    }

    private void finish(Connection connection, int line, boolean opening) {
        if (table.controller(connection, controller)) {
            control(controller, 1);
        }
        wheel.file(line);
        if (opening) {
            halfOpen.add(line);
        }
        boolean ignored = connection.change(ConnectionFlags.HASHED, 0);
        count(ConnectionCounter.INSERTED);
        if ((++inserted & INSERTIONS_A_LOOK - 1) == 0) {
            index.fit(table.size());
        }
    }

    /// Starts the time of a connection again, as every packet does. Any owner may call this for any
    /// connection.
    public void refresh(Connection connection, long now, long timeoutNs) {
        long deadlineNs = now + timeoutNs;
        boolean nearer = deadlineNs - connection.deadlineNs() < 0;
        connection.deadlineNs(deadlineNs);
        if (nearer) {
            lookAgain(connection);
        }
    }

    /// The handshake of a connection is complete, or was given up. Any owner may call this for any
    /// connection.
    void handshakeOver(Connection connection) {
        if (connection.owner() == worker) {
            leaveHalfOpen(connection);
        } else {
            boolean ignored = table.review(connection);
        }
    }

    private void lookAgain(Connection connection) {
        if (connection.owner() != worker) {
            boolean ignored = table.review(connection);
        } else if (connection.isValid()) {
            wheel.remove(connection.line());
            wheel.file(connection.line());
        }
    }

    private void leaveHalfOpen(Connection connection) {
        if (connection.isValid() && connection.has(ConnectionFlags.HALF_OPEN)) {
            boolean ignored = connection.change(0, ConnectionFlags.HALF_OPEN);
            halfOpen.remove(connection.line());
        }
    }

    /// Removes a connection now, as IPVS does when a closed one is to be scheduled anew. One that another
    /// worker owns is removed when that worker gets to it; one that controls others stays until they are
    /// gone.
    ///
    /// @return whether it is gone on return
    public boolean remove(Connection connection, long now) {
        nowNs = now;
        if (!connection.isValid()) {
            return true;
        }
        if (connection.owner() != worker) {
            boolean ignored = table.doom(connection);
            return false;
        }
        if (connection.controlled() > 0) {
            return false;
        }
        remove(connection.line());
        return true;
    }

    /// Has a connection be found no more by packets from the client. It keeps its line until its time is over
    /// and those it controls are gone: what IPVS does with a template whose real server went away. Any owner
    /// may call this for any connection.
    public void retire(Connection connection) {
        withdraw(connection, ConnectionFlags.OFFLOADED);
        boolean ignored = index.remove(table.hash(connection.forwardKey(removalKey)), Slot.FORWARD,
            connection.line(), connection.generation());
    }

    /// Removes connections whose time is over, and those that other threads asked to have removed; and does a part of the
    /// work when the index grows.
    ///
    /// @param limit how many connections to look at, at most; the rest is first at the next call
    /// @return how many were looked at
    public int expire(long now, int limit) {
        nowNs = now;
        index.cycle();
        int reviewed = review();
        return reviewed + wheel.advance(now, limit, onDue);
    }

    /// Gives one direction of a connection back to the workers.
    private void withdraw(Connection connection, int direction) {
        if (connection.has(direction) && connection.change(0, direction)) {
            offloaded.withdraw(connection, direction);
        }
    }

    private void due(int line) {
        if (postpone(line) || isAliveInKernel(line)) {
            wheel.file(line);
            return;
        }
        // It has left the wheel already; filed so that removal is the same for all.
        wheel.file(line);
        count(ConnectionCounter.EXPIRED);
        remove(line);
    }

    /// A connection that controls others stays for another minute. One that comes to be controlled after this
    /// look loses its controller, and notices by the generation.
    private boolean postpone(int line) {
        Connection connection = lay(line);
        if (connection.controlled() == 0) {
            return false;
        }
        connection.timeoutNs(CONTROLLER_TIMEOUT_NS);
        connection.deadlineNs(nowNs + CONTROLLER_TIMEOUT_NS);
        return true;
    }

    /// Packets that the kernel carries start the time of their connection again too: they are learned of when it is over.
    private boolean isAliveInKernel(int line) {
        Connection connection = lay(line);
        long deadlineNs = offloaded.deadlineNs(connection);
        if (!connection.has(ConnectionFlags.OFFLOADED_BOTH) || deadlineNs - nowNs <= 0) {
            return false;
        }
        connection.deadlineNs(deadlineNs);
        return true;
    }

    private int review() {
        int looked = 0;
        for (int line = table.takeReviews(worker); line != NONE; looked++) {
            int next = table.nextReview(line);
            if (Line.isLive(lines.getLongAcquire(Line.offset(line) + Line.CONTROL))) {
                review(line);
            } else {
                pool.give(line);
            }
            line = next;
        }
        return looked;
    }

    private void review(int line) {
        Connection connection = lay(line);
        boolean doomed = connection.has(ConnectionFlags.DOOMED);
        boolean ignored = connection.change(0, ConnectionFlags.REVIEW | ConnectionFlags.DOOMED);
        if (doomed && !postpone(line)) {
            count(ConnectionCounter.DOOMED_REMOVED);
            dropController(connection);
            remove(line);
            return;
        }
        wheel.remove(line);
        wheel.file(line);
        if (!ConnectionState.isHalfOpen(connection.protocol(), connection.state())) {
            leaveHalfOpen(connection);
        }
    }

    /// When the last connection of a template that never worked is dropped, the template is dropped with it.
    private void dropController(Connection connection) {
        boolean unused = table.controller(connection, controller) && controller.controlled() == 1;
        if (unused && (!controller.isTemplate() || controller.state() != TemplateState.ASSURED.number())) {
            boolean ignored = table.doom(controller);
        }
    }

    private Connection lay(int line) {
        long control = lines.getLongAcquire(Line.offset(line) + Line.CONTROL);
        return removed.wrap(line, Line.generation(control), false);
    }

    /// Takes a connection out of the index, its lists and the counts, and frees the line.
    private void remove(int line) {
        Connection connection = lay(line);
        int generation = connection.generation();
        boolean template = connection.isTemplate();
        boolean ignored = index.remove(
            table.hash(connection.forwardKey(removalKey)), Slot.FORWARD, line, generation);
        if (!template && connection.method() == ConnectionFlags.NAT) {
            boolean ignoredToo = index.remove(
                table.hash(connection.replyKey(removalKey)), Slot.REPLY, line, generation);
        }
        int realServer = connection.realServer();
        if (table.controller(connection, controller)) {
            control(controller, -1);
        }
        wheel.remove(line);
        int flags = end(line);
        int directions = flags & ConnectionFlags.OFFLOADED_BOTH;
        if (directions != 0) {
            offloaded.withdraw(connection, directions);
        }
        if ((flags & ConnectionFlags.HALF_OPEN) != 0) {
            halfOpen.remove(line);
        }
        if (realServer >= 0) {
            accounting.unbound(realServer, template, !template && (flags & ConnectionFlags.INACTIVE) == 0);
        }
        count(ConnectionCounter.REMOVED);
        if ((flags & ConnectionFlags.DISPLACER) != 0) {
            restoreReplies(removalKey);
        }
        if ((flags & ConnectionFlags.REVIEW) == 0) {
            pool.give(line);
        }
    }

    /// Ends the generation of a line: from now on no view of it is valid. Answers the last flags. A line that
    /// was to be reviewed then hangs in a list, and is free when it is taken off there.
    private int end(int line) {
        long at = Line.offset(line) + Line.CONTROL;
        while (true) {
            long control = lines.getLongAcquire(at);
            if (lines.compareAndSetLong(at, control, Line.control(Line.generation(control) + 1, 0, 0))) {
                return Line.flags(control);
            }
        }
    }

    /// Counts the connections that `controlling` controls; the generation beside the count keeps a late
    /// change from another connection in the same line.
    private void control(Connection controlling, int change) {
        long at = Line.offset(controlling.line()) + Line.CONTROLLED;
        while (true) {
            long old = lines.getLongAcquire(at);
            if ((int) (old >>> 32) != controlling.generation()
                || lines.compareAndSetLong(at, old, old + change)) {
                return;
            }
        }
    }

    private void count(ConnectionCounter counter) {
        table.count(worker, counter);
    }
}
