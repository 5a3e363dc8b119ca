package uvs.scheduler;

/// `wrr`: passes over the real servers in which a server is chosen when its weight reaches a threshold. The
/// threshold falls from pass to pass in steps of the weights' greatest common divisor, and starts over at the top
/// after the pass which let everybody in. So within one round each server is chosen as often as its weight says, the
/// heavy ones first.
///
/// The thresholds end at 1 whatever the step is; so the top one is the greatest weight less (step - 1).
final class WeightedRoundRobin implements Scheduler {

    /// Before position 0: the pass has just begun.
    private static final int HEAD = -1;

    private Pool pool;
    private int cursor = HEAD;
    private int step = 1;
    private int top;
    private int threshold;

    /// The greatest weight that [#scan] passed over.
    private int heaviestLeft;

    @Override
    public void changed(Pool newPool, Change change, long nowNs) {
        pool = newPool;
        cursor = HEAD;
        step = Math.max(1, Weights.greatestCommonDivisor(newPool.size(), newPool::weight));
        top = Weights.greatest(newPool.size(), newPool::weight) - (step - 1);
        switch (change) {
            case Change.Bound() -> threshold = top;
            case Change.Added _, Change.Removed _, Change.Edited _ -> threshold = thresholdAfterChange();
        }
    }

    /// The round goes on where it was, on the new ladder of thresholds.
    private int thresholdAfterChange() {
        if (threshold > top || threshold == 0) {
            return top;
        }
        return step > 1 ? threshold / step * step + 1 : threshold;
    }

    @Override
    public int pick(Flow flow, long nowNs) {
        if (top == 0) {
            return NONE;
        }
        int start = cursor;
        int size = pool.size();
        int found = scan(start + 1, size);
        if (found != NONE) {
            return found;
        }

        boolean startedOver = threshold <= step;
        if (startedOver) {
            threshold = top;
            if (start == HEAD) {
                return NONE;
            }
        } else {
            threshold -= step;
        }
        return wholePasses(start, startedOver);
    }

    /// Passes from the first real server on, until one found a server or has let everybody in.
    ///
    /// @param start       where the cursor was
    /// @param startedOver whether the servers behind `start` were already asked with the lowest threshold: then
    ///                    the last pass ends at `start`
    private int wholePasses(int start, boolean startedOver) {
        int size = pool.size();
        while (threshold > step) {
            int found = scan(0, size);
            if (found != NONE) {
                return found;
            }
            threshold = nextWorthwhile();
        }

        int found = scan(0, startedOver ? start + 1 : size);
        if (found != NONE) {
            return found;
        }
        if (startedOver) {
            cursor = start;
        } else {
            cursor = HEAD;
            threshold = top;
        }
        return NONE;
    }

    /// The highest threshold below this one that lets in somebody who was just passed over; else the lowest. It
    /// saves up to as many passes as the greatest weight says, when the heaviest servers are overloaded.
    private int nextWorthwhile() {
        int lowest = (threshold - 1) % step + 1;
        int aim = Math.max(heaviestLeft, lowest);
        int steps = Math.max(1, Math.ceilDiv(threshold - aim, step));
        return threshold - steps * step;
    }

    private int scan(int from, int to) {
        heaviestLeft = 0;
        for (int position = from; position < to; position++) {
            if (!pool.overloaded(position)) {
                int weight = pool.weight(position);
                if (weight >= threshold) {
                    cursor = position;
                    return position;
                }
                heaviestLeft = Math.max(heaviestLeft, weight);
            }
        }
        return NONE;
    }
}
