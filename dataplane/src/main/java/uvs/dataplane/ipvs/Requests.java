package uvs.dataplane.ipvs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import uvs.config.ForwardingMethod;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.ipvs.Ipvs.Attribute;
import uvs.dataplane.ipvs.Ipvs.Daemon;
import uvs.dataplane.ipvs.Ipvs.Dest;
import uvs.dataplane.ipvs.Ipvs.Service;
import uvs.dataplane.ipvs.Ipvs.ServiceFlag;
import uvs.dataplane.netlink.NetlinkWriter;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.scheduler.SchedulerFlag;

/// Writes the attributes of IPVS's commands.
final class Requests {

    /// `union nf_inet_addr`: room for an address of either family.
    private static final int ADDRESS_LENGTH = 16;

    private Requests() {
    }

    /// What names a virtual server.
    static void service(NetlinkWriter writer, VirtualServerId id) {
        int nest = writer.nest(Attribute.SERVICE);
        name(writer, id);
        writer.end(nest);
    }

    /// A virtual server as it shall be.
    static void service(NetlinkWriter writer, VirtualServerId id, VirtualServerSettings settings) {
        int nest = writer.nest(Attribute.SERVICE);
        name(writer, id);
        writer.attributeText(Service.SCHED_NAME, settings.scheduler());
        settings.engine().ifPresent(engine -> writer.attributeText(Service.PE_NAME, engine));
        int prefixLength = settings.persistence().map(VirtualServerSettings.Persistence::prefixLength)
            .orElse(id.family().bits());
        writer.attribute(Service.FLAGS, words(flags(settings), ServiceFlag.ALL))
            .attribute32(Service.TIMEOUT,
                settings.persistence().map(VirtualServerSettings.Persistence::timeoutSeconds).orElse(0))
            .attribute(Service.NETMASK, netmask(id.family(), prefixLength))
            .end(nest);
    }

    private static void name(NetlinkWriter writer, VirtualServerId id) {
        writer.attribute16(Service.AF, id.family().number());
        switch (id) {
            case VirtualServerId.Address(var protocol, IpAddress address, int port) ->
                writer.attribute16(Service.PROTOCOL, protocol.number())
                    .attribute(Service.ADDR, padded(address)).attribute(Service.PORT, port(port));
            case VirtualServerId.FirewallMark(int mark, _) -> writer.attribute32(Service.FWMARK, mark);
        }
    }

    private static int flags(VirtualServerSettings settings) {
        int flags = schedulerFlags(settings.schedulerFlags());
        flags |= settings.persistence().isPresent() ? ServiceFlag.PERSISTENT : 0;
        return flags | (settings.onePacket() ? ServiceFlag.ONEPACKET : 0);
    }

    private static int schedulerFlags(Set<String> names) {
        return names.stream().mapToInt(name -> SchedulerFlag.named(name).orElseThrow().bit())
            .reduce(0, (one, other) -> one | other);
    }

    /// IPv4 has a mask in network byte order here, IPv6 a length.
    private static byte[] netmask(Family family, int prefixLength) {
        return family == Family.IPV6 ? word(prefixLength)
            : IpAddress.ofIpv4(prefixLength == 0 ? 0 : -1 << 32 - prefixLength).bytes();
    }

    /// What names a real server. Kernels before 3.18 do not know the family, and take the virtual server's.
    static void dest(NetlinkWriter writer, RealServerId id) {
        int nest = writer.nest(Attribute.DEST);
        name(writer, id);
        writer.end(nest);
    }

    /// A real server as it shall be.
    static void dest(NetlinkWriter writer, RealServerId id, RealServerSettings settings) {
        int nest = writer.nest(Attribute.DEST);
        name(writer, id);
        writer.attribute32(Dest.FWD_METHOD, method(settings.method()))
            .attribute32(Dest.WEIGHT, settings.weight())
            .attribute32(Dest.U_THRESH, settings.upperThreshold())
            .attribute32(Dest.L_THRESH, settings.lowerThreshold());
        if (settings.method() instanceof ForwardingMethod.Tunnel(var type, int port, var checksum)) {
            writer.attribute8(Dest.TUN_TYPE, type.ordinal())
                .attribute(Dest.TUN_PORT, port(port))
                .attribute16(Dest.TUN_FLAGS, checksum.ordinal());
        }
        writer.end(nest);
    }

    private static void name(NetlinkWriter writer, RealServerId id) {
        writer.attribute16(Dest.ADDR_FAMILY, id.address().family().number())
            .attribute(Dest.ADDR, padded(id.address())).attribute(Dest.PORT, port(id.port()));
    }

    private static int method(ForwardingMethod method) {
        return switch (method) {
            case ForwardingMethod.Nat _ -> ConnectionFlags.NAT;
            case ForwardingMethod.DirectRouting _ -> ConnectionFlags.DIRECT_ROUTING;
            case ForwardingMethod.Tunnel _ -> ConnectionFlags.TUNNEL;
        };
    }

    /// The kernel takes 0 for what it has.
    static void timeouts(NetlinkWriter writer, ConnectionTimeouts timeouts) {
        writer.attribute32(Attribute.TIMEOUT_TCP, timeouts.tcpSeconds())
            .attribute32(Attribute.TIMEOUT_TCP_FIN, timeouts.tcpFinSeconds())
            .attribute32(Attribute.TIMEOUT_UDP, timeouts.udpSeconds());
    }

    /// A daemon to start. What is not given the kernel has defaults for.
    static void daemon(NetlinkWriter writer, SyncDaemon daemon) {
        int nest = writer.nest(Attribute.DAEMON);
        writer.attribute32(Daemon.STATE, state(daemon.role()))
            .attributeText(Daemon.MCAST_IFN, daemon.interfaceName())
            .attribute32(Daemon.SYNC_ID, daemon.syncId());
        if (daemon.maxLength() != 0) {
            writer.attribute16(Daemon.SYNC_MAXLEN, daemon.maxLength());
        }
        daemon.group().ifPresent(group -> writer.attribute(
            group.family() == Family.IPV6 ? Daemon.MCAST_GROUP6 : Daemon.MCAST_GROUP, group.bytes()));
        if (daemon.port() != 0) {
            writer.attribute16(Daemon.MCAST_PORT, daemon.port());
        }
        if (daemon.ttl() != 0) {
            writer.attribute8(Daemon.MCAST_TTL, daemon.ttl());
        }
        writer.end(nest);
    }

    /// A daemon to stop.
    static void daemon(NetlinkWriter writer, SyncDaemon.Role role, int syncId) {
        int nest = writer.nest(Attribute.DAEMON);
        writer.attribute32(Daemon.STATE, state(role)).attribute32(Daemon.SYNC_ID, syncId).end(nest);
    }

    /// `IP_VS_STATE_MASTER` and `IP_VS_STATE_BACKUP`.
    private static int state(SyncDaemon.Role role) {
        return role.ordinal() + 1;
    }

    private static byte[] padded(IpAddress address) {
        return Arrays.copyOf(address.bytes(), ADDRESS_LENGTH);
    }

    private static byte[] port(int port) {
        return new byte[] {(byte) (port >> 8), (byte) port};
    }

    private static byte[] word(int value) {
        return words(value);
    }

    private static byte[] words(int... values) {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        Arrays.stream(values).forEach(bytes::putInt);
        return bytes.array();
    }
}
