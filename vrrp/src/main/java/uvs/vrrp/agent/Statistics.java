package uvs.vrrp.agent;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

import uvs.vrrp.wire.Refusal;

/// The counters of one virtual router, named as keepalived reports them.
///
/// @param refused how many advertisements were refused, and why
public record Statistics(
    long advertisementsReceived,
    long advertisementsSent,
    long becameMaster,
    long releasedMaster,
    long priorityZeroReceived,
    long priorityZeroSent,
    long sendErrors,
    Map<Refusal, Long> refused) {

    public Statistics {
        refused = Map.copyOf(refused);
    }

    public long refused(Refusal refusal) {
        return refused.getOrDefault(refusal, 0L);
    }

    /// Every counter by its name: keepalived's where it has one, and one for each other reason to refuse.
    public Map<String, Long> named() {
        var named = new LinkedHashMap<String, Long>();
        named.put("advert_rcvd", advertisementsReceived);
        named.put("advert_sent", advertisementsSent);
        named.put("advert_send_err", sendErrors);
        named.put("become_master", becameMaster);
        named.put("release_master", releasedMaster);
        named.put("pri_zero_rcvd", priorityZeroReceived);
        named.put("pri_zero_sent", priorityZeroSent);
        for (Refusal refusal : Refusal.values()) {
            named.merge(refusal.statistic(), refused(refusal), Long::sum);
        }
        return named;
    }

    /// All refusals that share the name `statistic`.
    public long refused(String statistic) {
        return refused.entrySet().stream().filter(entry -> entry.getKey().statistic().equals(statistic))
            .mapToLong(Map.Entry::getValue).sum();
    }

    /// The counters while they run. One thread.
    static final class Counters {

        long advertisementsReceived;
        long advertisementsSent;
        long becameMaster;
        long releasedMaster;
        long priorityZeroReceived;
        long priorityZeroSent;
        long sendErrors;
        private final long[] refused = new long[Refusal.values().length];

        /// Counts one more and answers how many there are.
        long refuse(Refusal refusal) {
            return ++refused[refusal.ordinal()];
        }

        void clear() {
            advertisementsReceived = 0;
            advertisementsSent = 0;
            becameMaster = 0;
            releasedMaster = 0;
            priorityZeroReceived = 0;
            priorityZeroSent = 0;
            sendErrors = 0;
            Arrays.fill(refused, 0);
        }

        Statistics read() {
            var counts = new EnumMap<Refusal, Long>(Refusal.class);
            for (Refusal refusal : Refusal.values()) {
                if (refused[refusal.ordinal()] != 0) {
                    counts.put(refusal, refused[refusal.ordinal()]);
                }
            }
            return new Statistics(advertisementsReceived, advertisementsSent, becameMaster, releasedMaster,
                priorityZeroReceived, priorityZeroSent, sendErrors, counts);
        }
    }
}
