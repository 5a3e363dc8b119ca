package uvs.dataplane.wire;

/// A view of an Ethernet header.
///
/// ```
///  +--------------------------+--------------------------+-------------+
///  |  destination (6 bytes)   |     source (6 bytes)     |  EtherType  |
///  +--------------------------+--------------------------+-------------+
/// ```
///
/// A hardware address is the low 48 bits of a long, its first byte highest. Behind an EtherType for which
/// [EtherType#isVlan] holds stands a [VlanTag].
public final class EthernetHeader extends View<EthernetHeader> {

    public static final int LENGTH = 14;

    /// All ones: every station.
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private static final int DESTINATION = 0;
    private static final int SOURCE = 6;
    private static final int ETHER_TYPE = 12;

    /// The bit that marks an address of a group of stations, broadcast included.
    private static final long GROUP = 0x0100_0000_0000L;

    public Malformed check() {
        return length < LENGTH ? Malformed.ETHERNET_TRUNCATED : Malformed.NONE;
    }

    public long destination() {
        return u64(DESTINATION) >>> 16;
    }

    public long source() {
        return (long) u16(SOURCE) << 32 | Integer.toUnsignedLong(u32(SOURCE + 2));
    }

    public int etherType() {
        return u16(ETHER_TYPE);
    }

    public boolean isMulticast() {
        return (destination() & GROUP) != 0;
    }

    /// The position behind this header.
    public long payloadStart() {
        return start + LENGTH;
    }

    public EthernetHeader destination(long address) {
        put16(DESTINATION, (int) (address >>> 32));
        put32(DESTINATION + 2, (int) address);
        return this;
    }

    public EthernetHeader source(long address) {
        put16(SOURCE, (int) (address >>> 32));
        put32(SOURCE + 2, (int) address);
        return this;
    }

    /// Both at once, as each forwarded frame needs them.
    public EthernetHeader addresses(long destination, long source) {
        put64(DESTINATION, destination << 16 | source >>> 32);
        put32(SOURCE + 2, (int) source);
        return this;
    }

    public EthernetHeader etherType(int etherType) {
        put16(ETHER_TYPE, etherType);
        return this;
    }
}
