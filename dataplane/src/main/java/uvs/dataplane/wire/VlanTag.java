package uvs.dataplane.wire;

/// A view of what follows a VLAN tag protocol identifier (IEEE 802.1Q, clause 9.6): the tag control
/// information and the type of what the tag hides.
///
/// ```
///  +-----+-+------------+--------------------------------+
///  | PCP |D|    VID     |           EtherType            |
///  +-----+-+------------+--------------------------------+
/// ```
public final class VlanTag extends View<VlanTag> {

    public static final int LENGTH = 4;

    private static final int CONTROL = 0;
    private static final int ETHER_TYPE = 2;

    public Malformed check() {
        return length < LENGTH ? Malformed.VLAN_TRUNCATED : Malformed.NONE;
    }

    /// All 16 bits: priority, drop eligible, identifier.
    public int control() {
        return u16(CONTROL);
    }

    public int priority() {
        return u16(CONTROL) >>> 13;
    }

    public boolean dropEligible() {
        return (u16(CONTROL) & 0x1000) != 0;
    }

    public int identifier() {
        return u16(CONTROL) & 0x0fff;
    }

    public int etherType() {
        return u16(ETHER_TYPE);
    }

    /// The position behind this tag.
    public long payloadStart() {
        return start + LENGTH;
    }

    public VlanTag control(int control) {
        put16(CONTROL, control);
        return this;
    }

    public VlanTag etherType(int etherType) {
        put16(ETHER_TYPE, etherType);
        return this;
    }
}
