package uvs.dataplane.wire;

/// A view of the `struct virtio_net_hdr` that a packet socket puts before each frame once `PACKET_VNET_HDR`
/// is set (Linux, `include/uapi/linux/virtio_net.h`). Numbers stand in the order of the machine, which is
/// little-endian on every machine this runs on.
///
/// ```
///  +-------+-------+---------------+---------------+---------------+---------------+ - - - - - - - +
///  | flags |  gso  | header length |   gso size    |checksum start |checksum offset| (buffer count)|
///  +-------+-------+---------------+---------------+---------------+---------------+ - - - - - - - +
/// ```
///
/// The view is laid over this header and the whole frame behind it; the positions it names count from the
/// frame's first byte.
public final class VnetHeader extends View<VnetHeader> {

    public static final int LENGTH = 10;

    /// With the number of buffers, which is 0 here.
    public static final int LENGTH_WITH_BUFFERS = 12;

    /// The frame is one packet as it stands.
    public static final int SEGMENTATION_NONE = 0;
    public static final int SEGMENTATION_TCP_IPV4 = 1;
    /// UDP in IP fragments: no longer made by kernels since 4.14, still taken.
    public static final int SEGMENTATION_UDP_FRAGMENTS = 3;
    public static final int SEGMENTATION_TCP_IPV6 = 4;
    /// UDP in datagrams of one size.
    public static final int SEGMENTATION_UDP = 5;

    private static final int FLAGS = 0;
    private static final int SEGMENTATION_TYPE = 1;
    private static final int HEADER_LENGTH = 2;
    private static final int SEGMENT_SIZE = 4;
    private static final int CHECKSUM_START = 6;
    private static final int CHECKSUM_OFFSET = 8;

    private static final int NEEDS_CHECKSUM = 1;
    private static final int DATA_VALID = 2;
    private static final int ECN = 0x80;

    /// Whether the header is there, is of a kind known here, and names positions within the frame.
    ///
    /// @param headerLength [#LENGTH] or [#LENGTH_WITH_BUFFERS], as the socket was told
    public Malformed check(int headerLength) {
        if (length < headerLength) {
            return Malformed.VNET_TRUNCATED;
        }
        switch (segmentationType()) {
            case SEGMENTATION_NONE, SEGMENTATION_TCP_IPV4, SEGMENTATION_UDP_FRAGMENTS, SEGMENTATION_TCP_IPV6,
                SEGMENTATION_UDP -> { }
            default -> {
                return Malformed.VNET_SEGMENTATION_TYPE;
            }
        }
        boolean beyond = needsChecksum() && checksumStart() + checksumOffset() + 2 > length - headerLength;
        return beyond ? Malformed.VNET_CHECKSUM_POSITION : Malformed.NONE;
    }

    /// Whether the transport checksum is a partial one (see [InternetChecksum]), to be completed by the last
    /// device.
    public boolean needsChecksum() {
        return (u8(FLAGS) & NEEDS_CHECKSUM) != 0;
    }

    /// Whether a device has found the transport checksum right.
    public boolean dataValid() {
        return (u8(FLAGS) & DATA_VALID) != 0;
    }

    /// Whether the frame stands for several packets.
    public boolean isSegmented() {
        return segmentationType() != SEGMENTATION_NONE;
    }

    /// Into what packets the frame is to be cut, without the ECN bit.
    public int segmentationType() {
        return u8(SEGMENTATION_TYPE) & ~ECN;
    }

    /// Whether only the first segment may carry CWR.
    public boolean segmentationKeepsEcn() {
        return (u8(SEGMENTATION_TYPE) & ECN) != 0;
    }

    /// The bytes of headers that each segment repeats: a hint.
    public int headerLength() {
        return l16(HEADER_LENGTH);
    }

    /// The payload of one segment, in bytes.
    public int segmentSize() {
        return l16(SEGMENT_SIZE);
    }

    /// Where in the frame the checksummed bytes begin.
    public int checksumStart() {
        return l16(CHECKSUM_START);
    }

    /// Where behind [#checksumStart] the checksum stands.
    public int checksumOffset() {
        return l16(CHECKSUM_OFFSET);
    }

    /// Makes it the header of a frame that is complete in itself.
    public VnetHeader clear(int headerLength) {
        packet.asSlice(start, headerLength).fill((byte) 0);
        return this;
    }

    /// Asks for the transport checksum to be completed, or says that it is complete.
    public VnetHeader needsChecksum(boolean needed) {
        int flags = u8(FLAGS) & ~NEEDS_CHECKSUM;
        put8(FLAGS, needed ? flags | NEEDS_CHECKSUM : flags);
        return this;
    }

    public VnetHeader segmentation(int type, int headerLength, int segmentSize) {
        put8(SEGMENTATION_TYPE, type);
        putL16(HEADER_LENGTH, headerLength);
        putL16(SEGMENT_SIZE, segmentSize);
        return this;
    }

    public VnetHeader checksumPosition(int checksumStart, int checksumOffset) {
        putL16(CHECKSUM_START, checksumStart);
        putL16(CHECKSUM_OFFSET, checksumOffset);
        return this;
    }

    private int l16(long offset) {
        return Short.toUnsignedInt(packet.get(Layouts.L16, start + offset));
    }

    private void putL16(long offset, int value) {
        packet.set(Layouts.L16, start + offset, (short) value);
    }
}
