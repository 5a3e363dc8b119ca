package uvs.bench.compare;

import java.util.EnumSet;
import java.util.Set;

/// A way of getting packets from a client to a real server.
enum Subject {

    /// The kernel's routing, without connection tracking: what a director cannot be expected to beat.
    ROUTING("routing", "kernel routing", EnumSet.allOf(Measurement.class)),
    /// DNAT by a rule of nftables.
    NFTABLES("nftables", "nftables DNAT", EnumSet.allOf(Measurement.class)),
    /// The kernel's IPVS with NAT.
    IPVS("ipvs", "kernel IPVS, NAT", EnumSet.allOf(Measurement.class)),
    /// An XDP program that sends every frame of the service to the one real server: no connections, no answers.
    XDP_REDIRECT("xdp-redirect", "XDP redirect", EnumSet.of(Measurement.UDP_1K, Measurement.UDP_50K)),
    UVS_XDP_NAT("uvs-xdp-nat", "uvs, AF_XDP, NAT", EnumSet.allOf(Measurement.class)),
    UVS_XDP_DR("uvs-xdp-dr", "uvs, AF_XDP, DR", EnumSet.allOf(Measurement.class)),
    UVS_URING_NAT("uvs-uring-nat", "uvs, io_uring, NAT", EnumSet.allOf(Measurement.class)),
    UVS_URING_DR("uvs-uring-dr", "uvs, io_uring, DR", EnumSet.allOf(Measurement.class)),
    HAPROXY("haproxy", "HAProxy, mode tcp",
        EnumSet.of(Measurement.CONNECTIONS, Measurement.KEEPALIVE, Measurement.BULK, Measurement.TCP_LATENCY)),
    /// A datagram of nginx is a session with a socket of its own, so 50,000 flows are more than it can have.
    NGINX("nginx", "nginx stream",
        EnumSet.of(Measurement.UDP_1K, Measurement.CONNECTIONS, Measurement.KEEPALIVE, Measurement.BULK, Measurement.TCP_LATENCY));

    final String word;
    final String title;
    final Set<Measurement> measurements;

    Subject(String word, String title, Set<Measurement> measurements) {
        this.word = word;
        this.title = title;
        this.measurements = measurements;
    }

    boolean isDirectRouting() {
        return this == UVS_XDP_DR || this == UVS_URING_DR;
    }

    @Override
    public String toString() {
        return word;
    }
}
