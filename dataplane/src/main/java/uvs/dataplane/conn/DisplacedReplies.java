package uvs.dataplane.conn;

/// Connections whose replies belong to a newer one: two clients' connections, or one client's to two virtual addresses, may
/// lead to the same port of a real server from the same port. When the newer one is over, the newest of these has them back,
/// as in IPVS, whose table holds them both.
///
/// One worker's own. At most [#LIMIT] are remembered; the oldest of more never has its replies back.
final class DisplacedReplies {

    static final int LIMIT = 1024;

    private final int[] lines = new int[LIMIT];
    private final int[] generations = new int[LIMIT];
    private final Connection view;
    private final ConnectionKey replyKey = new ConnectionKey();
    private int count;

    /// @param view to lay over what is remembered
    DisplacedReplies(Connection view) {
        this.view = view;
    }

    /// Remembers one that was displaced just now.
    void add(Connection displaced) {
        if (count == LIMIT) {
            forgetEnded();
        }
        if (count == LIMIT) {
            forget(0);
        }
        lines[count] = displaced.line();
        generations[count++] = displaced.generation();
    }

    /// Forgets the newest one with this reply key and answers it, or null when there is none.
    Connection take(ConnectionKey key) {
        for (int i = count - 1; i >= 0; i--) {
            if (view.wrap(lines[i], generations[i], true).isValid() && view.replyKey(replyKey).isSame(key)) {
                forget(i);
                return view;
            }
        }
        return null;
    }

    private void forgetEnded() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (view.wrap(lines[i], generations[i], true).isValid()) {
                lines[kept] = lines[i];
                generations[kept++] = generations[i];
            }
        }
        count = kept;
    }

    private void forget(int place) {
        count--;
        System.arraycopy(lines, place + 1, lines, place, count - place);
        System.arraycopy(generations, place + 1, generations, place, count - place);
    }
}
