package uvs.bench.compare;

/// What is measured of each [Subject].
enum Measurement {

    /// 64-byte datagrams of 1,000 flows.
    UDP_1K("udp-1k", "64-byte UDP, 1,000 flows", "Mpps"),
    /// The same of 50,000.
    UDP_50K("udp-50k", "64-byte UDP, 50,000 flows", "Mpps"),
    /// HTTP requests, each by a connection of its own.
    CONNECTIONS("connections", "TCP connections", "1/s"),
    /// HTTP requests over connections that stay.
    KEEPALIVE("keepalive", "HTTP requests, keep-alive", "1/s"),
    /// One TCP stream.
    BULK("bulk", "TCP stream", "Gbit/s"),
    /// Round-trip times under half the load that a subject can carry.
    LATENCY("latency", "round trip at half load", "µs"),
    /// The same over one TCP connection, which proxies carry too; without other load, since they have no datagrams to carry.
    TCP_LATENCY("tcp-latency", "TCP round trip, no other load", "µs");

    final String word;
    final String title;
    final String unit;

    Measurement(String word, String title, String unit) {
        this.word = word;
        this.title = title;
        this.unit = unit;
    }

    boolean isRoundTrip() {
        return this == LATENCY || this == TCP_LATENCY;
    }

    @Override
    public String toString() {
        return word;
    }
}
