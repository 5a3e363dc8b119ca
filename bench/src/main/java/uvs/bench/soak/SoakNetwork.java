package uvs.bench.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Segment;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;

/// The clients, two directors, and real servers of two kinds.
///
/// ```
///   outside 192.0.2.0/24, 2001:db8:1::/64              inside 198.51.100.0/24, 2001:db8:2::/64
///   clients .10 --+-- client0 .2  director1  real0 .2 --+-- a1 .11, a2 .12, a3 .13 (NAT)
///                 +-- client0 .3  director2  real0 .3 --+
///                 +-- b1 .21, b2 .22, b3 .23 (direct routing)
/// ```
///
/// The virtual router A has .100 and ::100 outside, and the gateways .1 and ::1 inside; B has .101 and ::101 outside.
final class SoakNetwork implements AutoCloseable {

    static final String OUTSIDE = "client0";
    static final String INSIDE = "real0";
    static final int SERVERS_EACH = 3;
    static final String GATEWAY_4 = "198.51.100.1";
    static final String GATEWAY_6 = "2001:db8:2::1";

    /// The virtual addresses, by name: the virtual router's, and the version of IP.
    static final Map<String, String> VIRTUAL = virtual();

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Testbed testbed = Testbed.open();
    private final Host clients;
    private final Host[] directors = new Host[2];
    private final Map<String, Host> realServers = new LinkedHashMap<>();

    SoakNetwork() {
        clients = testbed.host("clients");
        Segment outside = testbed.segment("outside");
        Segment inside = testbed.segment("inside");
        outside.attach(clients, "eth0", "192.0.2.10/24", "2001:db8:1::10/64");
        for (int i = 0; i < directors.length; i++) {
            Host director = testbed.host("director" + (i + 1));
            // An interface that is set down and up again has its addresses still.
            director.sysctl("net.ipv6.conf.all.keep_addr_on_down", 1);
            director.sysctl("net.ipv6.conf.default.keep_addr_on_down", 1);
            outside.attach(director, OUTSIDE, "192.0.2." + (i + 2) + "/24", "2001:db8:1::" + (i + 2) + "/64");
            inside.attach(director, INSIDE, "198.51.100." + (i + 2) + "/24", "2001:db8:2::" + (i + 2) + "/64");
            director.sysctl("net.ipv4.ip_forward", 1);
            director.sysctl("net.ipv6.conf.all.forwarding", 1);
            directors[i] = director;
        }
        for (int i = 1; i <= SERVERS_EACH; i++) {
            Host nat = testbed.host("a" + i);
            inside.attach(nat, "eth0", address("a" + i, 4) + "/24", address("a" + i, 6) + "/64");
            nat.route("default via " + GATEWAY_4);
            nat.ip("-6 route add default via " + GATEWAY_6);
            realServers.put(nat.name(), nat);
        }
        for (int i = 1; i <= SERVERS_EACH; i++) {
            Host direct = testbed.host("b" + i);
            direct.sysctl("net.ipv4.conf.all.arp_ignore", 1);
            direct.sysctl("net.ipv4.conf.all.arp_announce", 2);
            direct.address("lo", VIRTUAL.get("B4") + "/32");
            direct.address("lo", VIRTUAL.get("B6") + "/128");
            outside.attach(direct, "eth0", address("b" + i, 4) + "/24", address("b" + i, 6) + "/64");
            realServers.put(direct.name(), direct);
        }
    }

    private static Map<String, String> virtual() {
        var virtual = new LinkedHashMap<String, String>();
        virtual.put("A4", "192.0.2.100");
        virtual.put("A6", "2001:db8:1::100");
        virtual.put("B4", "192.0.2.101");
        virtual.put("B6", "2001:db8:1::101");
        return virtual;
    }

    /// A real server's own address.
    ///
    /// @param name `a1`
    /// @param version of IP
    static String address(String name, int version) {
        int number = name.charAt(1) - '0';
        boolean nat = isNat(name);
        return version == 4
            ? (nat ? "198.51.100." + (10 + number) : "192.0.2." + (20 + number))
            : (nat ? "2001:db8:2::1" + number : "2001:db8:1::2" + number);
    }

    /// Whether a real server, or the virtual router of this name, is of NAT; else it is of direct routing.
    static boolean isNat(String name) {
        return Character.toUpperCase(name.charAt(0)) == 'A';
    }

    List<String> realServerNames() {
        return List.copyOf(realServers.keySet());
    }

    Host director(int index) {
        return directors[index];
    }

    Path directory() {
        return testbed.directory();
    }

    /// Starts a real server's program; it serves when this returns.
    Program startServer(String name) {
        Program program = realServers.get(name).start(Map.of(), ThisProgram.small(RealServerProgram.class, name,
            datagramAddress(name, 4), datagramAddress(name, 6)));
        program.awaitLine("ready", LIMIT);
        return program;
    }

    private static String datagramAddress(String name, int version) {
        return isNat(name) ? address(name, version) : VIRTUAL.get("B" + version);
    }

    Program startClients(int each) {
        var arguments = new ArrayList<>(List.of(Integer.toString(each)));
        VIRTUAL.forEach((name, address) -> arguments.add(name + "=" + address));
        return clients.start(
            Map.of(), ThisProgram.small(ClientProgram.class, arguments.toArray(String[]::new)));
    }

    @Override
    public void close() {
        testbed.close();
    }
}
