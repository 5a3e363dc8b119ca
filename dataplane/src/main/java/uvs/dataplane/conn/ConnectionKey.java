package uvs.dataplane.conn;

import uvs.scheduler.Flow;

/// What a packet says about its connection: family, protocol, and the addresses and ports of source and
/// destination.
///
/// Mutable and made to be filled again for each packet. An IPv4 address stands in the low 32 bits of the low
/// half, as in [uvs.config.net.IpAddress]. For a packet from the client the destination is the virtual
/// address; for a reply the source is the real server: [ConnectionTable#find] takes either.
public final class ConnectionKey implements Flow {

    /// Set in [#identity] for IPv6.
    static final int IPV6 = 0x100;
    /// Set in [#identity] for a persistence template, so that it never meets a connection with client port 0.
    static final int TEMPLATE = 0x200;

    private static final int PROTOCOL = 0xff;

    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;

    /// Source port, destination port and identity, 16 bits each, compared in one piece with a line.
    private long word;

    /// Keys to be filled, one for each packet of a burst.
    public static ConnectionKey[] forBurst(int size) {
        var keys = new ConnectionKey[size];
        for (int i = 0; i < size; i++) {
            keys[i] = new ConnectionKey();
        }
        return keys;
    }

    /// Takes the tuple of an IPv4 packet.
    ///
    /// @param source the 32 bits of the address, first byte highest
    public ConnectionKey ipv4(
        int protocol, int source, int sourcePort, int destination, int destinationPort) {
        return set(protocol, 0, Integer.toUnsignedLong(source), sourcePort,
            0, Integer.toUnsignedLong(destination), destinationPort);
    }

    /// Takes the tuple of an IPv6 packet.
    public ConnectionKey ipv6(
        int protocol, long sourceHigh, long sourceLow, int sourcePort,
        long destinationHigh, long destinationLow, int destinationPort) {
        return set(protocol | IPV6, sourceHigh, sourceLow, sourcePort,
            destinationHigh, destinationLow, destinationPort);
    }

    /// Takes the key of a persistence template: see [uvs.dataplane.conn] for what stands in for which field.
    public ConnectionKey template(
        boolean ipv6, int protocol, long clientHigh, long clientLow, long virtualHigh, long virtualLow,
        int virtualPort) {
        return set(protocol | TEMPLATE | (ipv6 ? IPV6 : 0), clientHigh, clientLow, 0,
            virtualHigh, virtualLow, virtualPort);
    }

    /// Takes what another key has.
    public ConnectionKey copy(ConnectionKey other) {
        sourceHigh = other.sourceHigh;
        sourceLow = other.sourceLow;
        destinationHigh = other.destinationHigh;
        destinationLow = other.destinationLow;
        word = other.word;
        return this;
    }

    /// Whether another key has all the same.
    boolean isSame(ConnectionKey other) {
        return word == other.word && sourceLow == other.sourceLow && destinationLow == other.destinationLow
            && sourceHigh == other.sourceHigh && destinationHigh == other.destinationHigh;
    }

    /// Takes the tuple that replies of a connection have: from the real server to the client.
    ConnectionKey set(
        int identity, long newSourceHigh, long newSourceLow, int sourcePort,
        long newDestinationHigh, long newDestinationLow, int destinationPort) {
        sourceHigh = newSourceHigh;
        sourceLow = newSourceLow;
        destinationHigh = newDestinationHigh;
        destinationLow = newDestinationLow;
        word = (long) sourcePort << 32 | (long) destinationPort << 16 | identity;
        return this;
    }

    /// A hash in which every bit depends on the whole tuple and on four secret numbers, so that nobody
    /// outside can choose tuples that meet in one bucket.
    ///
    /// @param secret four random numbers
    long hash(long[] secret) {
        if (!isIpv6()) {
            long mixed = mix((sourceLow << 32 | destinationLow) ^ secret[0], word ^ secret[1]);
            return mix(mixed ^ secret[2], secret[3]);
        }
        long source = mix(sourceHigh ^ secret[0], sourceLow ^ secret[1]);
        long destination = mix(destinationHigh ^ secret[2], destinationLow ^ secret[3]);
        return mix(source ^ word ^ secret[3], destination ^ secret[1]);
    }

    /// Both halves of the product of two numbers, folded together.
    private static long mix(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }

    long word() {
        return word;
    }

    int identity() {
        return (int) word & 0xffff;
    }

    public int protocol() {
        return (int) word & PROTOCOL;
    }

    @Override
    public boolean isIpv6() {
        return (word & IPV6) != 0;
    }

    public boolean isTemplate() {
        return (word & TEMPLATE) != 0;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public int sourcePort() {
        return (int) (word >>> 32);
    }

    @Override
    public long destinationHigh() {
        return destinationHigh;
    }

    @Override
    public long destinationLow() {
        return destinationLow;
    }

    @Override
    public int destinationPort() {
        return (int) (word >>> 16) & 0xffff;
    }

    /// The source, when this is the key of a packet from the client.
    @Override
    public long clientHigh() {
        return sourceHigh;
    }

    @Override
    public long clientLow() {
        return sourceLow;
    }

    @Override
    public int clientPort() {
        return sourcePort();
    }
}
