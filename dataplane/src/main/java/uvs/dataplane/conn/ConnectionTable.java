package uvs.dataplane.conn;

import static uvs.dataplane.conn.Line.NONE;

import java.lang.foreign.Arena;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;
import uvs.dataplane.linux.AnonymousMemory;
import uvs.dataplane.linux.SystemCallException;

/// The connections of all workers, in memory outside the heap: 128 bytes a connection, and an index that grows with them.
///
/// Any worker finds any connection, from either direction, without a lock. A connection is inserted, timed
/// and removed by one worker, its owner: see [ConnectionOwner]. What the other workers may do goes through
/// [Connection] and [#doom].
///
/// A worker that has a burst of packets searches faster with a [ConnectionBurst].
public final class ConnectionTable implements AutoCloseable {

    /// The most workers that a table can have.
    public static final int MAX_WORKERS = 256;

    private static final int COUNTERS = ConnectionCounter.values().length;
    /// Elements between the counters, or the review lists, of two workers: they share no cache line.
    private static final int COUNTER_STRIDE = (COUNTERS + 7) / 8 * 8 + 8;
    private static final int REVIEW_STRIDE = 32;

    private final Arena arena = Arena.ofShared();
    private final ConnectionLimits limits;
    private final int workers;
    private final OffHeap lines;
    private final ConnectionIndex index;
    private final SharedLines sharedLines;
    private final long[] secret;
    private final AtomicLongArray counters;

    /// For each worker the line that was last given to it for review, plus one; the others hang on that line.
    private final AtomicIntegerArray reviews;

    /// @param workers how many workers there will be; each makes its [ConnectionOwner]
    /// @throws SystemCallException when the address space cannot be had
    public ConnectionTable(ConnectionLimits limits, int workers) throws SystemCallException {
        this(limits, workers, new SecureRandom());
    }

    /// @param random where the secret of the hash comes from: a seeded generator makes runs that repeat
    public ConnectionTable(ConnectionLimits limits, int workers, RandomGenerator random)
        throws SystemCallException {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("workers=" + workers + " is not in 1.." + MAX_WORKERS);
        }
        this.limits = limits;
        this.workers = workers;
        this.secret = random.longs(4).toArray();
        try {
            this.lines = new OffHeap(AnonymousMemory.reserve(Line.offset(limits.maximum()), true, arena));
            this.index = new ConnectionIndex(limits, workers, lines, arena);
        } catch (SystemCallException e) {
            arena.close();
            throw e;
        }
        this.sharedLines = new SharedLines(lines, limits.capacity(), limits.maximum(), workers);
        this.counters = new AtomicLongArray(workers * COUNTER_STRIDE);
        this.reviews = new AtomicIntegerArray(workers * REVIEW_STRIDE);
    }

    public ConnectionLimits limits() {
        return limits;
    }

    public int workers() {
        return workers;
    }

    /// A view to lay over connections of this table.
    public Connection newView() {
        return new Connection(lines);
    }

    /// The hash under which a key is looked up; secret, and the same for all workers.
    public long hash(ConnectionKey key) {
        return key.hash(secret);
    }

    /// Finds the connection which a packet with this key belongs to, from the client or from the real server,
    /// and lays `connection` over it. A template is found by its own key only.
    public boolean find(ConnectionKey key, long hash, Connection connection) {
        return index.find(key, hash, connection) != 0;
    }

    /// The same, for a caller that has no use for the hash.
    public boolean find(ConnectionKey key, Connection connection) {
        return find(key, hash(key), connection);
    }

    /// Lays a view over the template, or other connection, that controls this one. Answers false when there
    /// is none.
    public boolean controller(Connection connection, Connection controller) {
        if (!connection.isControlled()) {
            return false;
        }
        return controller.wrap(connection.templateLine(), connection.templateGeneration(), false).isValid();
    }

    /// Asks the owner to remove a connection at its next [ConnectionOwner#expire]. Any thread may call this.
    ///
    /// @return false when the view is stale
    public boolean doom(Connection connection) {
        return connection.change(ConnectionFlags.DOOMED, 0) && review(connection);
    }

    /// Marks the controller of a connection as assured, so that the defence against memory shortage spares
    /// it. Any worker may call this.
    ///
    /// @param view a view of the caller's to lay over the controller
    public void assureController(Connection connection, Connection view) {
        // Looked at after the controller was read: what is read of a line that ended may be another
        // connection's.
        if (!controller(connection, view) || !connection.isValid()) {
            return;
        }
        while (true) {
            long control = view.control();
            int assured = Line.state(control) | TemplateState.ASSURED.number();
            if (Line.generation(control) != view.generation() || !view.isTemplate()
                || view.changeControl(control, Line.flags(control), assured)) {
                return;
            }
        }
    }

    /// A walk over all connections, for listings, by any thread.
    public ConnectionWalk walk() {
        return walk(OffloadedConnections.NONE);
    }

    /// The same, which asks about the time that packets carried by the kernel have given connections.
    public ConnectionWalk walk(OffloadedConnections offloaded) {
        return new ConnectionWalk(this, offloaded);
    }

    /// The connections and templates which are in the table about now.
    public long size() {
        return count(ConnectionCounter.INSERTED) - count(ConnectionCounter.REMOVED);
    }

    /// How many connections fit now. It is doubled as they run out, up to [ConnectionLimits#maximum].
    public int capacity() {
        return sharedLines.allowed();
    }

    /// The bytes of connections that still fit, when the capacity has been doubled as often as may be.
    public long spareBytes() {
        return Line.offset((int) Math.max(0, limits.maximum() - size()));
    }

    /// A counter, summed over the workers.
    public long count(ConnectionCounter counter) {
        long sum = 0;
        for (int worker = 0; worker < workers; worker++) {
            sum += counters.getOpaque(worker * COUNTER_STRIDE + counter.ordinal());
        }
        return sum;
    }

    /// The bytes of address space which the table reserved. The memory in use is less until it is full.
    public long reservedBytes() {
        return lines.size() + index.reservedBytes();
    }

    /// The bytes of memory that are in use, when each place of the index has been used once. They follow the most connections
    /// that there have been at one time: the index grows with them, and neither it nor the lines shrink.
    public long usedBytes() {
        return Line.offset(sharedLines.everUsed()) + index.bytes();
    }

    /// Gives back what the index has left when it grew. To be called now and then, by one thread that is no worker: it can take
    /// a while.
    ///
    /// @throws SystemCallException when the kernel does not take it
    public void releaseUnused() throws SystemCallException {
        index.release(workers);
    }

    /// Gives the memory back. No thread may use the table, a view or a walk any more: without checks (see
    /// `-Duvs.checked`) that would end the process.
    @Override
    public void close() {
        arena.close();
    }

    /// Counts; each worker has its own counters and is the only writer.
    void count(int worker, ConnectionCounter counter) {
        int at = worker * COUNTER_STRIDE + counter.ordinal();
        counters.setOpaque(at, counters.getPlain(at) + 1);
    }

    /// Has the owner look at a connection soon: its state or deadline was changed by another thread.
    ///
    /// Whoever sets the flag puts the line on the list, so it is there once; the owner clears the flag when
    /// it has taken the line off. A line with the flag is not used again before that.
    boolean review(Connection connection) {
        while (true) {
            long control = connection.control();
            if (Line.generation(control) != connection.generation()) {
                return false;
            }
            int flags = Line.flags(control);
            if ((flags & ConnectionFlags.REVIEW) != 0) {
                return true;
            }
            if (connection.changeControl(control, flags | ConnectionFlags.REVIEW, Line.state(control))) {
                break;
            }
        }
        int head = connection.owner() * REVIEW_STRIDE;
        int line = connection.line();
        while (true) {
            int first = reviews.get(head);
            lines.setIntOpaque(Line.offset(line) + Line.REVIEW_NEXT, first);
            if (reviews.compareAndSet(head, first, line + 1)) {
                return true;
            }
        }
    }

    /// Takes all lines that are to be reviewed by a worker: the first, or [Line#NONE]; the next ones hang on
    /// it.
    int takeReviews(int worker) {
        int head = worker * REVIEW_STRIDE;
        return reviews.getPlain(head) == 0 ? NONE : reviews.getAndSet(head, 0) - 1;
    }

    int nextReview(int line) {
        return lines.getIntOpaque(Line.offset(line) + Line.REVIEW_NEXT) - 1;
    }

    OffHeap lines() {
        return lines;
    }

    ConnectionIndex index() {
        return index;
    }

    /// The index as a worker changes it.
    IndexWriter indexWriter(int worker) {
        return new IndexWriter(this, worker, secret);
    }

    SharedLines sharedLines() {
        return sharedLines;
    }
}
