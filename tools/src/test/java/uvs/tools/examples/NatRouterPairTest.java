package uvs.tools.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Segment;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.TestProgram;
import uvs.tools.demo.DirectorProgram;

/// `tools/examples/nat-router-pair`
@Tag(Testbed.TAG)
final class NatRouterPairTest {

    private static final String OUTSIDE = "192.168.1.200";
    private static final String GATEWAY = "192.168.5.3";

    @Test
    void bothAddressesMoveTogether() {
        try (var setUp = new SetUp("nat-router-pair")) {
            var outside = setUp.segment("outside");
            var inside = setUp.segment("inside");
            Host client = setUp.host("client");
            outside.attach(client, "eth0", "192.168.1.10/24");
            Host master = setUp.host("master");
            Host backup = setUp.host("backup");
            inside.attach(master, "eth1", "192.168.5.4/24");
            inside.attach(backup, "eth1", "192.168.5.5/24");
            for (Host router : List.of(master, backup)) {
                outside.attach(router, "eth0");
            }
            setUp.tune("director-nat", master, backup);
            client.route("192.168.5.0/24 via " + OUTSIDE);
            Host web1 = server(setUp, inside, "web1", "192.168.5.11/24");
            Host web2 = server(setUp, inside, "web2", "192.168.5.12/24");
            Program nginx1 = setUp.web(web1);
            setUp.web(web2);
            Program mail = SetUp.serve(
                server(setUp, inside, "mail", "192.168.5.20/24"), TestProgram.command(MailSink.class));

            List<DirectorProgram> directors = setUp.pair(master, backup);
            SetUp.awaitHolder(master, backup, OUTSIDE, GATEWAY);
            mail.awaitLine("Subject: \\[master\\] .*routers.*MASTER", SetUp.LIMIT);
            assertEquals(List.of("web1", "web1", "web2", "web2"),
                SetUp.askWhenServed(client, OUTSIDE, 4).stream().sorted().toList());
            // What the real servers send on their own account goes by the gateway too.
            assertTrue(web1.run("ping", "-q", "-c", "1", "-w", "10", "192.168.1.10").ok());

            nginx1.stop();
            SetUp.awaitRealServer(directors, "192.168.5.11:80", false);
            assertEquals(List.of("web2", "web2"), SetUp.ask(client, OUTSIDE, 2));

            master.down("eth0");
            SetUp.awaitHolder(backup, master, OUTSIDE, GATEWAY);
            mail.awaitLine("Subject: \\[backup\\] .*routers.*MASTER", SetUp.LIMIT);
            assertEquals(List.of("web2", "web2"), SetUp.askWhenServed(client, OUTSIDE, 2));

            master.up("eth0");
            SetUp.awaitHolder(master, backup, OUTSIDE, GATEWAY);
            assertEquals(List.of("web2"), SetUp.askWhenServed(client, OUTSIDE, 1));

            SetUp.die(master, directors.getFirst(), "eth0", "eth1");
            SetUp.awaitAddress(backup, OUTSIDE);
            SetUp.awaitAddress(backup, GATEWAY);
            assertEquals(List.of("web2", "web2"), SetUp.askWhenServed(client, OUTSIDE, 2));
        }
    }

    private static Host server(SetUp setUp, Segment inside, String name, String address) {
        Host server = setUp.host(name);
        inside.attach(server, "eth0", address);
        server.route("default via " + GATEWAY);
        return server;
    }
}
