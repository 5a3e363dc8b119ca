package uvs.tools.oracle;

import java.nio.ByteBuffer;
import java.util.Arrays;
import uvs.config.net.IpAddress;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.wire.EtherType;

/// Ethernet frames around IP packets.
final class Frames {

    static final int ETHERNET = 14;

    private Frames() {
    }

    static byte[] ethernet(MacAddress destination, MacAddress source, byte[] packet) {
        int type = isIpv6(packet) ? EtherType.IPV6 : EtherType.IPV4;
        return ByteBuffer.allocate(ETHERNET + packet.length).put(destination.bytes()).put(source.bytes())
            .putShort((short) type).put(packet).array();
    }

    static byte[] packet(byte[] frame) {
        return Arrays.copyOfRange(frame, ETHERNET, frame.length);
    }

    static boolean isIpv6(byte[] packet) {
        return packet[0] >> 4 == 6;
    }

    static IpAddress source(byte[] packet) {
        return isIpv6(packet) ? address(packet, 8, 16) : address(packet, 12, 4);
    }

    static IpAddress destination(byte[] packet) {
        return isIpv6(packet) ? address(packet, 24, 16) : address(packet, 16, 4);
    }

    private static IpAddress address(byte[] packet, int at, int length) {
        return IpAddress.of(Arrays.copyOfRange(packet, at, at + length));
    }

    static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
