package uvs.dataplane.wire;

/// The Ethernet types that the data plane tells apart (IEEE 802 numbers).
public final class EtherType {

    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    /// A customer VLAN tag (IEEE 802.1Q).
    public static final int VLAN = 0x8100;
    public static final int IPV6 = 0x86dd;
    /// A service VLAN tag (IEEE 802.1ad).
    public static final int SERVICE_VLAN = 0x88a8;

    private EtherType() {}

    public static boolean isVlan(int etherType) {
        return etherType == VLAN || etherType == SERVICE_VLAN;
    }
}
