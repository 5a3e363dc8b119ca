package uvs.dataplane.port;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes Ethernet frames with times in nanoseconds to a classic pcap file (draft-ietf-opsawg-pcap),
/// little-endian.
public final class PcapWriter implements Closeable {

    private static final int MAGIC_NANOSECONDS = 0xa1b2_3c4d;
    private static final int HEADER_LENGTH = 24;
    private static final int RECORD_HEADER_LENGTH = 16;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /// The last time that the format can hold, in February 2106.
    static final long MAX_TIME_NS = 0xffff_ffffL * NS_PER_SECOND + NS_PER_SECOND - 1;

    private final OutputStream out;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    private PcapWriter(OutputStream out) throws IOException {
        this.out = out;
        header.putInt(MAGIC_NANOSECONDS)
            .putShort((short) 2).putShort((short) 4)    // version
            .putInt(0).putInt(0)                        // reserved
            .putInt(PcapInput.MAX_FRAME)
            .putInt(PcapReader.LINK_TYPE_ETHERNET);
        out.write(header.array(), 0, HEADER_LENGTH);
    }

    /// Makes the file, or makes it anew.
    public static PcapWriter create(Path file) throws IOException {
        return to(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    /// Writes to a stream, which [#close] closes.
    public static PcapWriter to(OutputStream out) throws IOException {
        return new PcapWriter(out);
    }

    /// Writes one frame.
    ///
    /// @param timeNs since 1970; the format ends in 2106
    public void write(long timeNs, byte[] frame) throws IOException {
        if (timeNs < 0 || timeNs > MAX_TIME_NS) {
            throw new IllegalArgumentException("timeNs=" + timeNs + " is not between 1970 and 2106");
        }
        long seconds = timeNs / NS_PER_SECOND;
        header.clear()
            .putInt((int) seconds).putInt((int) (timeNs % NS_PER_SECOND))
            .putInt(frame.length).putInt(frame.length);
        out.write(header.array(), 0, RECORD_HEADER_LENGTH);
        out.write(frame);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
