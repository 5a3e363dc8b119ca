package uvs.vrrp.network;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import uvs.config.Route;
import uvs.dataplane.netlink.NetlinkWriter;

/// The metrics of a route: `RTAX_…` of linux/rtnetlink.h, in the kernel's units.
final class RouteMetrics {

    private static final int LOCK = 1;
    private static final int FEATURES = 12;
    private static final int QUICKACK = 15;
    private static final int CC_ALGO = 16;
    private static final int FASTOPEN_NO_COOKIE = 17;
    private static final int FEATURE_ECN = 1;

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
        Map.entry("mtu", 2), Map.entry("window", 3), Map.entry("rtt", 4), Map.entry("rttvar", 5),
        Map.entry("ssthresh", 6), Map.entry("cwnd", 7), Map.entry("advmss", 8), Map.entry("reordering", 9),
        Map.entry("hoplimit", 10), Map.entry("initcwnd", 11), Map.entry("rto_min", 13), Map.entry("initrwnd", 14));

    private RouteMetrics() {
    }

    static void write(NetlinkWriter writer, int attribute, Route route) {
        boolean any = !route.metrics().isEmpty() || !route.features().isEmpty() || route.quickAck().isPresent()
            || route.congestionControl().isPresent() || route.fastopenNoCookie().isPresent();
        if (!any) {
            return;
        }
        int nest = writer.nest(attribute);
        int locked = route.congestionControlLocked() ? 1 << CC_ALGO : 0;
        for (Route.Metric metric : route.metrics()) {
            int number = NUMBERS.getOrDefault(metric.name(), 0);
            if (number == 0) {
                throw new IllegalArgumentException("route metric " + metric.name() + " is not supported");
            }
            writer.attribute32(number, value(metric));
            locked |= metric.locked() ? 1 << number : 0;
        }
        if (locked != 0) {
            writer.attribute32(LOCK, locked);
        }
        if (route.features().contains("ecn")) {
            writer.attribute32(FEATURES, FEATURE_ECN);
        }
        route.quickAck().ifPresent(on -> writer.attribute32(QUICKACK, on ? 1 : 0));
        route.congestionControl().ifPresent(
            name -> writer.attribute(CC_ALGO, name.getBytes(StandardCharsets.US_ASCII)));
        route.fastopenNoCookie().ifPresent(on -> writer.attribute32(FASTOPEN_NO_COOKIE, on ? 1 : 0));
        writer.end(nest);
    }

    /// Times are written in milliseconds, or with their unit; the kernel keeps round-trip times in eighths and their
    /// variance in quarters of one.
    private static int value(Route.Metric metric) {
        String text = metric.value();
        long milliseconds = 1;
        if (text.endsWith("ms")) {
            text = text.substring(0, text.length() - 2);
        } else if (text.endsWith("s")) {
            text = text.substring(0, text.length() - 1);
            milliseconds = 1000;
        }
        double number = Double.parseDouble(text) * milliseconds;
        return (int) switch (metric.name()) {
            case "rtt" -> number * 8;
            case "rttvar" -> number * 4;
            default -> number;
        };
    }
}
