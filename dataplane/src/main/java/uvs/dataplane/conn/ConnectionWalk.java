package uvs.dataplane.conn;


import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/// A walk over the connections of a table, by a thread that is no worker, a part at a time.
///
/// Each entry is a consistent copy. A connection that stays throughout the walk is met once; one that comes
/// or goes meanwhile may be met or not.
public final class ConnectionWalk {

    private final OffHeap lines;
    private final SharedLines sharedLines;
    private final Connection view;
    private final OffHeap copy;
    private final Connection copied;
    private final OffloadedConnections offloaded;
    private int line;

    ConnectionWalk(ConnectionTable table, OffloadedConnections offloaded) {
        this(table, 0, offloaded);
    }

    /// @param start the first line to look at
    ConnectionWalk(ConnectionTable table, int start, OffloadedConnections offloaded) {
        this.line = start;
        this.offloaded = offloaded;
        this.lines = table.lines();
        this.sharedLines = table.sharedLines();
        this.view = table.newView();
        this.copy = new OffHeap(Arena.ofAuto().allocate(Line.SIZE, Line.SIZE));
        this.copied = new Connection(copy);
    }

    /// Goes on with the next lines, free ones among them.
    ///
    /// @param limit how many lines to look at, at most
    /// @return whether there are more
    public boolean next(long nowNs, int limit, Consumer<ConnectionEntry> consumer) {
        int end = sharedLines.everUsed();
        int stop = (int) Math.min(end, (long) line + limit);
        for (; line < stop; line++) {
            if (lay()) {
                lines.copyTo(copy, Line.offset(line), Line.SIZE);
                VarHandle.loadLoadFence();
                if (view.isValid()) {
                    copied.wrap(0, view.generation(), false);
                    consumer.accept(ConnectionEntry.of(copied, Math.max(0, offloaded.deadlineNs(copied) - nowNs)));
                }
            }
        }
        return line < end;
    }

    /// Goes on with the next lines, and shows each connection by a view. The consumer looks at the end
    /// whether the view is still valid before it trusts what it read. Allocates nothing.
    public boolean nextViews(int limit, Consumer<Connection> consumer) {
        int end = sharedLines.everUsed();
        int stop = (int) Math.min(end, (long) line + limit);
        for (; line < stop; line++) {
            if (lay()) {
                consumer.accept(view);
            }
        }
        return line < end;
    }

    private boolean lay() {
        long control = lines.getLongAcquire(Line.offset(line) + Line.CONTROL);
        if (!Line.isLive(control) || (Line.flags(control) & ConnectionFlags.HASHED) == 0) {
            return false;
        }
        view.wrap(line, Line.generation(control), false);
        return true;
    }
}
