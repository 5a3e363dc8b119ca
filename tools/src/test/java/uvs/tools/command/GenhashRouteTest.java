package uvs.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;

/// What is said about servers that cannot be reached: on a network where that is so.
@Tag(Testbed.TAG)
class GenhashRouteTest {

    private static String error(Host host, String address, int seconds) {
        List<String> command = new ArrayList<>(
            ThisProgram.uvs("genhash", "-s", address, "-p", "80", "-u", "/", "-t", Integer.toString(seconds)));
        var result = host.run(Duration.ofSeconds(60), command.toArray(String[]::new));
        assertEquals(1, result.exit(), result::err);
        // Before it may stand what the test's own libraries have to say.
        return result.err().lines().toList().getLast();
    }

    @Test
    void noRouteAndNoAnswerAreToldApart() {
        try (var net = Testbed.open()) {
            Host director = net.host("director");
            Host real = net.host("real");
            net.link(director, "eth0", "192.0.2.1/24", real, "eth0", "192.0.2.2/24");
            director.route("unreachable 198.51.100.0/24");
            director.route("203.0.113.0/24 via 192.0.2.2");
            real.route("blackhole 203.0.113.0/24");
            real.sysctl("net.ipv4.ip_forward", 1);
            assertEquals("uvs genhash: 198.51.100.1 port 80: no route to the host", error(director, "198.51.100.1", 30));
            assertEquals(
                "uvs genhash: 203.0.113.1 port 80: timeout while connecting: after 1 s", error(director, "203.0.113.1", 1));
            assertEquals("uvs genhash: 192.0.2.2 port 80: connection refused", error(director, "192.0.2.2", 30));
        }
    }
}
