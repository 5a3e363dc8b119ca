package uvs.dataplane.port;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The bytes of a capture file, of which at most one piece is in memory, and the offset of what is read next.
final class PcapInput implements Closeable {

    /// The longest frame that is taken: what tcpdump captures at most.
    static final int MAX_FRAME = 262_144;

    /// The longest piece that [#read] takes.
    static final int MAX_PIECE = 65_536;

    private final String file;
    private final InputStream stream;
    private final byte[] frame = new byte[MAX_FRAME];
    private final ByteBuffer numbers = ByteBuffer.allocate(MAX_PIECE);
    private long offset;

    PcapInput(String file, InputStream stream) {
        this.file = file;
        this.stream = stream;
    }

    void order(ByteOrder order) {
        numbers.order(order);
    }

    /// The piece that was read last, from index 0, in the order of the file.
    ByteBuffer numbers() {
        return numbers;
    }

    /// The frame that was read last, from index 0.
    byte[] frame() {
        return frame;
    }

    /// How many bytes of the file were read.
    long offset() {
        return offset;
    }

    /// Reads a piece, or answers false if the file ends just before it. In the midst of it, the file must not
    /// end.
    boolean readOrEnd(int length, String what) throws IOException {
        return fill(numbers.array(), length, what);
    }

    void read(int length, String what) throws IOException {
        require(fill(numbers.array(), length, what), what);
    }

    /// Reads a frame, which [#frame] has from then on.
    void readFrame(long length) throws IOException {
        if (length > MAX_FRAME) {
            throw error("a frame of " + length + " bytes is longer than " + MAX_FRAME);
        }
        require(fill(frame, (int) length, "a frame"), "a frame");
    }

    /// Whether all of it is there, and not nothing: half of it is an error.
    private boolean fill(byte[] bytes, int length, String what) throws IOException {
        int read = stream.readNBytes(bytes, 0, length);
        if (read != 0 && read != length) {
            throw ends(what, read, length);
        }
        offset += read;
        return read == length;
    }

    private void require(boolean there, String what) throws PcapException {
        if (!there) {
            throw error("the file ends before " + what);
        }
    }

    private PcapException ends(String what, long there, long length) {
        return error("the file ends within " + what + ": " + there + " of " + length + " bytes are there");
    }

    void skip(long length, String what) throws IOException {
        long skipped = 0;
        while (skipped < length) {
            long step = stream.skip(length - skipped);
            if (step == 0) {
                if (stream.read() < 0) {
                    throw ends(what, skipped, length);
                }
                step = 1;
            }
            skipped += step;
        }
        offset += length;
    }

    /// A problem with what comes next.
    PcapException error(String problem) {
        return errorAt(offset, problem);
    }

    PcapException errorAt(long position, String problem) {
        return new PcapException(file, position, problem);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
