package uvs.scheduler;

/// The sets of servers that `lblcr` keeps, one for each entry of its cache, the member added last in front.
final class ServerSets {

    /// There is no room for more members in all sets together.
    private static final int CAPACITY = 2 * DestinationCache.CAPACITY;

    private static final int END = -1;

    private final int[] first = new int[DestinationCache.CAPACITY];
    private final int[] size = new int[DestinationCache.CAPACITY];
    private final long[] lastChangeNs = new long[DestinationCache.CAPACITY];

    private final KnownServer[] member = new KnownServer[CAPACITY];
    private final int[] next = new int[CAPACITY];
    private int firstFree;
    private long refusals;

    ServerSets() {
        for (int element = 0; element < CAPACITY - 1; element++) {
            next[element] = element + 1;
        }
        next[CAPACITY - 1] = END;
    }

    /// Makes the set of a new entry, empty.
    void open(int set) {
        first[set] = END;
        size[set] = 0;
    }

    int size(int set) {
        return size[set];
    }

    /// When a member last came or went.
    long lastChangeNs(int set) {
        return lastChangeNs[set];
    }

    /// How often [#add] had no room.
    long refusals() {
        return refusals;
    }

    /// Adds a server that is not a member yet.
    void add(int set, KnownServer server, long nowNs) {
        for (int element = first[set]; element != END; element = next[element]) {
            if (member[element] == server) {
                return;
            }
        }
        int element = firstFree;
        if (element == END) {
            refusals++;
            return;
        }
        firstFree = next[element];
        next[element] = first[set];
        first[set] = element;
        member[element] = server;
        server.uses++;
        size[set]++;
        lastChangeNs[set] = nowNs;
    }

    void remove(int set, KnownServer server, long nowNs) {
        int previous = END;
        int element = first[set];
        while (member[element] != server) {
            previous = element;
            element = next[element];
        }
        if (previous == END) {
            first[set] = next[element];
        } else {
            next[previous] = next[element];
        }
        free(element);
        size[set]--;
        lastChangeNs[set] = nowNs;
    }

    void clear(int set) {
        for (int element = first[set]; element != END;) {
            int following = next[element];
            free(element);
            element = following;
        }
        open(set);
    }

    /// The position of the available member with the least overhead for its weight, or [Scheduler#NONE].
    int least(int set, Pool pool) {
        int least = Scheduler.NONE;
        long leastLoad = 0;
        long leastWeight = 0;
        for (int element = first[set]; element != END; element = next[element]) {
            int position = member[element].position;
            if (position != KnownServer.GONE && Availability.takes(pool, position)) {
                long load = LeastLoad.overhead(pool, position);
                long weight = pool.weight(position);
                if (least == Scheduler.NONE || leastLoad * weight > load * leastWeight) {
                    least = position;
                    leastLoad = load;
                    leastWeight = weight;
                }
            }
        }
        return least;
    }

    /// The member with the most overhead for its weight, overloaded and removed ones too but not quiesced ones; null
    /// when there is none. A removed one counts with the weight it had and as if its connections had ended.
    KnownServer most(int set, Pool pool) {
        KnownServer most = null;
        long mostLoad = 0;
        long mostWeight = 0;
        for (int element = first[set]; element != END; element = next[element]) {
            KnownServer server = member[element];
            boolean gone = server.position == KnownServer.GONE;
            long weight = gone ? server.weightWhenRemoved : pool.weight(server.position);
            long load = gone ? 0 : LeastLoad.overhead(pool, server.position);
            if (weight > 0 && (most == null || mostLoad * weight < load * mostWeight)) {
                most = server;
                mostLoad = load;
                mostWeight = weight;
            }
        }
        return most;
    }

    private void free(int element) {
        member[element].uses--;
        member[element] = null;
        next[element] = firstFree;
        firstFree = element;
    }
}
