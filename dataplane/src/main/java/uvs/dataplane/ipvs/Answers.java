package uvs.dataplane.ipvs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.ipvs.Ipvs.Attribute;
import uvs.dataplane.ipvs.Ipvs.Daemon;
import uvs.dataplane.ipvs.Ipvs.Dest;
import uvs.dataplane.ipvs.Ipvs.Info;
import uvs.dataplane.ipvs.Ipvs.Service;
import uvs.dataplane.ipvs.Ipvs.ServiceFlag;
import uvs.dataplane.ipvs.Ipvs.Stats;
import uvs.dataplane.netlink.NetlinkAttributes;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.Rates;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.scheduler.SchedulerFlag;

/// Reads the attributes of IPVS's answers. An answer that lacks something, or contradicts itself, is refused with a
/// [BackendException] that says what and where.
final class Answers {

    private Answers() {
    }

    /// The virtual server of a `GET_SERVICE` answer, without real servers.
    static VirtualServerStatus service(NetlinkAttributes answer) throws BackendException {
        NetlinkAttributes service = answer.nested(Attribute.SERVICE);
        Family family = family(required(service.u16(Service.AF), "service", "AF"), "service");
        VirtualServerId id = id(service, family);
        Counts counts = counts(service, Service.STATS64, Service.STATS);
        return new VirtualServerStatus(id, settings(service, family), counts.totals, counts.rates, List.of());
    }

    private static VirtualServerId id(NetlinkAttributes service, Family family) throws BackendException {
        int mark = service.i32(Service.FWMARK).orElse(0);
        if (mark != 0) {
            return new VirtualServerId.FirewallMark(mark, family);
        }
        int number = required(service.u16(Service.PROTOCOL), "service", "PROTOCOL");
        Protocol protocol = Arrays.stream(Protocol.values()).filter(each -> each.number() == number).findFirst()
            .orElseThrow(() -> contradiction("service", "protocol " + number + " is not one of "
                + Arrays.toString(Protocol.values())));
        return new VirtualServerId.Address(protocol, address(service, Service.ADDR, family, "service"),
            required(service.be16(Service.PORT), "service", "PORT"));
    }

    private static VirtualServerSettings settings(NetlinkAttributes service, Family family) throws BackendException {
        int flags = required(service.i32(Service.FLAGS), "service", "FLAGS");
        // A virtual server without a scheduler answers with `none`.
        String scheduler = required(service.text(Service.SCHED_NAME), "service", "SCHED_NAME");
        var persistence = Optional.<VirtualServerSettings.Persistence>empty();
        if ((flags & ServiceFlag.PERSISTENT) != 0) {
            int seconds = required(service.i32(Service.TIMEOUT), "service", "TIMEOUT");
            if (seconds < 1) {
                throw contradiction("service", "persistent for " + Integer.toUnsignedLong(seconds) + " seconds");
            }
            persistence = Optional.of(new VirtualServerSettings.Persistence(seconds, prefixLength(service, family)));
        }
        return new VirtualServerSettings(
            scheduler, schedulerFlags(scheduler, flags), persistence, (flags & ServiceFlag.ONEPACKET) != 0,
            service.text(Service.PE_NAME).filter(name -> !name.isEmpty()));
    }

    private static Set<String> schedulerFlags(String scheduler, int flags) {
        var names = new HashSet<String>();
        for (SchedulerFlag flag : SchedulerFlag.values()) {
            if ((flags & flag.bit()) != 0) {
                names.add(flag.nameFor(scheduler));
            }
        }
        return names;
    }

    /// Of an IPv4 mask with gaps, which other programs can set, the number of its bits.
    private static int prefixLength(NetlinkAttributes service, Family family) throws BackendException {
        int netmask = required(service.i32(Service.NETMASK), "service", "NETMASK");
        int length = family == Family.IPV6 ? netmask : Integer.bitCount(netmask);
        if (length < 0 || length > family.bits()) {
            throw contradiction("service", "prefix length " + length + " is not in 0.." + family.bits());
        }
        return length;
    }

    /// The real server of a `GET_DEST` answer.
    ///
    /// @param virtual what it belongs to: its family is that of a real server without one
    static RealServerStatus dest(NetlinkAttributes answer, VirtualServerId virtual) throws BackendException {
        NetlinkAttributes dest = answer.nested(Attribute.DEST);
        OptionalInt number = dest.u16(Dest.ADDR_FAMILY);
        Family family = number.orElse(0) == 0 ? virtual.family() : family(number.getAsInt(), "destination");
        var id = new RealServerId(address(dest, Dest.ADDR, family, "destination"),
            required(dest.be16(Dest.PORT), "destination", "PORT"));
        var settings = new RealServerSettings(method(dest), natural(dest, Dest.WEIGHT, "WEIGHT"),
            natural(dest, Dest.U_THRESH, "U_THRESH"), natural(dest, Dest.L_THRESH, "L_THRESH"));
        Counts counts = counts(dest, Dest.STATS64, Dest.STATS);
        return new RealServerStatus(id, settings, counts.totals, counts.rates,
            natural(dest, Dest.ACTIVE_CONNS, "ACTIVE_CONNS"), natural(dest, Dest.INACT_CONNS, "INACT_CONNS"),
            natural(dest, Dest.PERSIST_CONNS, "PERSIST_CONNS"));
    }

    /// A real server that another program has marked as local, or as one to be bypassed, gets its packets unchanged: so
    /// it is listed with direct routing.
    private static ForwardingMethod method(NetlinkAttributes dest) throws BackendException {
        int flags = required(dest.i32(Dest.FWD_METHOD), "destination", "FWD_METHOD");
        int method = flags & ConnectionFlags.METHOD_MASK;
        return switch (method) {
            case ConnectionFlags.NAT -> new ForwardingMethod.Nat();
            case ConnectionFlags.DIRECT_ROUTING, ConnectionFlags.LOCAL, ConnectionFlags.BYPASS ->
                new ForwardingMethod.DirectRouting();
            case ConnectionFlags.TUNNEL -> tunnel(dest);
            default -> throw contradiction("destination", "forwarding method " + method + " is not in 0..4");
        };
    }

    /// Kernels before 5.3 know of IPIP only, and say nothing of it.
    private static ForwardingMethod tunnel(NetlinkAttributes dest) throws BackendException {
        TunnelType type = element(TunnelType.values(), dest.u8(Dest.TUN_TYPE).orElse(0), "tunnel type");
        int flags = dest.u16(Dest.TUN_FLAGS).orElse(0);
        TunnelChecksum checksum = element(TunnelChecksum.values(), flags, "tunnel checksum");
        int port = type == TunnelType.GUE ? required(dest.be16(Dest.TUN_PORT), "destination", "TUN_PORT") : 0;
        if (type == TunnelType.GUE && port == 0) {
            throw contradiction("destination", "GUE without a port");
        }
        return new ForwardingMethod.Tunnel(type, port, checksum);
    }

    private static <E> E element(E[] values, int number, String what) throws BackendException {
        if (number >= values.length) {
            throw contradiction("destination", what + " " + number + " is not in 0.." + (values.length - 1));
        }
        return values[number];
    }

    /// The timeouts of a `GET_CONFIG` answer. A kernel without one of the protocols leaves its timeouts out.
    static ConnectionTimeouts timeouts(NetlinkAttributes answer) throws BackendException {
        return new ConnectionTimeouts(timeout(answer, Attribute.TIMEOUT_TCP),
            timeout(answer, Attribute.TIMEOUT_TCP_FIN), timeout(answer, Attribute.TIMEOUT_UDP));
    }

    private static int timeout(NetlinkAttributes answer, int type) throws BackendException {
        return natural(answer.i32(type).orElse(0), "configuration", "TIMEOUT");
    }

    /// The daemon of a `GET_DAEMON` answer.
    static SyncDaemon daemon(NetlinkAttributes answer) throws BackendException {
        NetlinkAttributes daemon = answer.nested(Attribute.DAEMON);
        int state = required(daemon.i32(Daemon.STATE), "daemon", "STATE");
        if (state != 1 && state != 2) {
            throw contradiction("daemon", "state " + state + " is neither 1 nor 2");
        }
        int syncId = required(daemon.i32(Daemon.SYNC_ID), "daemon", "SYNC_ID");
        if (syncId < 0 || syncId > 255) {
            throw contradiction("daemon", "sync id " + syncId + " is not in 0..255");
        }
        Optional<IpAddress> group = daemon.bytes(Daemon.MCAST_GROUP).isPresent()
            ? Optional.of(address(daemon, Daemon.MCAST_GROUP, Family.IPV4, "daemon"))
            : daemon.bytes(Daemon.MCAST_GROUP6).isPresent()
                ? Optional.of(address(daemon, Daemon.MCAST_GROUP6, Family.IPV6, "daemon")) : Optional.empty();
        return new SyncDaemon(SyncDaemon.Role.values()[state - 1],
            required(daemon.text(Daemon.MCAST_IFN), "daemon", "MCAST_IFN"), syncId,
            daemon.u16(Daemon.SYNC_MAXLEN).orElse(0), group, daemon.u16(Daemon.MCAST_PORT).orElse(0),
            daemon.u8(Daemon.MCAST_TTL).orElse(0));
    }

    /// A `GET_INFO` answer.
    static BackendInfo info(NetlinkAttributes answer) throws BackendException {
        return new BackendInfo(required(answer.i32(Info.VERSION), "version", "VERSION"),
            natural(required(answer.i32(Info.CONN_TAB_SIZE), "version", "CONN_TAB_SIZE"), "version", "CONN_TAB_SIZE"));
    }

    private record Counts(Counters totals, Rates rates) {}

    /// The counters in 64 bits, which kernels have since 4.1, or in 32.
    private static Counts counts(NetlinkAttributes from, int stats64, int stats) throws BackendException {
        NetlinkAttributes counts = from.nested(from.bytes(stats64).isPresent() ? stats64 : stats);
        return new Counts(
            new Counters(count(counts, Stats.CONNS, "CONNS"), count(counts, Stats.INPKTS, "INPKTS"),
                count(counts, Stats.OUTPKTS, "OUTPKTS"), count(counts, Stats.INBYTES, "INBYTES"),
                count(counts, Stats.OUTBYTES, "OUTBYTES")),
            new Rates(count(counts, Stats.CPS, "CPS"), count(counts, Stats.INPPS, "INPPS"),
                count(counts, Stats.OUTPPS, "OUTPPS"), count(counts, Stats.INBPS, "INBPS"),
                count(counts, Stats.OUTBPS, "OUTBPS")));
    }

    private static long count(NetlinkAttributes counts, int type, String name) throws BackendException {
        return counts.u32Or64(type).orElseThrow(() -> missing("statistics", name));
    }

    private static IpAddress address(NetlinkAttributes from, int type, Family family, String where)
        throws BackendException {
        ByteBuffer bytes = from.bytes(type).orElseThrow(() -> missing(where, "ADDR"));
        if (bytes.limit() < family.addressLength()) {
            throw contradiction(where, "an " + family + " address of " + bytes.limit() + " bytes");
        }
        var copy = new byte[family.addressLength()];
        bytes.get(0, copy);
        return IpAddress.of(copy);
    }

    private static Family family(int number, String where) throws BackendException {
        if (number != Family.IPV4.number() && number != Family.IPV6.number()) {
            throw contradiction(where, "address family " + number + " is neither 2 nor 10");
        }
        return Family.of(number);
    }

    private static int natural(NetlinkAttributes dest, int type, String name) throws BackendException {
        return natural(required(dest.i32(type), "destination", name), "destination", name);
    }

    private static int natural(int value, String where, String name) throws BackendException {
        if (value < 0) {
            throw contradiction(where, name + "=" + Integer.toUnsignedString(value) + " is not in 0.."
                + Integer.MAX_VALUE);
        }
        return value;
    }

    private static int required(OptionalInt value, String where, String name) throws BackendException {
        return value.orElseThrow(() -> missing(where, name));
    }

    private static <T> T required(Optional<T> value, String where, String name) throws BackendException {
        return value.orElseThrow(() -> missing(where, name));
    }

    private static BackendException missing(String where, String name) {
        return contradiction(where, "no " + name);
    }

    private static BackendException contradiction(String where, String what) {
        return new BackendException(Reason.SYSTEM, "the kernel's IPVS answered with a " + where
            + " that makes no sense: " + what);
    }
}
