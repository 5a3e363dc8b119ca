package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.testbed.TestbedException;
import uvs.tools.vrrp.VrrpPair.Router;

/// How long an address is nowhere when its master goes, with two routers of ours and with two of keepalived's. The times
/// are printed, and decide nothing; that every failover takes place does.
///
/// `-Dfailovers=20` asks for that many of each kind, `-Dfailovers.interval=1` for another advertisement interval. A
/// run of 20 with an interval of 0.1 s takes some five minutes.
@Tag(Testbed.TAG)
class FailoverTest {

    private static final String VIP = "192.0.2.100";
    private static final int FAILOVERS = Integer.getInteger("failovers", 1);
    private static final String INTERVAL = System.getProperty("failovers.interval", "0.1");

    private enum Makes { UVS, KEEPALIVED }

    private enum Loss { KILLED, STOPPED, LINK_DOWN }

    @Test
    void theOtherRouterTakesOver() {
        System.out.printf("%nfailover, advert_int %s, %d of each; milliseconds: least, median, most%n", INTERVAL, FAILOVERS);
        for (Loss loss : Loss.values()) {
            for (Makes makes : Makes.values()) {
                long[] times = failovers(makes, loss);
                assertEquals(FAILOVERS, times.length);
                System.out.printf("%-10s %-10s %8.1f %8.1f %8.1f%n", loss, makes, times[0] / 1e6,
                    times[times.length / 2] / 1e6, times[times.length - 1] / 1e6);
            }
        }
    }

    private static long[] failovers(Makes makes, Loss loss) {
        var times = new ArrayList<Long>();
        try (var pair = new VrrpPair()) {
            start(pair, makes, false);
            // What the kernel of the other host notifies is the least delayed witness there is.
            Program witness = pair.b.start("ip", "monitor", "address");
            for (int i = 0; i < FAILOVERS; i++) {
                Router master = start(pair, makes, true);
                pair.awaitHolder(pair.a, VIP);
                skipEarlier(witness);
                long lostNs = lose(pair, master, loss);
                witness.awaitLine(Pattern.compile("^(?!Deleted).*" + Pattern.quote(VIP)), VrrpPair.LIMIT);
                times.add(System.nanoTime() - lostNs);
                if (loss == Loss.LINK_DOWN) {
                    pair.a.up("eth0");
                    pair.awaitHolder(pair.a, VIP);
                    master.stop();
                }
                master.program().awaitExit(VrrpPair.LIMIT);
                pair.a.run("ip", "address", "flush", "dev", "eth0", "to", VIP);
                pair.awaitHolder(pair.b, VIP);
            }
        }
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long lose(VrrpPair pair, Router master, Loss loss) {
        long nowNs = System.nanoTime();
        switch (loss) {
            case KILLED -> master.kill();
            case STOPPED -> master.program().signal(Signal.TERM);
            case LINK_DOWN -> pair.a.down("eth0");
        }
        return nowNs;
    }

    /// So that this failover does not find the lines of what was before.
    private static void skipEarlier(Program witness) {
        int lines = witness.lines().size();
        for (int i = 0; i < lines; i++) {
            if (!seen(witness)) {
                return;
            }
        }
    }

    private static boolean seen(Program witness) {
        try {
            witness.awaitLine("", Duration.ofNanos(1));
            return true;
        } catch (TestbedException _) {
            return false;
        }
    }

    private static Router start(VrrpPair pair, Makes makes, boolean master) {
        var host = master ? pair.a : pair.b;
        String text = "vrrp_instance V {\n interface eth0\n virtual_router_id 51\n priority " + (master ? 150 : 100)
            + "\n version 3\n advert_int " + INTERVAL + "\n virtual_ipaddress {\n  " + VIP + "/24\n }\n}\n";
        return switch (makes) {
            case UVS -> pair.uvs(host, text);
            case KEEPALIVED -> pair.keepalived(host, text);
        };
    }
}
