package uvs.dataplane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.EndpointMap.Endpoint;

/// What workers look virtual servers and real servers up in, and the settings that go with them.
final class TablesTest {

    private static final int TCP = Protocol.TCP.number();
    private static final int UDP = Protocol.UDP.number();
    private static final String VIP = "192.0.2.100";

    @Provide
    Arbitrary<Endpoint> endpoints() {
        // The same 128 bits in both families, and addresses that differ in one bit.
        Arbitrary<IpAddress> addresses = Arbitraries.oneOf(
            Arbitraries.integers().between(0, 15).map(IpAddress::ofIpv4),
            Arbitraries.longs().between(0, 15).map(low -> IpAddress.ofIpv6(0, low)),
            Arbitraries.longs().between(0, 15).map(high -> IpAddress.ofIpv6(high, 0)));
        return Combinators.combine(Arbitraries.of(Protocol.class), addresses, Arbitraries.of(0, 1, 80,
            65_535))
            .as(Endpoint::new);
    }

    @Provide
    Arbitrary<Set<Endpoint>> manyEndpoints() {
        return endpoints().set().ofMaxSize(80);
    }

    @Property(tries = 500)
    void mapsEndpointsAsAHashMapDoes(
            @ForAll("manyEndpoints") Set<Endpoint> there, @ForAll("manyEndpoints") Set<Endpoint> asked) {
        Map<Endpoint, Object> entries = new HashMap<>();
        there.forEach(each -> entries.put(each, each));
        var map = new EndpointMap<>(entries);

        var all = new ArrayList<>(there);
        all.addAll(asked);
        for (Endpoint each : all) {
            assertSame(entries.get(each), map.get(each.protocol().number(),
                each.address().family() == Family.IPV6,
                each.address().high(), each.address().low(), each.port()));
        }
    }

    @Example
    void findsThePortItselfFirst() {
        VirtualServerEntry web = entry(Protocol.TCP, 80);
        VirtualServerEntry any = entry(Protocol.TCP, 0);
        VirtualServerEntry dns = entry(Protocol.UDP, 53);
        var table = new ServiceTable(List.of(any, web, dns), List.of());

        assertSame(web, find(table, TCP, 80));
        assertSame(any, find(table, TCP, 81));
        assertSame(any, find(table, TCP, 53));
        assertSame(dns, find(table, UDP, 53));
        assertNull(find(table, UDP, 80));
        assertNull(table.find(TCP, true, 0, IpAddress.of(VIP).low(), 80), "another family");
        assertNull(table.find(TCP, false, 0, IpAddress.of(VIP).low() + 1, 80), "another address");
    }

    /// `ip_vs_service_find` of the kernel: the FTP service takes its data connections, active and passive.
    @Example
    void findsTheFtpServiceForItsDataConnections() {
        VirtualServerEntry control = entry(Protocol.TCP, 21);
        var ftp = new VirtualServerEntry(21, control.id(), new VirtualServerSettings("rr", Set.of(),
            Optional.of(new VirtualServerSettings.Persistence(300, 32)), false));
        VirtualServerEntry web = entry(Protocol.TCP, 8080);
        VirtualServerEntry any = entry(Protocol.TCP, 0);
        VirtualServerEntry udp = entry(Protocol.UDP, 0);
        var table = new ServiceTable(List.of(ftp, web, any, udp), List.of());

        assertSame(ftp, find(table, TCP, 21));
        assertSame(ftp, find(table, TCP, 20));
        assertSame(any, find(table, TCP, 22));
        assertSame(any, find(table, TCP, 1023));
        assertSame(ftp, find(table, TCP, 1024));
        assertSame(web, find(table, TCP, 8080));
        assertSame(udp, find(table, UDP, 20));
        assertNull(find(new ServiceTable(List.of(ftp), List.of()), TCP, 1023));
        assertNull(find(new ServiceTable(List.of(control), List.of()), TCP, 1024), "without persistence");
        assertNull(find(new ServiceTable(List.of(entry(Protocol.UDP, 21)), List.of()), TCP, 1024));
    }

    @Example
    void knowsTheAddressesOfItsServices() {
        var table = new ServiceTable(List.of(entry(Protocol.TCP, 80)), List.of());
        long low = IpAddress.of(VIP).low();
        assertTrue(table.hasAddress(TCP, false, 0, low));
        assertFalse(table.hasAddress(UDP, false, 0, low));
        assertFalse(table.hasAddress(TCP, false, 0, low + 1));
        assertFalse(ServiceTable.EMPTY.hasAddress(TCP, false, 0, low));
        assertNull(find(ServiceTable.EMPTY, TCP, 80));
        var mark = new VirtualServerEntry(0, new VirtualServerId.FirewallMark(1, Family.IPV4), settings());
        assertNull(find(new ServiceTable(List.of(mark), List.of()), TCP, 80));
    }

    @Example
    void knowsWhatRealServersSendThatTheKernelDoesNotSee() {
        IpAddress real = IpAddress.of("198.51.100.1");
        IpAddress every = IpAddress.of("198.51.100.2");
        var replies = new SteeredReplies(List.of(
            new Endpoint(Protocol.UDP, real, 53), new Endpoint(Protocol.TCP, every, 0)));

        assertTrue(replies.hasService(UDP, false, 0, real.low(), 53));
        assertFalse(replies.hasService(UDP, false, 0, real.low(), 54));
        assertFalse(replies.hasService(TCP, false, 0, real.low(), 53));
        assertTrue(replies.hasService(TCP, false, 0, every.low(), 53));
        assertFalse(replies.hasService(UDP, false, 0, every.low(), 53));
        assertTrue(replies.hasAddress(false, 0, real.low()));
        assertTrue(replies.hasAddress(false, 0, every.low()));
        assertFalse(replies.hasAddress(true, 0, real.low()));
        assertFalse(replies.hasAddress(false, 0, real.low() + 5));
    }

    @Example
    void setsOneSettingAndLeavesTheOthers() {
        VsSettings settings = VsSettings.DEFAULTS.with("expire_nodest_conn=1").with(" drop_packet = 3 ");
        assertTrue(settings.on(VsSetting.EXPIRE_NODEST_CONN));
        assertEquals(3, settings.value(VsSetting.DROP_PACKET));
        assertFalse(VsSettings.DEFAULTS.on(VsSetting.EXPIRE_NODEST_CONN), "the defaults were changed");
        for (VsSetting each : VsSetting.values()) {
            assertEquals(Optional.of(each), VsSetting.named(each.sysctl()));
            if (each != VsSetting.EXPIRE_NODEST_CONN && each != VsSetting.DROP_PACKET) {
                assertEquals(each.defaultValue(), settings.value(each));
            }
        }
    }

    /// The defaults are those of a kernel that has just booted (Documentation/networking/ipvs-sysctl.rst).
    @Example
    void hasTheKernelsDefaults() {
        assertEquals(1, VsSettings.DEFAULTS.value(VsSetting.CONN_REUSE_MODE));
        assertEquals(1, VsSettings.DEFAULTS.value(VsSetting.PMTU_DISC));
        assertEquals(10, VsSettings.DEFAULTS.value(VsSetting.AM_DROPRATE));
        assertEquals(1024, VsSettings.DEFAULTS.value(VsSetting.AMEMTHRESH));
        assertEquals(0, VsSettings.DEFAULTS.value(VsSetting.EXPIRE_QUIESCENT_TEMPLATE));
        assertEquals(86_400, VsSettings.DEFAULTS.value(VsSetting.LBLC_EXPIRATION));
        assertTrue(VsSetting.EXPIRE_NODEST_CONN.withoutEffect().isEmpty());
        assertTrue(VsSetting.CONNTRACK.withoutEffect().isPresent());
    }

    @Example
    void saysWhatIsWrongWithASetting() {
        assertEquals("expire_nodest_conn=2 is not in 0..1", wrong("expire_nodest_conn=2"));
        assertEquals("drop_packet=-1 is not in 0..3", wrong("drop_packet=-1"));
        assertEquals("sloppy_tcp=on is not NAME=NUMBER", wrong("sloppy_tcp=on"));
        assertEquals("sloppy_tcp is not NAME=NUMBER", wrong("sloppy_tcp"));
        assertTrue(wrong("expire=1").startsWith("setting expire is not one of conn_reuse_mode drop_packet "));
    }

    private static String wrong(String assignment) {
        return assertThrows(IllegalArgumentException.class,
            () -> VsSettings.DEFAULTS.with(assignment)).getMessage();
    }

    private static VirtualServerEntry find(ServiceTable table, int protocol, int port) {
        return table.find(protocol, false, 0, IpAddress.of(VIP).low(), port);
    }

    private static VirtualServerEntry entry(Protocol protocol, int port) {
        return new VirtualServerEntry(port, new VirtualServerId.Address(protocol, IpAddress.of(VIP), port),
            settings());
    }

    private static VirtualServerSettings settings() {
        return new VirtualServerSettings("rr", Set.of(), Optional.empty(), false);
    }
}
