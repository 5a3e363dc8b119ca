package uvs.dataplane.ipvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerSettings.Persistence;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;

/// What every backend does alike. Runs where the backend is: here, or in a guest whose kernel has `ip_vs`.
final class BackendContract {

    private static final VirtualServerId WEB = virtual(Protocol.TCP, "192.0.2.100", 80);
    private static final VirtualServerId ABSENT = virtual(Protocol.TCP, "192.0.2.100", 81);
    private static final VirtualServerSettings WLC = settings("wlc");
    private static final RealServerId ONE = real("198.51.100.1", 8080);
    private static final RealServerId TWO = real("198.51.100.2", 8080);
    private static final ForwardingMethod NAT = new ForwardingMethod.Nat();
    private static final RealServerSettings WEIGHT_1 = new RealServerSettings(NAT, 1, 0, 0);
    private static final int MANY = 700;

    private BackendContract() {
    }

    /// One thing that a backend does; it is given one whose table is empty.
    record Clause(String name, Body body) {
    }

    @FunctionalInterface
    interface Body {
        void hold(Backend backend) throws Exception;
    }

    static List<Clause> clauses() {
        return List.of(
            new Clause("takes virtual servers with all that they have", BackendContract::takesVirtualServers),
            new Clause("lists in the order of ipvsadm", BackendContract::listsInOrder),
            new Clause("takes real servers with all that they have", BackendContract::takesRealServers),
            new Clause("lets tunnels cross families, and nothing else", BackendContract::crossesFamilies),
            new Clause("edits what is there, and keeps the rest", BackendContract::edits),
            new Clause("removes", BackendContract::removes),
            new Clause("refuses what is there already", BackendContract::refusesWhatIsThere),
            new Clause("refuses what names no virtual server", BackendContract::refusesNoVirtualServer),
            new Clause("refuses what names no real server", BackendContract::refusesNoRealServer),
            new Clause("refuses schedulers and engines that there are not", BackendContract::refusesNames),
            new Clause("refuses virtual servers that contradict themselves",
                BackendContract::refusesVirtualServers),
            new Clause("refuses real servers that cannot be", BackendContract::refusesRealServers),
            new Clause("keeps the table when it refuses", BackendContract::keepsTheTable),
            new Clause("knows the timeouts", BackendContract::knowsTimeouts),
            new Clause("starts counters from 0", BackendContract::zeroes),
            new Clause("says what it is", BackendContract::saysWhatItIs),
            new Clause("has no connections at first", BackendContract::hasNoConnections),
            new Clause("has no synchronisation daemons at first", BackendContract::hasNoDaemons),
            new Clause("takes hundreds of servers", BackendContract::takesMany));
    }

    private static void takesVirtualServers(Backend backend) throws Exception {
        var address = "192.0.2.100";
        var servers = new ArrayList<VirtualServerStatus>();
        add(backend, servers, virtual(Protocol.TCP, address, 80), settings("rr"));
        add(backend, servers, virtual(Protocol.TCP, address, 443), persistent("wrr", 300, 24));
        add(backend, servers, virtual(Protocol.TCP, address, 0), persistent("wlc", 360, 0));
        add(backend, servers, virtual(Protocol.UDP, address, 53),
            new VirtualServerSettings("mh", Set.of("mh-port", "mh-fallback"), Optional.empty(), true));
        add(backend, servers, virtual(Protocol.UDP, address, 514),
            new VirtualServerSettings("sh", Set.of("sh-port"),
                Optional.of(new Persistence(2_678_400, 32)), false));
        add(backend, servers, virtual(Protocol.SCTP, address, 3868),
            new VirtualServerSettings("sed", Set.of("flag-3"), Optional.empty(), false));
        add(backend, servers, virtual(Protocol.TCP, "2001:db8::100", 65_535), persistent("lblcr", 1, 128));
        add(backend, servers, virtual(Protocol.UDP, "2001:db8::100", 53), persistent("nq", 60, 1));
        add(backend, servers, new VirtualServerId.FirewallMark(1, Family.IPV4), persistent("dh", 9, 31));
        add(backend, servers, new VirtualServerId.FirewallMark(1, Family.IPV6), settings("lc"));
        add(backend, servers, new VirtualServerId.FirewallMark(-1, Family.IPV4), settings("none"));
        assertEquals(sorted(servers), backend.list());
        for (VirtualServerStatus server : servers) {
            assertEquals(server, backend.get(server.id()));
        }
    }

    private static void add(Backend backend, List<VirtualServerStatus> servers, VirtualServerId id,
        VirtualServerSettings settings) throws BackendException {
        backend.addVirtualServer(id, settings);
        servers.add(new VirtualServerStatus(
            id, settings, NOTHING, VirtualServerStatus.Rates.NONE, List.of()));
    }

    private static final Counters NOTHING = new Counters(0, 0, 0, 0, 0);

    private static List<VirtualServerStatus> sorted(List<VirtualServerStatus> servers) {
        return servers.stream()
            .sorted((one, other) -> VirtualServerId.ORDER.compare(one.id(), other.id())).toList();
    }

    private static void listsInOrder(Backend backend) throws Exception {
        List<VirtualServerId> order = List.of(virtual(Protocol.TCP, "192.0.2.9", 80),
            virtual(Protocol.TCP, "192.0.2.10", 9), virtual(Protocol.TCP, "192.0.2.10", 80),
            virtual(Protocol.TCP, "203.0.113.1", 80), virtual(Protocol.UDP, "192.0.2.1", 53),
            virtual(Protocol.SCTP, "192.0.2.1", 5), virtual(Protocol.TCP, "2001:db8::1", 80),
            new VirtualServerId.FirewallMark(2, Family.IPV4), new VirtualServerId.FirewallMark(2, Family.IPV6),
            new VirtualServerId.FirewallMark(10, Family.IPV4));
        for (VirtualServerId id : order.reversed()) {
            backend.addVirtualServer(id, WLC);
        }
        assertEquals(order, backend.list().stream().map(VirtualServerStatus::id).toList());

        List<RealServerId> reals = List.of(real("198.51.100.9", 80), real("198.51.100.10", 9),
            real("198.51.100.10", 80), real("203.0.113.1", 80));
        for (RealServerId id : reals.reversed()) {
            backend.addRealServer(order.getFirst(), id, WEIGHT_1);
        }
        assertEquals(reals,
            backend.get(order.getFirst()).realServers().stream().map(RealServerStatus::id).toList());
    }

    private static void takesRealServers(Backend backend) throws Exception {
        List<RealServerSettings> all = List.of(
            new RealServerSettings(NAT, 0, 0, 0),
            new RealServerSettings(NAT, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
            new RealServerSettings(new ForwardingMethod.DirectRouting(), 65_535, 1000, 800),
            new RealServerSettings(tunnel(TunnelType.IPIP, 0, TunnelChecksum.NONE), 1, 1, 0),
            new RealServerSettings(tunnel(TunnelType.GUE, 6080, TunnelChecksum.NONE), 2, 0, 0),
            new RealServerSettings(tunnel(TunnelType.GUE, 65_535, TunnelChecksum.FULL), 3, 0, 0),
            new RealServerSettings(tunnel(TunnelType.GUE, 1, TunnelChecksum.REMOTE), 4, 0, 0),
            new RealServerSettings(tunnel(TunnelType.GRE, 0, TunnelChecksum.FULL), 5, 0, 0));
        VirtualServerId ipv6 = virtual(Protocol.TCP, "2001:db8::100", 80);
        VirtualServerId mark = new VirtualServerId.FirewallMark(7, Family.IPV4);
        for (VirtualServerId virtual : List.of(WEB, ipv6, mark)) {
            backend.addVirtualServer(virtual, WLC);
            String prefix = virtual == ipv6 ? "2001:db8:1::" : "198.51.100.";
            var expected = new ArrayList<RealServerStatus>();
            for (int i = 0; i < all.size(); i++) {
                RealServerId id = real(prefix + (i + 1), virtual == mark ? 0 : 80);
                backend.addRealServer(virtual, id, all.get(i));
                expected.add(new RealServerStatus(
                    id, all.get(i), NOTHING, VirtualServerStatus.Rates.NONE, 0, 0, 0));
            }
            assertEquals(expected, backend.get(virtual).realServers());
        }
    }

    private static void crossesFamilies(Backend backend) throws Exception {
        VirtualServerId ipv6 = virtual(Protocol.TCP, "2001:db8::100", 80);
        RealServerId other = real("2001:db8:1::1", 80);
        var tunnelled =
            new RealServerSettings(tunnel(TunnelType.IPIP, 0, TunnelChecksum.NONE), 1, 0, 0);
        backend.addVirtualServer(WEB, WLC);
        backend.addVirtualServer(ipv6, WLC);
        backend.addRealServer(WEB, other, tunnelled);
        backend.addRealServer(ipv6, ONE, tunnelled);
        assertEquals(other, backend.get(WEB).realServers().getFirst().id());
        assertEquals(ONE, backend.get(ipv6).realServers().getFirst().id());
        refuses(Reason.INVALID, 22,
            "real server 198.51.100.2:8080 is not of the family of [2001:db8::100]:80 TCP; only tunnels cross families",
            () -> backend.addRealServer(ipv6, TWO, WEIGHT_1));
        backend.removeRealServer(ipv6, ONE);
        backend.removeRealServer(WEB, other);
        assertEquals(List.of(), backend.get(ipv6).realServers());
    }

    private static void edits(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, persistent("sh", 300, 24));
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        backend.addRealServer(WEB, TWO, WEIGHT_1);

        var changed = new VirtualServerSettings("mh", Set.of("mh-fallback"), Optional.empty(), true);
        backend.editVirtualServer(WEB, changed);
        assertEquals(changed, backend.get(WEB).settings());
        var gre = new RealServerSettings(tunnel(TunnelType.GRE, 0, TunnelChecksum.FULL), 0, 20, 10);
        backend.editRealServer(WEB, TWO, gre);
        assertEquals(List.of(WEIGHT_1, gre),
            backend.get(WEB).realServers().stream().map(RealServerStatus::settings).toList());
        backend.editRealServer(WEB, TWO, WEIGHT_1.withWeight(9));
        assertEquals(WEIGHT_1.withWeight(9), backend.get(WEB).realServers().get(1).settings());
        backend.editVirtualServer(WEB, persistent("sh", 301, 25));
        assertEquals(persistent("sh", 301, 25), backend.get(WEB).settings());
        assertEquals(2, backend.get(WEB).realServers().size());
    }

    private static void removes(Backend backend) throws Exception {
        VirtualServerId mark = new VirtualServerId.FirewallMark(3, Family.IPV6);
        for (VirtualServerId id : List.of(WEB, ABSENT, mark)) {
            backend.addVirtualServer(id, WLC);
        }
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        backend.addRealServer(WEB, TWO, WEIGHT_1);
        backend.removeRealServer(WEB, ONE);
        assertEquals(List.of(TWO),
            backend.get(WEB).realServers().stream().map(RealServerStatus::id).toList());
        backend.removeVirtualServer(WEB);
        backend.removeVirtualServer(mark);
        assertEquals(List.of(ABSENT), backend.list().stream().map(VirtualServerStatus::id).toList());

        backend.addVirtualServer(WEB, WLC);
        assertEquals(List.of(), backend.get(WEB).realServers());
        backend.batch(() -> backend.addRealServer(WEB, ONE, WEIGHT_1));
        backend.flush();
        assertEquals(List.of(), backend.list());
        backend.flush();
        backend.addVirtualServer(WEB, WLC);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        assertEquals(1, backend.list().size());
    }

    private static void refusesWhatIsThere(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, WLC);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        refuses(Reason.EXISTS, 17, "virtual server 192.0.2.100:80 TCP exists already",
            () -> backend.addVirtualServer(WEB, settings("rr")));
        refuses(Reason.EXISTS, 17, "real server 198.51.100.1:8080 of 192.0.2.100:80 TCP exists already",
            () -> backend.addRealServer(WEB, ONE, WEIGHT_1));
    }

    private static void refusesNoVirtualServer(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, WLC);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        String message = "there is no virtual server 192.0.2.100:81 TCP";
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message, () -> backend.editVirtualServer(ABSENT, WLC));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message, () -> backend.removeVirtualServer(ABSENT));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message, () -> backend.addRealServer(ABSENT, ONE, WEIGHT_1));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message, () -> backend.editRealServer(ABSENT, ONE, WEIGHT_1));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message, () -> backend.removeRealServer(ABSENT, ONE));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message, () -> backend.get(ABSENT));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message, () -> backend.zero(ABSENT));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, "there is no virtual server fwmark 4 IPv6",
            () -> backend.get(new VirtualServerId.FirewallMark(4, Family.IPV6)));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, "there is no virtual server 192.0.2.100:80 UDP",
            () -> backend.get(virtual(Protocol.UDP, "192.0.2.100", 80)));
        // A virtual server that could not be, and that is not: what is missing comes first.
        refuses(Reason.NO_VIRTUAL_SERVER, 3, "there is no virtual server 192.0.2.100:0 TCP",
            () -> backend.editVirtualServer(virtual(Protocol.TCP, "192.0.2.100", 0), WLC));
        refuses(Reason.NO_VIRTUAL_SERVER, 3, message,
            () -> backend.addRealServer(ABSENT, ONE, new RealServerSettings(NAT, 1, 1, 2)));
    }

    private static void refusesNoRealServer(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, WLC);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        String message = "there is no real server 198.51.100.2:8080 of 192.0.2.100:80 TCP";
        refuses(Reason.NO_REAL_SERVER, 2, message, () -> backend.editRealServer(WEB, TWO, WEIGHT_1));
        refuses(Reason.NO_REAL_SERVER, 2, message, () -> backend.removeRealServer(WEB, TWO));
        refuses(Reason.NO_REAL_SERVER, 2, "there is no real server 198.51.100.1:8081 of ",
            () -> backend.removeRealServer(WEB, real("198.51.100.1", 8081)));
    }

    private static void refusesNames(Backend backend) throws Exception {
        assertTrue(refuses(Reason.NO_SCHEDULER, 2, "", () -> backend.addVirtualServer(WEB, settings("best")))
            .contains("scheduler best"));
        backend.addVirtualServer(WEB, WLC);
        assertTrue(refuses(Reason.NO_SCHEDULER, 2, "", () -> backend.editVirtualServer(WEB, settings("best")))
            .contains("scheduler best"));
        var engine = new VirtualServerSettings("wlc", Set.of(),
            Optional.of(new Persistence(300, 32)), false, Optional.of("tarot"));
        assertTrue(refuses(Reason.NO_SCHEDULER, 2, "", () -> backend.editVirtualServer(WEB, engine))
            .contains("persistence engine tarot"));
        assertEquals(WLC, backend.get(WEB).settings());
    }

    private static void refusesVirtualServers(Backend backend) throws Exception {
        refuses(Reason.INVALID, 22, "virtual server 192.0.2.100:0 TCP stands for every port, and so needs a "
            + "persistence_timeout", () -> backend.addVirtualServer(virtual(Protocol.TCP, "192.0.2.100", 0), WLC));
        refuses(Reason.INVALID, 22, "persistence prefix 33 of virtual server 192.0.2.100:80 TCP is not in 0..32",
            () -> backend.addVirtualServer(WEB, persistent("wlc", 300, 33)));
        refuses(Reason.INVALID, 22, "persistence prefix 0 of virtual server [2001:db8::1]:80 TCP is not in 1..128",
            () -> backend.addVirtualServer(virtual(Protocol.TCP, "2001:db8::1", 80), persistent("wlc", 300, 0)));
        refuses(Reason.INVALID, 22, "scheduler flag sh-weird of virtual server 192.0.2.100:80 TCP is not one of ",
            () -> backend.addVirtualServer(WEB,
                new VirtualServerSettings("sh", Set.of("sh-weird"), Optional.empty(), false)));
        // What is there comes first.
        VirtualServerId everyPort = virtual(Protocol.TCP, "192.0.2.100", 0);
        backend.addVirtualServer(everyPort, persistent("wlc", 300, 32));
        refuses(Reason.EXISTS, 17, "virtual server 192.0.2.100:0 TCP exists already",
            () -> backend.addVirtualServer(everyPort, WLC));
    }

    private static void refusesRealServers(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, WLC);
        refuses(Reason.OUT_OF_RANGE, 34,
            "lower threshold 11 of real server 198.51.100.1:8080 is above its upper threshold 10",
            () -> backend.addRealServer(WEB, ONE, new RealServerSettings(NAT, 1, 10, 11)));
        refuses(Reason.OUT_OF_RANGE, 34,
            "lower threshold 1 of real server 198.51.100.1:8080 is above its upper threshold 0",
            () -> backend.addRealServer(WEB, ONE, new RealServerSettings(NAT, 1, 0, 1)));
        refuses(Reason.INVALID, 22, "real server 224.0.0.1:80 has no unicast address",
            () -> backend.addRealServer(WEB, real("224.0.0.1", 80), WEIGHT_1));
        refuses(Reason.INVALID, 22, "real server 0.0.0.0:80 has no unicast address",
            () -> backend.addRealServer(WEB, real("0.0.0.0", 80), WEIGHT_1));
        refuses(Reason.INVALID, 22, "real server [2001:db8::1]:80 is not of the family of 192.0.2.100:80 TCP",
            () -> backend.addRealServer(WEB, real("2001:db8::1", 80), WEIGHT_1));
    }

    private static void keepsTheTable(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, persistent("wrr", 300, 24));
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        List<VirtualServerStatus> before = backend.list();
        assertThrows(BackendException.class, () -> backend.addVirtualServer(WEB, WLC));
        assertThrows(BackendException.class, () -> backend.editVirtualServer(WEB, settings("best")));
        assertThrows(BackendException.class,
            () -> backend.editRealServer(WEB, ONE, new RealServerSettings(NAT, 7, 1, 2)));
        assertThrows(BackendException.class,
            () -> backend.addRealServer(WEB, real("224.0.0.1", 80), WEIGHT_1));
        assertEquals(before, backend.list());
    }

    private static void knowsTimeouts(Backend backend) throws Exception {
        backend.timeouts(new ConnectionTimeouts(900, 120, 300));
        backend.timeouts(new ConnectionTimeouts(0, 77, 0));
        assertEquals(new ConnectionTimeouts(900, 77, 300), backend.timeouts());
        backend.timeouts(new ConnectionTimeouts(2_147_483, 1, 2));
        assertEquals(new ConnectionTimeouts(2_147_483, 1, 2), backend.timeouts());
        refuses(Reason.INVALID, 22, "", () -> backend.timeouts(new ConnectionTimeouts(0, Integer.MAX_VALUE, 0)));
        assertEquals(new ConnectionTimeouts(2_147_483, 1, 2), backend.timeouts());
        backend.timeouts(new ConnectionTimeouts(900, 120, 300));
    }

    private static void zeroes(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, WLC);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        backend.zero(WEB);
        backend.zero();
        assertEquals(NOTHING, backend.get(WEB).counters());
        assertEquals(NOTHING, backend.get(WEB).realServers().getFirst().counters());
    }

    private static void saysWhatItIs(Backend backend) throws Exception {
        BackendInfo info = backend.info();
        assertEquals("1.2.1", info.versionText());
        assertTrue(info.connectionTableSize() >= 64, info::toString);
    }

    private static void hasNoConnections(Backend backend) throws Exception {
        backend.addVirtualServer(WEB, WLC);
        var lines = new ArrayList<>();
        try (ConnectionScan scan = backend.connections()) {
            scan.forEach(lines::add);
        }
        assertEquals(List.of(), lines);
    }

    private static void hasNoDaemons(Backend backend) throws Exception {
        assertEquals(List.of(), backend.syncDaemons());
        BackendException refusal = assertThrows(BackendException.class,
            () -> backend.stopSyncDaemon(SyncDaemon.Role.MASTER, 0));
        assertTrue(Set.of(Reason.NO_DAEMON, Reason.NOT_SUPPORTED).contains(refusal.reason()), refusal::toString);
    }

    /// More than one answer of the kernel has room for.
    private static void takesMany(Backend backend) throws Exception {
        backend.batch(() -> {
            for (int i = 0; i < MANY; i++) {
                backend.addVirtualServer(virtual(Protocol.TCP, "192.0.2.1", i + 1), WLC);
                backend.addRealServer(virtual(Protocol.TCP, "192.0.2.1", 1), real("198.51.100.1", i + 1),
                    WEIGHT_1.withWeight(i));
            }
        });
        List<VirtualServerStatus> all = backend.list();
        assertEquals(MANY, all.size());
        for (int i = 0; i < MANY; i++) {
            assertEquals(virtual(Protocol.TCP, "192.0.2.1", i + 1), all.get(i).id());
            assertEquals(i, all.getFirst().realServers().get(i).settings().weight());
        }
        backend.flush();
    }

    private static String refuses(Reason reason, int errno, String message, Executable operation) {
        BackendException refusal = assertThrows(BackendException.class, operation);
        assertEquals(reason, refusal.reason(), refusal.getMessage());
        assertEquals(errno, refusal.errno(), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(message), refusal.getMessage());
        return refusal.getMessage();
    }

    private static ForwardingMethod tunnel(TunnelType type, int port, TunnelChecksum checksum) {
        return new ForwardingMethod.Tunnel(type, port, checksum);
    }

    private static VirtualServerId virtual(Protocol protocol, String address, int port) {
        return new VirtualServerId.Address(protocol, IpAddress.of(address), port);
    }

    private static RealServerId real(String address, int port) {
        return new RealServerId(IpAddress.of(address), port);
    }

    private static VirtualServerSettings settings(String scheduler) {
        return new VirtualServerSettings(scheduler, Set.of(), Optional.empty(), false);
    }

    private static VirtualServerSettings persistent(String scheduler, int seconds, int prefixLength) {
        return new VirtualServerSettings(scheduler, Set.of(),
            Optional.of(new Persistence(seconds, prefixLength)), false);
    }
}
