package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uvs.healthcheck.CheckStatus;
import uvs.healthcheck.CheckStatus.LastRun;
import uvs.healthcheck.CheckStatus.Latency;
import uvs.healthcheck.CheckStatus.Progress;
import uvs.healthcheck.check.Reason;

class ChecksListingTest {

    private static final String VIRTUAL = "[192.0.2.1]:tcp:80";

    private static final List<CheckStatus> CHECKS = List.of(
        new CheckStatus(VIRTUAL, "[10.0.0.11]:tcp:80", "HTTP_GET", "http://10.0.0.11:80/", true, 3, false,
            new Progress(
                true, true, false, Optional.of(Duration.ofMillis(1234)), 1,
                Optional.of(new LastRun(Reason.OK, "success", Duration.ofMillis(500), Duration.ofMillis(2))), 12, 0,
                Optional.of(new Latency(900, 1200, 2500, 3000)))),
        new CheckStatus(VIRTUAL, "[10.0.0.12]:tcp:80", "TCP_CHECK", "10.0.0.12:80", false, 1, false,
            new Progress(
                false, true, true, Optional.empty(), 0,
                Optional.of(new LastRun(Reason.REFUSED, "connection refused", Duration.ofSeconds(1), Duration.ZERO)),
                7, 5, Optional.of(new Latency(100, 100, 100, 100)))),
        new CheckStatus("[192.0.2.2]:tcp:80", "[10.0.0.13]:tcp:80", "TCP_CHECK", "10.0.0.13:80", true, 1, true,
            new Progress(
                true, false, false, Optional.empty(), 0, Optional.empty(), 0, 0, Optional.empty())));

    @Test
    void theTableHasAHeadlineForEachVirtualServer() {
        var lines = new ArrayList<String>();
        ChecksListing.write(CHECKS, lines::add);
        assertEquals(List.of(
            "  Real server         Check      State               Weight   Next  Runs  Failed     p50     p90     p99"
                + "     Max  Target                Last result",
            "[192.0.2.1]:tcp:80",
            "  [10.0.0.11]:tcp:80  HTTP_GET   up                       3  1.2 s    12       0  0.9 ms  1.2 ms  2.5 ms"
                + "  3.0 ms  http://10.0.0.11:80/  success",
            "  [10.0.0.12]:tcp:80  TCP_CHECK  down (server down)       1    now     7       5  0.1 ms  0.1 ms  0.1 ms"
                + "  0.1 ms  10.0.0.12:80          connection refused",
            "[192.0.2.2]:tcp:80",
            "  [10.0.0.13]:tcp:80  TCP_CHECK  suspended                1      -     0       0       -       -       -"
                + "       -  10.0.0.13:80          -"), lines);
    }

    @Test
    void jsonHasTheSame() {
        assertEquals(
            "{\"virtual_server\":\"[192.0.2.1]:tcp:80\",\"real_server\":\"[10.0.0.11]:tcp:80\",\"check\":\"HTTP_GET\","
                + "\"target\":\"http://10.0.0.11:80/\",\"state\":\"up\",\"real_server_alive\":true,\"weight\":3,"
                + "\"running\":false,\"retries_left\":1,\"runs\":12,\"failures\":0,\"due_in_us\":1234000,"
                + "\"last_run\":{\"success\":true,\"reason\":\"OK\",\"words\":\"success\",\"ended_us_ago\":500000,"
                + "\"took_us\":2000},\"latency_us\":{\"p50\":900,\"p90\":1200,\"p99\":2500,\"max\":3000}}",
            ChecksListing.json(CHECKS).get(0).toString());
        assertEquals(
            "{\"virtual_server\":\"[192.0.2.2]:tcp:80\",\"real_server\":\"[10.0.0.13]:tcp:80\",\"check\":\"TCP_CHECK\","
                + "\"target\":\"10.0.0.13:80\",\"state\":\"suspended\",\"real_server_alive\":true,\"weight\":1,"
                + "\"running\":false,\"retries_left\":0,\"runs\":0,\"failures\":0}",
            ChecksListing.json(CHECKS).get(2).toString());
    }
}
