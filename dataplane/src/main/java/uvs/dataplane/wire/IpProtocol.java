package uvs.dataplane.wire;

/// The protocol numbers of IPv4 and the next headers of IPv6 that the data plane tells apart (IANA).
public final class IpProtocol {

    public static final int HOP_BY_HOP = 0;
    public static final int ICMP = 1;
    /// IPv4 inside.
    public static final int IPIP = 4;
    public static final int TCP = 6;
    public static final int UDP = 17;
    /// IPv6 inside.
    public static final int IPV6 = 41;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int GRE = 47;
    public static final int ESP = 50;
    public static final int AH = 51;
    public static final int ICMPV6 = 58;
    /// Nothing follows an IPv6 header chain that ends so.
    public static final int NO_NEXT_HEADER = 59;
    public static final int DESTINATION_OPTIONS = 60;
    public static final int SCTP = 132;

    private IpProtocol() {}
}
