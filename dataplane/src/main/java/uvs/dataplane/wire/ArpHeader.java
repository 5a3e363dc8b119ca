package uvs.dataplane.wire;

/// A view of an ARP packet for IPv4 on Ethernet (RFC 826).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------------------------------+
///  |       Hardware type (1)       |     Protocol type (0x0800)    |
///  +---------------+---------------+-------------------------------+
///  |  HW length 6  | Prot length 4 |           Operation           |
///  +---------------+---------------+-------------------------------+
///  |       sender hardware (6), sender protocol (4),               |
///  |       target hardware (6), target protocol (4)                |
///  +---------------------------------------------------------------+
/// ```
public final class ArpHeader extends View<ArpHeader> {

    public static final int LENGTH = 28;

    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    private static final int TYPES_AND_LENGTHS = 0;
    private static final int OPERATION = 6;
    private static final int SENDER_HARDWARE = 8;
    private static final int SENDER_PROTOCOL = 14;
    private static final int TARGET_HARDWARE = 18;
    private static final int TARGET_PROTOCOL = 24;

    /// Ethernet, IPv4, 6 and 4 bytes.
    private static final long IPV4_ON_ETHERNET = 0x0001_0800_0604L;

    public Malformed check() {
        if (length < LENGTH) {
            return Malformed.ARP_TRUNCATED;
        }
        boolean ipv4OnEthernet = u64(TYPES_AND_LENGTHS) >>> 16 == IPV4_ON_ETHERNET;
        return ipv4OnEthernet ? Malformed.NONE : Malformed.ARP_NOT_IPV4_ON_ETHERNET;
    }

    /// [#REQUEST] or [#REPLY], or what the sender made of it.
    public int operation() {
        return u16(OPERATION);
    }

    /// In the low 48 bits, as in [EthernetHeader].
    public long senderHardware() {
        return u64(SENDER_HARDWARE) >>> 16;
    }

    public int senderProtocol() {
        return u32(SENDER_PROTOCOL);
    }

    /// In the low 48 bits, as in [EthernetHeader].
    public long targetHardware() {
        return u64(TARGET_HARDWARE) >>> 16;
    }

    public int targetProtocol() {
        return u32(TARGET_PROTOCOL);
    }

    /// Writes all 28 bytes.
    public ArpHeader create(int operation, long senderHardware, int senderProtocol, long targetHardware,
            int targetProtocol) {
        put64(TYPES_AND_LENGTHS, IPV4_ON_ETHERNET << 16 | operation & 0xffff);
        put64(SENDER_HARDWARE, senderHardware << 16);
        put32(SENDER_PROTOCOL, senderProtocol);
        put64(TARGET_HARDWARE, targetHardware << 16);
        put32(TARGET_PROTOCOL, targetProtocol);
        return this;
    }
}
