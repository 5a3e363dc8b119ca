package uvs.scheduler;

/// `rr`: the next real server behind the one chosen last, whatever its weight, as long as it is not 0.
///
/// The cursor names a real server, not a number: it follows that server when others come and go. When the server
/// itself goes, the cursor steps back to the one before, so that nobody is passed over.
final class RoundRobin implements Scheduler {

    /// Before position 0: nobody was chosen yet, or the chosen one went and was the first.
    private static final int HEAD = -1;

    private Pool pool;
    private int cursor = HEAD;

    @Override
    public void changed(Pool newPool, Change change, long nowNs) {
        pool = newPool;
        switch (change) {
            case Change.Bound() -> cursor = HEAD;
            case Change.Added(int position) when cursor >= position -> cursor++;
            case Change.Removed(int position) when cursor >= position -> cursor--;
            case Change.Added _, Change.Removed _, Change.Edited _ -> { }
        }
    }

    @Override
    public int pick(Flow flow, long nowNs) {
        int size = pool.size();
        for (int step = 1; step <= size; step++) {
            int position = cursor + step;
            if (position >= size) {
                position -= size;
            }
            if (Availability.takes(pool, position)) {
                cursor = position;
                return position;
            }
        }
        return NONE;
    }
}
