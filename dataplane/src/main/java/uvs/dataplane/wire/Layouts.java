package uvs.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How numbers stand in packet memory: big-endian and unaligned, since an Ethernet header of 14 bytes puts
/// what follows on no boundary. The little-endian ones are for what the kernel hands over in its own order,
/// and for sums.
public final class Layouts {

    public static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    public static final ValueLayout.OfShort U16 =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    public static final ValueLayout.OfInt U32 =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    public static final ValueLayout.OfLong U64 =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    public static final ValueLayout.OfShort L16 =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfInt L32 =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfLong L64 =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Layouts() {}

    public static int u8(MemorySegment packet, long position) {
        return Byte.toUnsignedInt(packet.get(U8, position));
    }

    public static int u16(MemorySegment packet, long position) {
        return Short.toUnsignedInt(packet.get(U16, position));
    }

    public static int u32(MemorySegment packet, long position) {
        return packet.get(U32, position);
    }
}
