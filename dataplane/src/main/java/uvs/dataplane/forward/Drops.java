package uvs.dataplane.forward;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import uvs.dataplane.wire.Malformed;

/// How many packets one worker dropped, by reason. The worker counts; anybody reads.
public final class Drops {

    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] byReason = new long[DropReason.values().length];
    private final long[] byMalformation = new long[Malformed.values().length];

    void count(DropReason reason) {
        add(byReason, reason.ordinal());
    }

    void count(Malformed malformation) {
        add(byMalformation, malformation.ordinal());
    }

    private static void add(long[] counters, int at) {
        LONG.setOpaque(counters, at, (long) LONG.getOpaque(counters, at) + 1);
    }

    public long of(DropReason reason) {
        return (long) LONG.getOpaque(byReason, reason.ordinal());
    }

    public long of(Malformed malformation) {
        return (long) LONG.getOpaque(byMalformation, malformation.ordinal());
    }
}
