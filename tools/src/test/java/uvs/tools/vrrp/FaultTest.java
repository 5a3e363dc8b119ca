package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.vrrp.VrrpPair.Router;

/// What goes wrong around a virtual router, and what it tells of it.
@Tag(Testbed.TAG)
class FaultTest {

    private static final String VIP = "192.0.2.100";

    @Test
    void anInterfaceThatIsMissingIsAFaultUntilItIsThere() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, "global_defs {\n dynamic_interfaces\n}\n" + instance("late0", ""));
            ours.awaitLine("fault: there is no interface late0; name one that `ip link` lists");
            pair.a.ip("link add late0 type veth peer name other0");
            pair.a.up("other0");
            pair.a.up("late0");
            pair.a.address("late0", "203.0.113.1/24");
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
            pair.a.ip("link delete late0");
            ours.awaitLine("Entering FAULT STATE");
        }
    }

    @Test
    void anAddressThatIsMissingIsAFaultUntilItIsThere() {
        try (var pair = new VrrpPair()) {
            pair.a.ip("address delete 192.0.2.9/24 dev eth0");
            Router ours = pair.uvs(pair.a, instance("eth0", ""));
            ours.awaitLine("fault: no IPv4 address on eth0; give it one");
            pair.a.address("eth0", "192.0.2.9/24");
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
        }
    }

    @Test
    void anAddressThatSomebodyElseTakesAwayComesBack() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, instance("eth0", ""));
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
            pair.a.ip("address delete " + VIP + "/24 dev eth0");
            ours.awaitLine("192.0.2.100 was removed by somebody else");
            ours.awaitLine("Entering BACKUP STATE");
            ours.awaitLine("Entering MASTER STATE");
            Await.until("the address does not come back", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
        }
    }

    /// Its peers cannot send it anything before they know again where it is.
    @Test
    void aUnicastRouterThatComesBackAnnouncesItself() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, instance("eth0", "unicast_peer {\n 192.0.2.10\n }"));
            ours.awaitLine("Entering BACKUP STATE");
            pair.a.down("eth0");
            ours.awaitLine("Entering FAULT STATE");
            var arp = pair.b.start(Map.of(), Capture.tcpdump(pair.b, "-l", "--immediate-mode", "-n", "-i", "eth0", "arp"));
            arp.awaitLine("listening on", VrrpPair.LIMIT);
            pair.a.up("eth0");
            arp.awaitLine("(Announcement 192.0.2.9|who-has 192.0.2.9 .*tell 192.0.2.9),", VrrpPair.LIMIT);
        }
    }

    @Test
    void aScriptThatIsAbsentIsNotTracked() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, script("/nowhere/check", "") + instance("eth0", "track_script {\n check\n }"));
            assertTrue(ours.program().lines().stream().anyMatch(line -> line.contains(
                "there is no program /nowhere/check that can be run, and vrrp_script check is left out")));
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
        }
    }

    /// It hangs, floods its output and ignores SIGTERM: it counts as failed, and is gone in the end.
    @Test
    void aScriptThatDoesNotEndIsKilledAndCountsAsFailed() throws IOException {
        try (var pair = new VrrpPair()) {
            Path script = pair.directory().resolve("stubborn");
            Files.writeString(script, "#!/bin/bash\ntrap '' TERM\nwhile :; do echo flood; done\n");
            pair.a.run("chmod", "755", script.toString()).orThrow();
            Router ours = pair.uvs(pair.a,
                script(script.toString(), "interval 1\n timeout 1") + instance("eth0", "track_script {\n check\n }"));
            ours.awaitLine("fault: script check");
            ours.stop();
            assertEquals("", pair.a.run("pgrep", "-f", script.toString()).out(), "left running");
        }
    }

    @Test
    void aFileMovesThePriority() throws IOException {
        try (var pair = new VrrpPair()) {
            Path file = pair.directory().resolve("weight");
            Files.writeString(file, "20\n");
            Router ours = pair.uvs(pair.a, "track_file maintenance {\n file " + file + "\n weight -1\n}\n"
                + instance("eth0", "track_file {\n maintenance\n }"));
            ours.awaitLine("Changing effective priority from 100 to 80");
            Files.writeString(file, "0\n");
            ours.awaitLine("Changing effective priority from 80 to 100");
            Files.writeString(file, "254\n");
            ours.awaitLine("fault: file maintenance");
        }
    }

    @Test
    void aProcessThatEndsIsAFault() {
        try (var pair = new VrrpPair()) {
            var sleeper = pair.a.start("sleep", "4711");
            Router ours = pair.uvs(pair.a, "vrrp_track_process sleeper {\n process \"sleep 4711\"\n}\n"
                + instance("eth0", "track_process {\n sleeper\n }"));
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
            sleeper.stop();
            ours.awaitLine("fault: process sleeper");
            Await.until("it keeps the address", VrrpPair.LIMIT, () -> !VrrpPair.has(pair.a, VIP));
        }
    }

    @Test
    void noAcceptKeepsPacketsFromThisHost() {
        try (var pair = new VrrpPair()) {
            pair.b.ip("address add 2001:db8::2/64 dev eth0 nodad");
            Router ours = pair.uvs(pair.a, instance("eth0", "no_accept") + instance("eth0", "no_accept")
                .replace("vrrp_instance V", "vrrp_instance W").replace(VIP + "/24", "fe80::100\n  2001:db8::100/64"));
            for (String address : List.of(VIP, "2001:db8::100")) {
                Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, address));
                Await.until("neighbours do not find out where it is", VrrpPair.LIMIT, () -> {
                    assertTrue(pair.b.run("ping", "-c", "1", "-W", "1", address).out().contains("100% packet loss"));
                    return pair.b.ip("neighbour show " + address).contains("lladdr");
                });
            }
            pair.b.run("ping", "-c", "1", "-w", "30", "192.0.2.9").orThrow();
            ours.stop();
            assertEquals("", pair.a.run("nft", "list", "tables").out());
        }
    }

    @Test
    void tellsScriptsAndPipes() throws IOException {
        try (var pair = new VrrpPair()) {
            Path told = pair.directory().resolve("told");
            Path script = pair.directory().resolve("notify");
            Files.writeString(script, "#!/bin/sh\necho \"$@\" >> " + told + "\n");
            pair.a.run("chmod", "755", script.toString()).orThrow();
            Router ours = pair.uvs(pair.a, "global_defs {\n script_user root\n}\n" + instance("eth0",
                "notify " + script + "\n notify_master \"" + script + " became master\""));
            // Nothing waits for a script's end, and they may overtake each other.
            for (String what : List.of("INSTANCE V BACKUP 100", "INSTANCE V MASTER 100", "became master")) {
                Await.until("nobody was told of " + what, VrrpPair.LIMIT, () -> text(told).contains(what));
            }
            ours.stop();
            Await.until("nobody was told of the stop", VrrpPair.LIMIT, () -> text(told).contains("INSTANCE V STOP 100"));
        }
    }

    /// keepalived's own text and keys, which exporters read.
    @Test
    void writesItsCountersWhereKeepalivedDoes() throws IOException {
        try (var pair = new VrrpPair()) {
            Path stats = pair.directory().resolve("stats");
            Path json = pair.directory().resolve("json");
            Router ours = pair.uvs(pair.a, "global_defs {\n stats_dump_file " + stats + "\n json_dump_file " + json
                + "\n json_version 2\n}\n" + instance("eth0", ""));
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
            ours.program().signal(Signal.USR2);
            Await.until("nothing is written", VrrpPair.LIMIT, () -> Files.exists(json));
            String text = text(stats);
            assertTrue(text.startsWith("VRRP Instance: V\n  Advertisements:\n    Received: 0\n    Sent: "), text);
            assertTrue(text.contains("\n  Became master: 1\n  Released master: 0\n  Packet Errors:\n    Length: 0\n"), text);
            String keys = text(json);
            assertTrue(keys.startsWith("{\"vrrp\":[{\"data\":{\"iname\":\"V\""), keys);
            assertTrue(keys.contains("\"state\":2") && keys.contains("\"become_master\":1"), keys);
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String script(String path, String settings) {
        return "global_defs {\n script_user root\n}\nvrrp_script check {\n script \"" + path + "\"\n " + settings
            + "\n}\n";
    }

    private static String instance(String device, String settings) {
        return "vrrp_instance V {\n interface " + device + "\n virtual_router_id 51\n priority 100\n version 3\n"
            + " advert_int 0.2\n " + settings + "\n virtual_ipaddress {\n  " + VIP + "/24\n }\n}\n";
    }
}
