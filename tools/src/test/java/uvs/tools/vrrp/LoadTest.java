package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.vrrp.VrrpPair.Router;

/// A director with more to do than its processors can: VRRP goes on as if nothing were.
///
/// `-Dload.seconds=60` asks for that long. How late the thread was is printed, and decides nothing; that no router
/// changes its state does.
@Tag(Testbed.TAG)
class LoadTest {

    private static final String VIP = "192.0.2.100";
    private static final int SECONDS = Integer.getInteger("load.seconds", 3);
    private static final int BURNERS_A_PROCESSOR = 2;
    private static final int ATTEMPTS = 3;

    /// Where the machine under this one takes its processors away for 0.3 s, no router can be in time; so what has changed is
    /// tried again, and must change every time.
    @Test
    void aBusyMachineChangesNoState() {
        AssertionError changed = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                runUnderLoad();
                return;
            } catch (AssertionError e) {
                changed = e;
            }
        }
        throw changed;
    }

    private static void runUnderLoad() {
        try (var pair = new VrrpPair()) {
            Router theirs = pair.keepalived(pair.b, instance(100));
            pair.awaitHolder(pair.b, VIP);
            Router ours = pair.uvs(pair.a, instance(150));
            pair.awaitHolder(pair.a, VIP);
            var burners = new ArrayList<Program>();
            for (int i = 0; i < BURNERS_A_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
                burners.add(pair.a.start("sh", "-c", "while :; do :; done"));
            }
            // Packets too, through the kernel of the director and back.
            pair.b.run(Duration.ofSeconds(SECONDS + 60), "ping", "-f", "-q", "-w", Integer.toString(SECONDS), "192.0.2.9").orThrow();
            burners.forEach(Program::kill);
            assertEquals(1, entered(ours, "MASTER"));
            assertEquals(List.of(), theirs.complaints());
            assertEquals(1, entered(theirs, "MASTER"), "it was master before ours came, and never again");
            ours.stop();
            Await.until("it does not say how late it was", VrrpPair.LIMIT,
                () -> ours.program().lines().stream().anyMatch(line -> line.contains("VRRP met")));
            ours.program().lines().stream().filter(line -> line.contains("VRRP met") || line.contains("ms late")
                || line.contains("Entering")).forEach(System.out::println);
        }
    }

    private static long entered(Router router, String state) {
        return router.program().lines().stream().filter(line -> line.contains("Entering " + state)).count();
    }

    private static String instance(int priority) {
        return "vrrp_instance V {\n interface eth0\n virtual_router_id 51\n priority " + priority
            + "\n version 3\n advert_int 0.1\n virtual_ipaddress {\n  " + VIP + "/24\n }\n}\n";
    }
}
