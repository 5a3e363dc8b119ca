package uvs.dataplane.conn;

/// The keys of a burst of packets, searched for in steps so that their cache misses overlap.
///
/// With a million connections each search misses the cache twice, in the index and in the line. One after the
/// other, the misses of a packet cost as much as all its work; the processor waits for many at once when the
/// loads stand close together and do not depend on each other. So each step is a loop of its own, over all
/// packets.
///
/// Belongs to one worker. First the key of each packet is filled, then [#fetch] called, then [#find] for each.
public final class ConnectionBurst {

    private final ConnectionTable table;
    private final ConnectionIndex index;
    private final ConnectionKey[] keys;
    private final long[] hashes;
    private final long[] candidates;

    /// What was fetched, added up: a load whose value is used nowhere could be left out.
    private long fetched;

    /// @param keys one for each packet of the largest burst; the caller fills them
    public ConnectionBurst(ConnectionTable table, ConnectionKey[] keys) {
        this.table = table;
        this.index = table.index();
        this.keys = keys;
        this.hashes = new long[keys.length];
        this.candidates = new long[keys.length];
    }

    /// Fetches what the searches for the first `count` keys will need.
    public void fetch(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            hashes[i] = table.hash(keys[i]);
        }
        for (int i = 0; i < count; i++) {
            sum += index.touch(hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            candidates[i] = index.candidate(hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            sum += index.touchLine(candidates[i]);
        }
        fetched += sum;
    }

    /// Finds the connection of a packet as [ConnectionTable#find] does. What came or went since [#fetch], by
    /// an earlier packet of the burst or by another worker, is found as it is now.
    public boolean find(int packet, Connection connection) {
        return index.matches(candidates[packet], keys[packet], connection)
            || index.find(keys[packet], hashes[packet], connection) != 0;
    }
}
