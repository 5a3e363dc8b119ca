package uvs.dataplane.wire;

/// What stood in an IPv4 header when it was read: three loads for all that a packet is judged and known by, where
/// [Ipv4Header] takes one for each field.
///
/// Filled again for each packet. It does not follow what is written into the header afterwards.
public final class Ipv4Fields {

    /// Version to fragment offset.
    private long first;
    /// Time to live to source.
    private long second;
    private int destination;

    /// Reads a header and checks it: as [Ipv4Header#check], and the checksum. What it holds means nothing when the header
    /// is refused.
    public Malformed read(Ipv4Header header) {
        if (header.length < Ipv4Header.MIN_LENGTH) {
            return Malformed.IPV4_TRUNCATED;
        }
        first = header.first();
        second = header.second();
        destination = header.destination();
        Malformed malformed = Ipv4Header.check(first, header.length);
        if (malformed != Malformed.NONE) {
            return malformed;
        }
        boolean holds = hasOptions() ? header.checksumHolds() : Ipv4Header.checksumHolds(first, second, destination);
        return holds ? Malformed.NONE : Malformed.IPV4_CHECKSUM;
    }

    /// In bytes, options included.
    public int headerLength() {
        return Ipv4Header.headerLength(first);
    }

    public boolean hasOptions() {
        return headerLength() > Ipv4Header.MIN_LENGTH;
    }

    /// The length of the packet in bytes, header included.
    public int totalLength() {
        return Ipv4Header.totalLength(first);
    }

    public boolean dontFragment() {
        return Ipv4Header.dontFragment((int) first);
    }

    /// Whether this is a part of a packet, the first one included.
    public boolean isFragment() {
        return Ipv4Header.isFragment((int) first);
    }

    /// In bytes.
    public int fragmentOffset() {
        return Ipv4Header.fragmentOffset((int) first);
    }

    public int protocol() {
        return (int) (second >>> 48) & 0xff;
    }

    public int source() {
        return (int) second;
    }

    public int destination() {
        return destination;
    }
}
