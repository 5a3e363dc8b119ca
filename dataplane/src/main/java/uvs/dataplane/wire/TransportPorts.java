package uvs.dataplane.wire;

/// A view of the four bytes that TCP, UDP and SCTP begin with alike, for packets of which no more may be
/// there: the packet in an ICMP error. Setters repair no checksum.
public final class TransportPorts extends View<TransportPorts> {

    public static final int LENGTH = 4;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;

    public Malformed check() {
        return length < LENGTH ? Malformed.PORTS_TRUNCATED : Malformed.NONE;
    }

    public int sourcePort() {
        return u16(SOURCE_PORT);
    }

    public int destinationPort() {
        return u16(DESTINATION_PORT);
    }

    public TransportPorts sourcePort(int port) {
        put16(SOURCE_PORT, port);
        return this;
    }

    public TransportPorts destinationPort(int port) {
        put16(DESTINATION_PORT, port);
        return this;
    }
}
