package uvs.vrrp.track;

import java.util.List;

/// What everything that a virtual router watches comes to.
///
/// @param faults why it must not take part, in words; none if it may
/// @param priority the effective priority
public record Judgement(List<String> faults, int priority) {

    private static final int OWNER = 255;
    private static final int LEAST = 1;
    private static final int MOST = 254;
    private static final int FILE_FAULT = -254;
    private static final int FILE_MOST = 253;

    public Judgement {
        faults = List.copyOf(faults);
    }

    /// One thing that is watched, as it is now.
    public sealed interface Watched {

        /// Something that is up or down.
        ///
        /// @param what for the log, as `interface eth1`
        /// @param weight 0 for a fault when it is down; positive weights are added while it is up, negative ones
        ///     while it is down
        /// @param reverse takes up for down
        record UpOrDown(String what, boolean up, int weight, boolean reverse) implements Watched {}

        /// A number, which is multiplied by the weight.
        record Number(String what, long value, int weight, boolean reverse) implements Watched {}
    }

    /// @param base the priority of the configuration, which is the owner's whatever is watched
    public static Judgement of(int base, List<Watched> watched) {
        var faults = watched.stream().filter(Judgement::isFault).map(Judgement::what).toList();
        if (base == OWNER) {
            return new Judgement(faults, OWNER);
        }
        long priority = base;
        for (Watched each : watched) {
            priority += contribution(each);
        }
        return new Judgement(faults, Math.clamp(priority, LEAST, MOST));
    }

    private static String what(Watched watched) {
        return switch (watched) {
            case Watched.UpOrDown upOrDown -> upOrDown.what();
            case Watched.Number number -> number.what();
        };
    }

    private static boolean isFault(Watched watched) {
        return switch (watched) {
            case Watched.UpOrDown each -> each.weight() == 0 && each.up() == each.reverse();
            case Watched.Number each -> each.weight() == 0 ? each.value() != 0 : product(each) <= FILE_FAULT;
        };
    }

    private static int contribution(Watched watched) {
        return switch (watched) {
            case Watched.UpOrDown each -> {
                boolean up = each.up() != each.reverse();
                yield each.weight() > 0 == up ? each.weight() : 0;
            }
            case Watched.Number each -> product(each) <= FILE_FAULT ? 0 : product(each);
        };
    }

    private static int product(Watched.Number number) {
        long product = number.value() * number.weight() * (number.reverse() ? -1 : 1);
        return Math.clamp(product, FILE_FAULT, FILE_MOST);
    }
}
