package uvs.tools.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;

/// `tools/examples/nginx-pair`
@Tag(Testbed.TAG)
final class NginxPairTest {

    private static final String VIP = "192.168.56.205";

    @Test
    void theAddressFollowsNginx() {
        try (var setUp = new SetUp("nginx-pair")) {
            var network = setUp.segment("network");
            Host client = setUp.host("client");
            network.attach(client, "eth0", "192.168.56.10/24");
            Host lb1 = setUp.host("lb1");
            Host lb2 = setUp.host("lb2");
            network.attach(lb1, "eth1", "192.168.56.101/24");
            network.attach(lb2, "eth1", "192.168.56.102/24");
            Program first = start(setUp, lb1);
            start(setUp, lb2);

            SetUp.awaitHolder(lb1, lb2, VIP);
            assertEquals(List.of("lb1"), SetUp.askWhenServed(client, VIP, 1));

            // The master of the two processes of the nginx on lb1; the scripts of lb1 see no other.
            lb1.run("pkill", "-f", "nginx: master process .*/lb1/nginx.conf").orThrow();
            SetUp.awaitHolder(lb2, lb1, VIP);
            assertEquals(List.of("lb2"), SetUp.askWhenServed(client, VIP, 1));

            SetUp.write(setUp.page(lb1, "again"), "");
            SetUp.awaitHolder(lb1, lb2, VIP);
            assertEquals(List.of("lb1"), SetUp.askWhenServed(client, VIP, 1));

            lb1.down("eth1");
            first.kill();
            SetUp.awaitAddress(lb2, VIP);
            assertEquals(List.of("lb2"), SetUp.askWhenServed(client, VIP, 1));
        }
    }

    /// Starts nginx and uvs as on a machine of their own, where `pidof` sees no other host's processes. nginx
    /// starts again once there is the page `again`.
    private static Program start(SetUp setUp, Host host) {
        Result verdict = host.run("keepalived", "-t", "-f", setUp.file(host.name() + ".conf").toString());
        String said = verdict.out() + verdict.err();
        // In a user namespace nothing belongs to root, so that scripts are refused which anybody might change.
        Assumptions.assumeFalse(verdict.exit() != 0 && said.contains("due to insecure"), said);
        verdict.orThrow();
        setUp.writeWeb(host);
        var command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", """
            nginx=$1 again=$2; shift 2
            (cd /; $nginx; until [[ -e $again ]]; do sleep 0.05; done; exec $nginx) &
            exec "$@"
            """, "-", String.join(" ", setUp.nginx(host)), setUp.page(host, "again").toString()));
        command.addAll(ThisProgram.uvs("run", "-f", setUp.file(host.name() + ".conf").toString(), "--control", "none"));
        Program program = host.start(command.toArray(String[]::new));
        program.awaitLine("forwarding for", SetUp.LIMIT);
        return program;
    }
}
