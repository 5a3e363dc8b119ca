package uvs.dataplane.forward;

import uvs.dataplane.wire.Malformed;

/// How many packets one worker dropped, by reason. The worker counts; anybody reads.
public final class Drops {

    private final PaddedCounters byReason = new PaddedCounters(DropReason.values().length);
    private final PaddedCounters byMalformation = new PaddedCounters(Malformed.values().length);

    void count(DropReason reason) {
        byReason.add(reason.ordinal(), 1);
    }

    void count(Malformed malformation) {
        byMalformation.add(malformation.ordinal(), 1);
    }

    public long of(DropReason reason) {
        return byReason.get(reason.ordinal());
    }

    public long of(Malformed malformation) {
        return byMalformation.get(malformation.ordinal());
    }
}
