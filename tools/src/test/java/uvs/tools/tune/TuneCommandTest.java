package uvs.tools.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;

/// `uvs tune` on hosts with two interfaces.
@Tag(Testbed.TAG)
final class TuneCommandTest {

    private static Testbed net;

    @BeforeAll
    static void open() {
        net = Testbed.open();
    }

    @AfterAll
    static void close() {
        net.close();
    }

    @Test
    void showsAndSetsWhatADirectorWithNatNeeds() {
        Host director = host("director");
        director.sysctl("net.ipv4.conf.eth1.send_redirects", 0);

        Result shown = tune(director, "director-nat").orThrow();
        assertEquals(List.of(
            "net.ipv4.ip_forward 0 1 to change",
            "net.ipv4.conf.all.send_redirects 1 0 to change",
            "net.ipv4.conf.default.send_redirects 1 0 to change",
            "net.ipv4.conf.eth0.send_redirects 1 0 to change",
            "net.ipv4.conf.eth1.send_redirects 0 0"), settings(shown));
        assertTrue(shown.out().endsWith("# 5 settings: 4 to change: uvs tune director-nat --apply\n"), shown.out());
        assertEquals("1", value(director, "net.ipv4.conf.eth0.send_redirects"));

        Result applied = tune(director, "director-nat", "--apply").orThrow();
        assertEquals(List.of(
            "net.ipv4.ip_forward 0 1",
            "net.ipv4.conf.all.send_redirects 1 0",
            "net.ipv4.conf.default.send_redirects 1 0",
            "net.ipv4.conf.eth0.send_redirects 1 0",
            "net.ipv4.conf.eth1.send_redirects 0 0"), settings(applied));
        assertEquals("1", value(director, "net.ipv4.ip_forward"));
        assertEquals("0", value(director, "net.ipv4.conf.eth0.send_redirects"));
        assertTrue(tune(director, "director-nat").orThrow().out().endsWith("# 5 settings: 0 to change\n"));
    }

    @Test
    void setsOnlyTheInterfacesThatAreNamed() {
        Host real = host("real");
        real.sysctl("net.ipv4.conf.lo.arp_ignore", 2);

        Result applied = tune(real, "real-server-dr", "--interface", "eth1", "--apply").orThrow();
        assertEquals(List.of(
            "net.ipv4.ip_forward 0 0",
            "net.ipv4.conf.all.arp_ignore 0 1",
            "net.ipv4.conf.lo.arp_ignore 2 2 serves too",
            "net.ipv4.conf.eth1.arp_ignore 0 1",
            "net.ipv4.conf.all.arp_announce 0 2",
            "net.ipv4.conf.lo.arp_announce 0 2",
            "net.ipv4.conf.eth1.arp_announce 0 2",
            "net.ipv4.conf.all.rp_filter 0 2"), settings(applied));
        assertEquals("0", value(real, "net.ipv4.conf.eth0.arp_ignore"));
        assertEquals("2", value(real, "net.ipv4.conf.eth1.arp_announce"));
    }

    @Test
    void tellsWhatCannotBeSet() {
        Host host = host("refused");
        var command = new ArrayList<>(List.of("unshare", "--mount", "bash", "-c",
            "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\"", "-"));
        command.addAll(ThisProgram.uvs("tune", "director-dr", "--apply", "--interface", "eth0"));

        Result refused = host.run(command.toArray(String[]::new));
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("uvs tune: net.ipv4.conf.all.arp_ignore cannot be set to 1: Read-only file system;"),
            refused.err());
        assertTrue(settings(refused).contains("net.ipv4.conf.all.arp_ignore 0 0 is to be 1"), refused.out());

        Result unknown = tune(host, "director-dr", "--interface", "eth7");
        assertEquals(2, unknown.exit());
        assertTrue(unknown.err().contains("there is no interface 'eth7', but "), unknown.err());
        Result role = tune(host, "router");
        assertEquals(2, role.exit());
        assertTrue(role.err().contains("there is no role 'router', but director-nat, director-dr, "), role.err());
    }

    private static Host host(String name) {
        Host host = net.host(name);
        host.ip("link add eth0 type veth peer name eth1");
        return host;
    }

    private static Result tune(Host host, String... arguments) {
        var all = new ArrayList<>(List.of("tune"));
        all.addAll(List.of(arguments));
        return host.run(ThisProgram.uvs(all.toArray(String[]::new)).toArray(String[]::new));
    }

    /// The lines of settings, with one blank between the columns.
    private static List<String> settings(Result result) {
        return result.out().lines().filter(line -> !line.startsWith("#")).map(line -> line.replaceAll(" +", " ")).toList();
    }

    private static String value(Host host, String name) {
        return host.run("sysctl", "-n", name).orThrow().out().strip();
    }
}
