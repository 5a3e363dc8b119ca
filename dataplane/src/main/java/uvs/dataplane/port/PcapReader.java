package uvs.dataplane.port;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads the Ethernet frames of a capture file one after the other, in bounded memory: classic pcap with
/// microseconds or nanoseconds in either byte order, and pcapng.
///
/// Each [#next] makes the accessors speak of another frame, until it answers false. A file that breaks off or
/// contradicts itself ends with a [PcapException] that names the byte; what came before was good.
public abstract sealed class PcapReader implements Closeable permits ClassicPcapReader, PcapngReader {

    static final int LINK_TYPE_ETHERNET = 1;

    final PcapInput input;

    private long timeNs;
    private int length;
    private int originalLength;

    PcapReader(PcapInput input) {
        this.input = input;
    }

    public static PcapReader open(Path file) throws IOException {
        InputStream stream = Files.newInputStream(file);
        try {
            return open(file.toString(), new BufferedInputStream(stream, 1 << 16));
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /// Reads from a stream, which this reader closes once it was opened.
    ///
    /// @param name of the file, for errors
    public static PcapReader open(String name, InputStream stream) throws IOException {
        var input = new PcapInput(name, stream);
        input.order(ByteOrder.BIG_ENDIAN);
        input.read(4, "the magic number");
        int magic = input.numbers().getInt(0);
        return switch (magic) {
            case 0xa1b2c3d4 -> new ClassicPcapReader(input, ByteOrder.BIG_ENDIAN, 1000);
            case 0xd4c3b2a1 -> new ClassicPcapReader(input, ByteOrder.LITTLE_ENDIAN, 1000);
            case 0xa1b23c4d -> new ClassicPcapReader(input, ByteOrder.BIG_ENDIAN, 1);
            case 0x4d3cb2a1 -> new ClassicPcapReader(input, ByteOrder.LITTLE_ENDIAN, 1);
            case PcapngReader.SECTION_HEADER -> new PcapngReader(input);
            default -> throw input.errorAt(0,
                "magic number 0x%08x is neither that of pcap nor that of pcapng".formatted(magic));
        };
    }

    /// Goes to the next frame, or answers false when there is none.
    public abstract boolean next() throws IOException;

    /// When the frame was captured, in nanoseconds since 1970.
    public long timeNs() {
        return timeNs;
    }

    /// How many bytes the frame had; more than are there when it was cut.
    public int originalLength() {
        return originalLength;
    }

    /// The bytes of the frame that are there, in an array of their own.
    public byte[] frame() {
        return Arrays.copyOf(input.frame(), length);
    }

    /// Reads the frame itself, of which the file has told.
    final void readFrame(long newTimeNs, long captured, long original) throws IOException {
        input.readFrame(captured);
        timeNs = newTimeNs;
        length = (int) captured;
        originalLength = (int) Math.min(original, Integer.MAX_VALUE);
    }

    final void requireEthernet(int linkType, long position) throws PcapException {
        if (linkType != LINK_TYPE_ETHERNET) {
            throw input.errorAt(position, "link type " + linkType
                + " is not Ethernet, which is 1; capture on an Ethernet interface, not on \"any\"");
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
