package uvs.tools.vip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;

/// `uvs vip` on a real server with the address 192.0.2.11.
///
/// Its `dummy0` is an `ifb`, which has no ARP either: not every kernel has dummy interfaces.
@Tag(Testbed.TAG)
final class VipCommandTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OWN = "192.0.2.11";
    private static final String OTHER = "192.0.2.12";
    private static final List<String> SETTINGS = List.of("all.arp_ignore", "all.arp_announce",
        "dummy0.arp_ignore", "dummy0.arp_announce", "lo.arp_ignore", "lo.arp_announce");
    private static final List<String> UNTOUCHED = List.of("0", "0", "0", "0", "0", "0");
    private static final List<String> QUIET = List.of("1", "2", "1", "2", "0", "0");

    private static Testbed net;
    private static Host real;
    private static Path file;

    @BeforeAll
    static void open() {
        net = Testbed.open();
        real = net.host("real");
        net.segment("servers").attach(real, "eth0", OWN + "/24", "2001:db8::11/64");
        file = net.directory().resolve("keepalived.conf");
    }

    @AfterAll
    static void close() {
        net.close();
    }

    @BeforeEach
    void startAnew() {
        real.run("ip", "link", "delete", "dummy0");
        real.ip("link add dummy0 type ifb");
        for (String setting : List.of("all.arp_ignore", "all.arp_announce")) {
            real.sysctl("net.ipv4.conf." + setting, 0);
        }
        real.run("sh", "-c", "rm -rf /run/uvs").orThrow();
    }

    @Test
    void followsTheConfiguration() throws IOException {
        write(server("192.0.2.100", OWN, OTHER) + server("192.0.2.101", OTHER)
            + server("2001:db8::100", "2001:db8::11"));
        Result dry = vip("--dry-run").orThrow();
        assertTrue(dry.out().contains("would add 192.0.2.100/32 to dummy0\n"), dry.out());
        assertEquals(List.of(), addresses("dummy0"));
        assertEquals(UNTOUCHED, settings());

        Result first = vip().orThrow();
        assertEquals("""
            set net.ipv4.conf.all.arp_ignore from 0 to 1
            set net.ipv4.conf.dummy0.arp_ignore from 0 to 1
            set net.ipv4.conf.all.arp_announce from 0 to 2
            set net.ipv4.conf.dummy0.arp_announce from 0 to 2
            set dummy0 up
            add 192.0.2.100/32 to dummy0
            add 2001:db8::100/128 to dummy0
            """, first.out());
        assertEquals(List.of("192.0.2.100/32", "2001:db8::100/128"), addresses("dummy0"));
        assertEquals(QUIET, settings());

        assertEquals("nothing to do: [192.0.2.100, 2001:db8::100] on dummy0\n", vip().orThrow().out());

        // A virtual address is not one by which this host is a real server.
        write(server("192.0.2.100", OTHER) + server("192.0.2.101", OTHER, OWN) + server("192.0.2.105", "192.0.2.100"));
        assertEquals("""
            remove 192.0.2.100/32 from dummy0
            remove 2001:db8::100/128 from dummy0
            add 192.0.2.101/32 to dummy0
            """, vip().orThrow().out());
        assertEquals(List.of("192.0.2.101/32"), addresses("dummy0"));

        // Whom the configuration calls by a name that no interface has.
        write(server("192.0.2.100", "198.51.100.1"));
        assertEquals("remove 192.0.2.101/32 from dummy0\nadd 192.0.2.100/32 to dummy0\n",
            vip("198.51.100.1").orThrow().out());

        vip("--clear").orThrow();
        assertEquals(List.of(), addresses("dummy0"));
        assertEquals(UNTOUCHED, settings());
        assertFalse(real.ip("link show dev dummy0").contains("UP"), real.ip("link show dev dummy0"));
    }

    @Test
    void leavesAddressesOfOthersAlone() throws IOException {
        real.address("dummy0", "192.0.2.100/32");
        real.address("dummy0", "203.0.113.7/32");
        write(server("192.0.2.100", OWN) + server("192.0.2.101", OWN));

        assertTrue(vip().orThrow().out().contains("192.0.2.100/32 is on dummy0 already, and not by uvs: left alone\n"));
        assertEquals(List.of("192.0.2.100/32", "192.0.2.101/32", "203.0.113.7/32"), addresses("dummy0"));

        write(server("192.0.2.100", OTHER) + server("192.0.2.102", OWN));
        vip().orThrow();
        assertEquals(List.of("192.0.2.100/32", "192.0.2.102/32", "203.0.113.7/32"), addresses("dummy0"));

        vip("--clear").orThrow();
        assertEquals(List.of("192.0.2.100/32", "203.0.113.7/32"), addresses("dummy0"));
        assertTrue(real.ip("link show dev dummy0").contains("UP"), "the interface of others is down");
    }

    @Test
    void changesNothingForAConfigurationThatIsWrong() throws IOException {
        write(server("192.0.2.100", OWN));
        vip().orThrow();

        write(server("192.0.2.101", OWN) + "virtual_server 192.0.2.102 80 {\n real_server 192.0.2.999 80 {\n }\n}\n");
        Result wrong = vip();
        assertEquals(2, wrong.exit());
        assertTrue(wrong.err().contains("keepalived.conf:9:"), wrong.err());
        assertTrue(wrong.err().contains("uvs vip: nothing is changed\n"), wrong.err());
        assertEquals(List.of("192.0.2.100/32"), addresses("dummy0"));

        // Cut off by whoever distributes it.
        write("global_defs {\n}\n");
        assertEquals(2, vip().exit());
        Files.delete(file);
        assertEquals(2, vip().exit());
        assertEquals(List.of("192.0.2.100/32"), addresses("dummy0"));
    }

    @Test
    void changesNothingWithoutTheRights() throws IOException {
        write(server("192.0.2.100", OWN));
        List<String> command = new ArrayList<>(
            List.of("setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-all"));
        command.addAll(vipCommand());

        Result refused = real.run(command.toArray(String[]::new));
        assertEquals(1, refused.exit());
        // Without root of the machine behind it, the settings are refused first.
        assertTrue(refused.err().contains("CAP_NET_ADMIN") || refused.err().contains("permission denied; run as root"),
            refused.err());
        assertEquals(List.of(), addresses("dummy0"));
        assertEquals(UNTOUCHED, settings());
    }

    /// A host that answers for the addresses would draw the packets past the director.
    @Test
    void hasNoAddressesWhereTheArpSettingsCannotBeMade() throws IOException {
        write(server("192.0.2.100", OWN));
        vip().orThrow();
        real.sysctl("net.ipv4.conf.all.arp_ignore", 0);
        write(server("192.0.2.100", OWN) + server("192.0.2.101", OWN));
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "bash", "-c",
            "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\"", "-"));
        command.addAll(vipCommand());

        Result refused = real.run(command.toArray(String[]::new));
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("the ARP settings cannot be made, so no address is added: "
            + "net.ipv4.conf.all.arp_ignore cannot be set to 1: Read-only file system"), refused.err());
        assertEquals(List.of(), addresses("dummy0"));
    }

    @Test
    void usesTheLoopbackInterfaceAndNoneThatAnswersArp() throws IOException {
        write(server("192.0.2.100", OWN));
        vip("--dev", "lo").orThrow();
        assertEquals(List.of("1", "2", "0", "0", "1", "2"), settings());
        assertEquals(List.of("127.0.0.1/8", "192.0.2.100/32", "::1/128"), addresses("lo"));

        Result ethernet = vip("--dev", "eth0");
        assertEquals(1, ethernet.exit());
        assertTrue(ethernet.err().contains("eth0 answers ARP"), ethernet.err());
        Result none = vip("--dev", "eth1");
        assertEquals(1, none.exit());
        assertTrue(none.err().contains("there is no interface eth1"), none.err());

        vip("--clear", "--dev", "lo").orThrow();
        assertEquals(List.of("127.0.0.1/8", "::1/128"), addresses("lo"));
        assertEquals(UNTOUCHED, settings());
    }

    @Test
    void watchesTheFileAndWhatItIncludes() throws IOException {
        Path included = Files.createDirectories(net.directory().resolve("conf.d")).resolve("web.conf");
        write("include conf.d/*.conf\n" + server("192.0.2.100", OWN));
        Program watching = real.start(Map.of(), vipCommand("--watch"));
        watching.awaitLine("^following ", LIMIT);
        assertEquals(List.of("192.0.2.100/32"), addresses("dummy0"));

        Files.writeString(included, "virtual_server_group web {\n    192.0.2.101-102 80\n}\n" + server("group web", OWN));
        watching.awaitLine("^add 192.0.2.102/32 to dummy0$", LIMIT);

        replace(file, "include conf.d/*.conf\n" + server("192.0.2.103", OWN));
        watching.awaitLine("^add 192.0.2.103/32 to dummy0$", LIMIT);

        replace(included, "virtual_server_group web {\n    192.0.2.101-999 80\n}\n");
        watching.awaitLine("nothing is changed$", LIMIT);
        Files.delete(included);
        watching.awaitLine("^remove 192.0.2.102/32 from dummy0$", LIMIT);

        watching.signal(Signal.TERM);
        assertEquals(0, watching.awaitExit(LIMIT));
        assertEquals(List.of("192.0.2.103/32"), addresses("dummy0"));
    }

    private static String server(String address, String... realServers) {
        String head = address.startsWith("group") ? address : address + " 80";
        return WantedAddressesTest.server(head, "DR", realServers);
    }

    /// As those do that distribute files: nobody sees an empty one meanwhile.
    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(net.directory().resolve("next"), text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static Result vip(String... arguments) {
        return real.run(vipCommand(arguments).toArray(String[]::new));
    }

    private static List<String> vipCommand(String... arguments) {
        var all = new ArrayList<>(List.of("vip", "-f", file.toString()));
        all.addAll(List.of(arguments));
        return ThisProgram.uvs(all.toArray(String[]::new));
    }

    /// The addresses of an interface in the order of their text, but for those that the kernel gives each by
    /// itself.
    private static List<String> addresses(String device) {
        return real.ip("-o address show dev " + device).lines().map(line -> line.split(" +")[3])
            .filter(address -> !address.startsWith("fe80:")).sorted().toList();
    }

    private static List<String> settings() {
        return SETTINGS.stream()
            .map(setting -> real.run("sysctl", "-n", "net.ipv4.conf." + setting).orThrow().out().strip()).toList();
    }
}
