package uvs.dataplane.ipvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.function.Executable;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.netlink.NetlinkAttributes;
import uvs.dataplane.netlink.NetlinkWriter;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerSettings.Persistence;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.Rates;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;

/// What is written for the kernel reads back as it was; an answer that is cut, or contradicts itself, leads to nothing but
/// an exception that says so.
final class AnswersFuzzTest {

    private static final VirtualServerId WEB =
        new VirtualServerId.Address(Protocol.TCP, IpAddress.of("192.0.2.100"), 80);

    @Provide
    Arbitrary<IpAddress> addresses() {
        return Arbitraries.oneOf(Arbitraries.integers().map(IpAddress::ofIpv4),
            Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(IpAddress::ofIpv6));
    }

    @Provide
    Arbitrary<VirtualServerId> virtuals() {
        Arbitrary<VirtualServerId> byAddress = Combinators.combine(Arbitraries.of(Protocol.values()), addresses(),
            Arbitraries.integers().between(0, 65_535)).as(VirtualServerId.Address::new);
        Arbitrary<VirtualServerId> byMark = Combinators.combine(
            Arbitraries.integers().filter(mark -> mark != 0), Arbitraries.of(Family.values()))
            .as(VirtualServerId.FirewallMark::new);
        return Arbitraries.oneOf(byAddress, byMark);
    }

    @Property(tries = 500)
    void readsBackVirtualServers(@ForAll("virtuals") VirtualServerId id, @ForAll @IntRange(min = 1) int seconds,
        @ForAll @IntRange(max = 128) int prefix, @ForAll boolean persistent, @ForAll boolean onePacket,
        @ForAll boolean engine) throws BackendException {
        var settings = new VirtualServerSettings("sh", onePacket ? Set.of("sh-port") : Set.of("sh-fallback", "flag-3"),
            Optional.of(new Persistence(seconds, Math.min(prefix, id.family().bits())))
                .filter(_ -> persistent), onePacket, engine ? Optional.of("sip") : Optional.empty());
        NetlinkAttributes answer = answer(writer -> {
            Requests.service(writer, id, settings);
            addStats(writer, Ipvs.Service.STATS64, 8, 0);
        });
        assertEquals(new VirtualServerStatus(id, settings, new Counters(1, 2, 3, 4, 5), new Rates(6, 7, 8, 9, 10),
            List.of()), Answers.service(answer));
    }

    @Property(tries = 500)
    void readsBackRealServers(@ForAll("addresses") IpAddress address, @ForAll @IntRange(max = 65_535) int port,
        @ForAll @IntRange int weight, @ForAll @IntRange int upper, @ForAll @IntRange int lower,
        @ForAll TunnelType type, @ForAll TunnelChecksum checksum, @ForAll @IntRange(max = 2) int kind)
        throws BackendException {
        ForwardingMethod method = switch (kind) {
            case 0 -> new ForwardingMethod.Nat();
            case 1 -> new ForwardingMethod.DirectRouting();
            default -> new ForwardingMethod.Tunnel(type, type == TunnelType.GUE ? Math.max(1, port) : 0, checksum);
        };
        var id = new RealServerId(address, port);
        var settings = new RealServerSettings(method, weight, upper, lower);
        NetlinkAttributes answer = answer(writer -> {
            Requests.dest(writer, id, settings);
            addCounts(writer);
            addStats(writer, Ipvs.Dest.STATS64, 8, 0);
        });
        assertEquals(new RealServerStatus(id, settings, new Counters(1, 2, 3, 4, 5), new Rates(6, 7, 8, 9, 10), 11, 12,
            13), Answers.dest(answer, WEB));
    }

    /// Into the nest which stands at the end of the message, as the kernel's answers have them.
    private static void addCounts(NetlinkWriter writer) {
        inLastNest(writer, () -> writer.attribute32(Ipvs.Dest.ACTIVE_CONNS, 11)
            .attribute32(Ipvs.Dest.INACT_CONNS, 12).attribute32(Ipvs.Dest.PERSIST_CONNS, 13));
    }

    private static void addStats(NetlinkWriter writer, int type, int size, long more) {
        inLastNest(writer, () -> {
            int nest = writer.nest(type);
            for (int i = 1; i <= 10; i++) {
                writer.attribute(i, number(size, i + more));
            }
            writer.end(nest);
        });
    }

    /// The message has one nest, behind 16 bytes of the header.
    private static void inLastNest(NetlinkWriter writer, Runnable attributes) {
        attributes.run();
        writer.end(16);
    }

    private static byte[] number(int size, long value) {
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        return (size == 8 ? bytes.putLong(value) : bytes.putInt((int) value)).array();
    }

    private static NetlinkAttributes answer(Consumer<NetlinkWriter> body) {
        return NetlinkAttributes.of(bytes(body));
    }

    private static ByteBuffer bytes(Consumer<NetlinkWriter> body) {
        NetlinkWriter writer = new NetlinkWriter().message(1, 0);
        body.accept(writer);
        ByteBuffer message = writer.finish(1);
        return message.slice(16, message.limit() - 16);
    }

    /// 64 bits where the kernel has them, and 32 from one that has not; bytes always had 64.
    @Example
    void prefersCountersOf64Bits() throws BackendException {
        var settings = new VirtualServerSettings("rr", Set.of(), Optional.empty(), false);
        NetlinkAttributes old = answer(writer -> {
            Requests.service(writer, WEB, settings);
            addStats(writer, Ipvs.Service.STATS, 4, 0xffff_fff0L);
        });
        assertEquals(0xffff_fff1L, Answers.service(old).counters().connections());
        NetlinkAttributes both = answer(writer -> {
            Requests.service(writer, WEB, settings);
            addStats(writer, Ipvs.Service.STATS, 4, 0);
            addStats(writer, Ipvs.Service.STATS64, 8, 1L << 40);
        });
        assertEquals((1L << 40) + 5, Answers.service(both).counters().outBytes());
    }

    /// From before 3.18 and 5.3: a kernel without the newer attributes.
    @Example
    void takesTheFamilyOfTheVirtualServerAndIpipWhereNothingIsSaid() throws BackendException {
        NetlinkAttributes answer = answer(writer -> {
            int nest = writer.nest(Ipvs.Attribute.DEST);
            writer.attribute(Ipvs.Dest.ADDR, Arrays.copyOf(IpAddress.of("198.51.100.1").bytes(), 16))
                .attribute(Ipvs.Dest.PORT, new byte[] {31, (byte) 144}).attribute32(Ipvs.Dest.FWD_METHOD, 0x102)
                .attribute32(Ipvs.Dest.WEIGHT, 1).attribute32(Ipvs.Dest.U_THRESH, 0)
                .attribute32(Ipvs.Dest.L_THRESH, 0).end(nest);
            addCounts(writer);
            addStats(writer, Ipvs.Dest.STATS, 4, 0);
        });
        RealServerStatus real = Answers.dest(answer, WEB);
        assertEquals(new RealServerId(IpAddress.of("198.51.100.1"), 8080), real.id());
        assertEquals(new ForwardingMethod.Tunnel(TunnelType.IPIP, 0, TunnelChecksum.NONE), real.settings().method());
    }

    @Example
    void readsBackTimeoutsAndDaemons() throws BackendException {
        var timeouts = new ConnectionTimeouts(900, 0, 300);
        assertEquals(timeouts, Answers.timeouts(answer(writer -> Requests.timeouts(writer, timeouts))));
        for (String group : List.of("224.0.0.81", "ff02::81")) {
            var daemon = new SyncDaemon(SyncDaemon.Role.BACKUP, "eth0", 255, 65_507,
                Optional.of(IpAddress.of(group)), 65_535, 255);
            assertEquals(daemon, Answers.daemon(answer(writer -> Requests.daemon(writer, daemon))));
        }
    }

    @Example
    void saysWhatContradictsItself() {
        refuses("a service that makes no sense: no AF", writer -> { }, Answers::service);
        refuses("a service that makes no sense: address family 3 is neither 2 nor 10",
            service(writer -> writer.attribute16(Ipvs.Service.AF, 3)), Answers::service);
        refuses("a service that makes no sense: protocol 1 is not one of [TCP, UDP, SCTP]",
            service(writer -> writer.attribute16(Ipvs.Service.AF, 2).attribute16(Ipvs.Service.PROTOCOL, 1)),
            Answers::service);
        refuses("a service that makes no sense: an IPV6 address of 4 bytes",
            service(writer -> writer.attribute16(Ipvs.Service.AF, 10).attribute16(Ipvs.Service.PROTOCOL, 6)
                .attribute(Ipvs.Service.ADDR, new byte[4])), Answers::service);
        refuses("a daemon that makes no sense: state 3 is neither 1 nor 2",
            writer -> {
                int nest = writer.nest(Ipvs.Attribute.DAEMON);
                writer.attribute32(Ipvs.Daemon.STATE, 3).end(nest);
            }, Answers::daemon);
        refuses("a version that makes no sense: no VERSION", writer -> { }, Answers::info);
        refuses("a configuration that makes no sense: TIMEOUT=4294967295 is not in 0..2147483647",
            writer -> writer.attribute32(Ipvs.Attribute.TIMEOUT_UDP, -1), Answers::timeouts);
    }

    @FunctionalInterface
    private interface Reader {
        Object read(NetlinkAttributes answer) throws BackendException;
    }

    private static Consumer<NetlinkWriter> service(Consumer<NetlinkWriter> attributes) {
        return writer -> {
            int nest = writer.nest(Ipvs.Attribute.SERVICE);
            attributes.accept(writer);
            writer.end(nest);
        };
    }

    private static void refuses(String message, Consumer<NetlinkWriter> body, Reader reader) {
        refuses("the kernel's IPVS answered with " + message, () -> reader.read(answer(body)));
    }

    private static void refuses(String message, Executable reading) {
        BackendException refusal = assertThrows(BackendException.class, reading);
        assertEquals(Reason.SYSTEM, refusal.reason());
        assertEquals(message, refusal.getMessage());
    }

    /// Any attributes, whole, cut, of odd lengths, with numbers that cannot be.
    @Property(tries = 2000)
    void readsAnyAnswerOrSaysWhyNot(@ForAll @IntRange(max = 400) int cut, @ForAll List<@IntRange(max = 15) Integer> types,
        @ForAll List<byte[]> values, @ForAll @IntRange(min = 1, max = 3) int nestType, @ForAll boolean whole) {
        ByteBuffer bytes = bytes(writer -> {
            int nest = writer.nest(nestType);
            for (int i = 0; i < Math.min(types.size(), values.size()); i++) {
                writer.attribute(types.get(i), values.get(i));
            }
            writer.end(nest).attribute32(Ipvs.Attribute.TIMEOUT_TCP, types.size() - 2);
        });
        readAll(NetlinkAttributes.of(whole ? bytes : bytes.slice(0, Math.min(cut, bytes.limit()))));
    }

    /// A good answer, of which one byte is another, or the end is missing.
    @Property(tries = 2000)
    void readsDamagedAnswersOrSaysWhyNot(
        @ForAll @IntRange(max = 399) int at, @ForAll byte value, @ForAll @IntRange(max = 400) int cut,
        @ForAll boolean real) {
        ByteBuffer bytes = bytes(writer -> {
            if (real) {
                Requests.dest(writer, new RealServerId(IpAddress.of("2001:db8::1"), 80), new RealServerSettings(
                    new ForwardingMethod.Tunnel(TunnelType.GUE, 6080, TunnelChecksum.FULL), 5, 10, 8));
                addCounts(writer);
            } else {
                Requests.service(writer, WEB, new VirtualServerSettings("mh", Set.of("mh-port"),
                    Optional.of(new Persistence(300, 24)), false, Optional.of("sip")));
            }
            addStats(writer, real ? Ipvs.Dest.STATS64 : Ipvs.Service.STATS64, 8, 0);
        });
        bytes.put(at % bytes.limit(), value);
        readAll(NetlinkAttributes.of(bytes.slice(0, Math.max(0, bytes.limit() - cut / 4))));
    }

    private static void readAll(NetlinkAttributes answer) {
        List<Reader> readers = List.of(Answers::service, each -> Answers.dest(each, WEB), Answers::daemon,
            Answers::timeouts, Answers::info);
        for (Reader reader : readers) {
            try {
                reader.read(answer);
            } catch (BackendException e) {
                assertTrue(e.getMessage().startsWith("the kernel's IPVS answered with a "), e.getMessage());
            }
        }
    }

    /// Lines as the kernel writes them, and whatever else may stand there.
    @Property(tries = 2000)
    void readsAnyLineOfConnectionsOrSaysWhyNot(@ForAll("lines") String line) {
        try {
            ProcConnections.connection(line);
        } catch (BackendException e) {
            assertTrue(e.getMessage().startsWith("/proc/net/ip_vs_conn has a line that makes no sense ("),
                e.getMessage());
        }
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> words = Arbitraries.of("TCP", "IP_50", "IP_x", "C633640A", "1F90", "10000", "-1",
            "2001:0db8:0000:0000:0000:0000:0000:0001", "20010db8", "ESTABLISHED", "899", "sip", "", ":", "zz");
        return Arbitraries.oneOf(words.list().ofMaxSize(12).map(list -> String.join(" ", list)),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(120),
            words.map(word -> "TCP C633640A C350 C000020A 0050 0A010001 0050 ESTABLISHED     895 " + word))
            .map(text -> new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1));
    }
}
