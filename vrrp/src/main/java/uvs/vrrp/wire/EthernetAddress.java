package uvs.vrrp.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

import uvs.config.net.Family;

/// A link-layer address of six bytes.
///
/// @param bits the first byte highest, in the low 48 bits
public record EthernetAddress(long bits) {

    public static final int LENGTH = 6;
    public static final EthernetAddress BROADCAST = new EthernetAddress(0xffff_ffff_ffffL);

    private static final long VIRTUAL_IPV4 = 0x0000_5e00_0100L;
    private static final long VIRTUAL_IPV6 = 0x0000_5e00_0200L;

    public static EthernetAddress of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("length=" + bytes.length + " is not 6");
        }
        long bits = 0;
        for (byte part : bytes) {
            bits = bits << 8 | Byte.toUnsignedInt(part);
        }
        return new EthernetAddress(bits);
    }

    /// The address which all routers of a group share (RFC 9568, section 7.3).
    public static EthernetAddress virtual(Family family, int virtualRouterId) {
        return new EthernetAddress(switch (family) {
            case IPV4 -> VIRTUAL_IPV4 | virtualRouterId;
            case IPV6 -> VIRTUAL_IPV6 | virtualRouterId;
        });
    }

    public byte[] bytes() {
        var bytes = new byte[LENGTH];
        ByteBuffer.wrap(bytes).putShort((short) (bits >>> 32)).putInt((int) bits);
        return bytes;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }
}
