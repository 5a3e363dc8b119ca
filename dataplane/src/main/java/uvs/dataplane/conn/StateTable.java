package uvs.dataplane.conn;

/// A state machine as data: for each direction and event, one row with the next state for each state.
final class StateTable {

    private static final int STATE_BITS = 4;
    private static final int EVENT_BITS = 4;

    private final byte[] next = new byte[Direction.values().length << EVENT_BITS + STATE_BITS];

    /// @param columns the short names of the states in the order of their numbers, as the cells have them
    /// @param rows    for each direction, for each event, a row of cells; blanks between cells
    StateTable(String columns, String[]... rows) {
        String[] names = columns.split(" ");
        for (Direction direction : Direction.values()) {
            String[] events = rows[direction.ordinal()];
            for (int event = 0; event < events.length; event++) {
                String[] cells = events[event].split(" ");
                if (cells.length != names.length) {
                    throw new IllegalArgumentException(
                        "row=" + events[event] + " has not " + names.length + " cells");
                }
                for (int state = 0; state < cells.length; state++) {
                    next[at(direction, event, state)] = (byte) indexOf(names, cells[state]);
                }
            }
        }
    }

    int next(Direction direction, int event, int state) {
        return next[at(direction, event, state)];
    }

    private static int at(Direction direction, int event, int state) {
        return direction.ordinal() << EVENT_BITS + STATE_BITS | event << STATE_BITS | state;
    }

    private static int indexOf(String[] names, String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("cell=" + name + " is no state");
    }
}
