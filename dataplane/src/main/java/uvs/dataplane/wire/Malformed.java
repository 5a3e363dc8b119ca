package uvs.dataplane.wire;

/// Why bytes are not the header they were taken for. Each reason has its own counter.
public enum Malformed {

    /// Nothing is wrong.
    NONE,

    /// Fewer than 14 bytes of frame.
    ETHERNET_TRUNCATED,
    /// Fewer than 4 bytes behind a VLAN tag protocol identifier.
    VLAN_TRUNCATED,
    /// Fewer than 28 bytes of ARP.
    ARP_TRUNCATED,
    /// ARP for something else than IPv4 on Ethernet.
    ARP_NOT_IPV4_ON_ETHERNET,

    /// Fewer than 20 bytes, or fewer than the header length says.
    IPV4_TRUNCATED,
    /// The version in an IPv4 header is not 4.
    IPV4_VERSION,
    /// A header length below 20 bytes.
    IPV4_HEADER_LENGTH,
    /// A total length below the header length, or beyond the frame.
    IPV4_TOTAL_LENGTH,
    /// The header checksum does not hold.
    IPV4_CHECKSUM,
    /// An option with a length that is too small, or beyond the header.
    IPV4_OPTION,

    /// Fewer than 40 bytes.
    IPV6_TRUNCATED,
    /// The version in an IPv6 header is not 6.
    IPV6_VERSION,
    /// A payload length beyond the frame.
    IPV6_PAYLOAD_LENGTH,
    /// A payload length of 0 before a hop-by-hop header: RFC 2675 jumbograms are not forwarded.
    IPV6_JUMBOGRAM,
    /// An extension header that reaches beyond the packet.
    IPV6_EXTENSION_TRUNCATED,
    /// More extension headers than are walked.
    IPV6_TOO_MANY_EXTENSIONS,

    /// Fewer than 20 bytes of TCP.
    TCP_TRUNCATED,
    /// A data offset below 20 bytes, or beyond the segment.
    TCP_DATA_OFFSET,
    /// Fewer than 8 bytes of UDP.
    UDP_TRUNCATED,
    /// A UDP length below 8, or beyond the datagram.
    UDP_LENGTH,
    /// Fewer than 16 bytes of SCTP: the common header and one chunk header.
    SCTP_TRUNCATED,
    /// Fewer than the 4 bytes which two port numbers take.
    PORTS_TRUNCATED,

    /// Fewer than 8 bytes of ICMP.
    ICMP_TRUNCATED,
    /// The ICMP checksum does not hold.
    ICMP_CHECKSUM,
    /// Fewer than 8 bytes of ICMPv6.
    ICMPV6_TRUNCATED,
    /// The ICMPv6 checksum does not hold.
    ICMPV6_CHECKSUM,

    /// Fewer bytes than the GRE flags ask for.
    GRE_TRUNCATED,
    /// GRE of another version than 0.
    GRE_VERSION,
    /// GRE with the routing field of RFC 1701.
    GRE_ROUTING,
    /// Fewer bytes than the GUE header length says.
    GUE_TRUNCATED,
    /// GUE of another version than 0.
    GUE_VERSION,
    /// GUE flags which ask for more options than the header has room for.
    GUE_OPTIONS,

    /// Fewer bytes than the virtio-net header takes.
    VNET_TRUNCATED,
    /// A segmentation type this does not know.
    VNET_SEGMENTATION_TYPE,
    /// A checksum to be filled in that lies beyond the frame.
    VNET_CHECKSUM_POSITION
}
