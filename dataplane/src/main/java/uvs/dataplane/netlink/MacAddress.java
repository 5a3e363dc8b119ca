package uvs.dataplane.netlink;

import java.nio.ByteBuffer;

/// An Ethernet address in the low 48 bits of a long, the first byte on the wire highest.
public record MacAddress(long bits) {

    /// In bytes.
    public static final int LENGTH = 6;
    public static final MacAddress ZERO = new MacAddress(0);
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("bits=" + bits + " has more than 48 bits");
        }
    }

    /// The address in `text`, six pairs of hexadecimal digits with colons between them.
    public static MacAddress of(String text) {
        if (!text.matches("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")) {
            throw new IllegalArgumentException("address=" + text + " is not an Ethernet address");
        }
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    /// The bytes in wire order.
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH).putShort((short) (bits >>> 32)).putInt((int) bits).array();
    }

    @Override
    public String toString() {
        var text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(Character.forDigit((int) (bits >>> shift + 4) & 15, 16))
                .append(Character.forDigit((int) (bits >>> shift) & 15, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }
}
