package uvs.dataplane.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The format that libpcap had from the beginning (draft-ietf-opsawg-pcap): one header, then frames of one
/// link type.
final class ClassicPcapReader extends PcapReader {

    private static final int HEADER_LENGTH = 24;
    private static final int MAGIC_LENGTH = 4;
    private static final int RECORD_HEADER_LENGTH = 16;
    private static final int MAJOR_VERSION = 2;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /// The link type in a field that may also say whether frames have a check sequence.
    private static final int LINK_TYPE_MASK = 0xffff;

    private final int nsPerUnit;

    /// @param nsPerUnit of the fractions of a second
    ClassicPcapReader(PcapInput input, ByteOrder order, int nsPerUnit) throws IOException {
        super(input);
        this.nsPerUnit = nsPerUnit;
        input.order(order);
        input.read(HEADER_LENGTH - MAGIC_LENGTH, "the file header");
        ByteBuffer header = input.numbers();
        int major = Short.toUnsignedInt(header.getShort(0));
        if (major != MAJOR_VERSION) {
            throw input.errorAt(MAGIC_LENGTH, "pcap version " + major + " is not 2");
        }
        requireEthernet(header.getInt(16) & LINK_TYPE_MASK, HEADER_LENGTH - 4);
    }

    @Override
    public boolean next() throws IOException {
        if (!input.readOrEnd(RECORD_HEADER_LENGTH, "the header of a frame")) {
            return false;
        }
        ByteBuffer header = input.numbers();
        long seconds = Integer.toUnsignedLong(header.getInt(0));
        long fraction = Integer.toUnsignedLong(header.getInt(4));
        long captured = Integer.toUnsignedLong(header.getInt(8));
        long original = Integer.toUnsignedLong(header.getInt(12));
        readFrame(seconds * NS_PER_SECOND + fraction * nsPerUnit, captured, original);
        return true;
    }
}
