package uvs.vrrp.wire;

import java.util.List;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// One VRRP advertisement, before it is bytes.
///
/// ```text
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version| Type  | Virtual Rtr ID|   Priority    | Count IP Addrs|
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Auth Type   |   Adver Int   |          Checksum             |  version 2 (RFC 3768, section 5.1)
/// |(rsvd) |     Max Adver Int     |          Checksum             |  version 3 (RFC 9568, section 5.1)
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      IP Address (1) … (n)                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      Authentication Data (1), (2): version 2 over IPv4        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// @param intervalCs the advertisement interval in hundredths of a second: whole seconds in version 2
/// @param addresses in the order of the configuration
public record Advertisement(
    Family family,
    int version,
    int virtualRouterId,
    int priority,
    int intervalCs,
    Authentication authentication,
    List<IpAddress> addresses) {

    /// The IP protocol number (IANA).
    public static final int PROTOCOL = 112;
    public static final int HEADER_LENGTH = 8;
    /// The priority with which an active router says that it stops.
    public static final int PRIORITY_RESIGN = 0;
    /// The priority of the router that owns the addresses.
    public static final int PRIORITY_OWNER = 255;
    public static final int MAX_ADDRESSES = 255;

    static final int TYPE_ADVERTISEMENT = 1;

    private static final int MAX_INTERVAL_V2_CS = 25_500;
    private static final int MAX_INTERVAL_V3_CS = 4_095;

    public Advertisement {
        addresses = List.copyOf(addresses);
        require(version == 2 || version == 3, "version=" + version + " is neither 2 nor 3");
        require(virtualRouterId >= 1 && virtualRouterId <= 255,
            "virtualRouterId=" + virtualRouterId + " is not in 1..255");
        require(priority >= 0 && priority <= PRIORITY_OWNER, "priority=" + priority + " is not in 0..255");
        require(addresses.size() <= MAX_ADDRESSES, "addresses=" + addresses.size() + " are more than 255");
        require(intervalCs >= 1 && intervalCs <= (version == 2 ? MAX_INTERVAL_V2_CS : MAX_INTERVAL_V3_CS),
            "intervalCs=" + intervalCs + " does not fit version " + version);
        require(version == 3 || intervalCs % 100 == 0,
            "intervalCs=" + intervalCs + " is not whole seconds, as version 2 needs");
        require(authentication instanceof Authentication.None || version == 2 && family == Family.IPV4,
            "only version 2 over IPv4 has authentication");
        for (IpAddress address : addresses) {
            require(address.family() == family, "address=" + address + " is not " + family);
        }
    }

    /// The length of the message in bytes, without what stands before it.
    public int length() {
        return length(family, version, addresses.size());
    }

    static int length(Family family, int version, int addresses) {
        int trailer = version == 2 && family == Family.IPV4 ? Secret.LENGTH : 0;
        return HEADER_LENGTH + addresses * family.addressLength() + trailer;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
