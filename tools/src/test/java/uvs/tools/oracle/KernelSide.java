package uvs.tools.oracle;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.port.SteeredTraffic;
import uvs.dataplane.port.SteeredTraffic.Service;
import uvs.dataplane.port.Steering;
import uvs.dataplane.wire.IpProtocol;

/// Which frames the kernel's own stack gets to see beside the data plane: the rules of
/// [uvs.dataplane.port.NftSteering], worked out by hand.
final class KernelSide implements Steering {

    private static final Set<Integer> ERRORS = Set.of(3, 4, 11);
    private static final Set<Integer> ERRORS_IPV6 = Set.of(1, 2, 3, 4);
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_HEADER = 8;
    private static final int PORTS = 4;
    private static final int IPV4_HEADER = 20;
    private static final int PLAIN_IPV4 = 0x45;
    private static final int ICMP_HEADER = 8;
    private static final int FTP_DATA = 20;
    private static final int UNPRIVILEGED = 1024;

    private SteeredTraffic traffic = SteeredTraffic.NONE;
    private final Set<IpAddress> realAddresses = new HashSet<>();

    @Override
    public void steer(SteeredTraffic newTraffic) {
        traffic = newTraffic.here();
        realAddresses.clear();
        newTraffic.real().forEach(service -> realAddresses.add(service.address()));
    }

    @Override
    public Optional<String> refusal() {
        return Optional.of("it is told what is here");
    }

    /// Whether the kernel sees a frame.
    boolean sees(byte[] frame) {
        byte[] packet = Frames.packet(frame);
        int etherType = Frames.u16(frame, Frames.ETHERNET - 2);
        boolean ipv6 = etherType == 0x86dd;
        if (!ipv6 && etherType != 0x0800 || packet.length < (ipv6 ? 40 : 20)) {
            return true;
        }
        int protocol = packet[ipv6 ? 6 : 9] & 0xff;
        int transport = ipv6 ? IPV6_HEADER : (packet[0] & 15) * 4;
        if (ipv6 && protocol == IpProtocol.FRAGMENT && packet.length > transport + FRAGMENT_HEADER) {
            protocol = packet[transport] & 0xff;
            transport += FRAGMENT_HEADER;
        }
        IpAddress source = Frames.source(packet);
        IpAddress destination = Frames.destination(packet);
        boolean toOthers = !traffic.local().contains(destination);
        if (hasService(traffic.virtual(), protocol, destination, 0)
            || toOthers && hasService(traffic.real(), protocol, source, 0)) {
            return false;
        }
        boolean fromReal = toOthers && realAddresses.contains(source);
        if (Reassembly.offset(frame) != 0) {
            return !fromReal;
        }
        if (packet.length < transport + PORTS) {
            return true;
        }
        boolean error = toOthers && isError(ipv6, protocol, packet[transport] & 0xff);
        if (error && (fromReal || isAboutReal(packet, transport + ICMP_HEADER, ipv6))) {
            return false;
        }
        if (protocol == IpProtocol.TCP && traffic.ftp().contains(destination)
            && (Frames.u16(packet, transport + 2) == FTP_DATA || Frames.u16(packet, transport + 2) >= UNPRIVILEGED)) {
            return false;
        }
        return !hasService(traffic.virtual(), protocol, destination, Frames.u16(packet, transport + 2))
            && !(toOthers && hasService(traffic.real(), protocol, source, Frames.u16(packet, transport)));
    }

    /// Whether the packet inside an error went to a real server's service.
    private boolean isAboutReal(byte[] packet, int inside, boolean ipv6) {
        int header = ipv6 ? IPV6_HEADER : IPV4_HEADER;
        if (packet.length < inside + header + PORTS || packet[inside] >> 4 != (ipv6 ? 6 : 4)
            || !ipv6 && packet[inside] != PLAIN_IPV4) {
            return false;
        }
        IpAddress destination = Frames.destination(Arrays.copyOfRange(packet, inside, packet.length));
        int protocol = packet[inside + (ipv6 ? 6 : 9)] & 0xff;
        return hasService(traffic.real(), protocol, destination, 0)
            || hasService(traffic.real(), protocol, destination, Frames.u16(packet, inside + header + 2));
    }

    private static boolean isError(boolean ipv6, int protocol, int type) {
        return ipv6 ? protocol == IpProtocol.ICMPV6 && ERRORS_IPV6.contains(type)
            : protocol == IpProtocol.ICMP && ERRORS.contains(type);
    }

    private static boolean hasService(Set<Service> services, int protocol, IpAddress address, int port) {
        return Arrays.stream(Protocol.values()).anyMatch(each ->
            each.number() == protocol && services.contains(new Service(each, address, port)));
    }

    @Override
    public void close() {
        traffic = SteeredTraffic.NONE;
    }
}
