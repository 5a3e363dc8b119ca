package uvs.dataplane.port;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uvs.dataplane.wire.InternetChecksum;
import uvs.dataplane.wire.VnetHeader;

/// One Ethernet frame in packet memory, and what the sender left for the last moment: partial checksums and
/// segmentation, in the terms of `struct virtio_net_hdr` (virtio 1.2, section 5.1.6).
///
/// A frame object stands for one slot of packet memory and is used again and again. Whoever holds it either sends
/// it ([Port#send]) or gives it back ([#release]), once.
public final class Frame {

    /// How many bytes may be put in front of a received frame: an Ethernet and an outer IPv6 header, UDP and GUE.
    public static final int HEADROOM = 128;

    /// `VIRTIO_NET_HDR_F_NEEDS_CSUM`: the checksum field holds the sum of the pseudo-header only.
    private static final int NEEDS_CHECKSUM = 1;
    /// `VIRTIO_NET_HDR_F_DATA_VALID`: the device has found the checksum right.
    private static final int DATA_VALID = 2;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    private final MemorySegment memory;
    private final int slot;
    private final Engine engine;

    private Port ingress;
    private long start;
    private int length;
    /// The first 8 bytes of the virtio_net_hdr: flags, GSO type, header length, GSO size, checksum start.
    private long offload;
    /// Its last 2 bytes: checksum offset.
    private short checksumOffset;

    /// Made by an engine, once for each slot.
    ///
    /// @param memory the packet memory of the engine, all of it
    public Frame(Engine engine, MemorySegment memory, int slot) {
        this.engine = engine;
        this.memory = memory;
        this.slot = slot;
    }

    /// Makes this a frame that `port` received, complete as it stands. Called by ports.
    public Frame received(Port port, long frameStart, int frameLength) {
        ingress = port;
        start = frameStart;
        length = frameLength;
        offload = 0;
        checksumOffset = 0;
        return this;
    }

    /// Takes over the virtio_net_hdr that stands in front of the frame.
    public Frame readVnetHeader() {
        offload = memory.get(LONG, start - VnetHeader.LENGTH);
        checksumOffset = memory.get(SHORT, start - 2);
        return this;
    }

    /// Writes the virtio_net_hdr in front of the frame, and answers where it starts.
    public long writeVnetHeader() {
        memory.set(LONG, start - VnetHeader.LENGTH, offload);
        memory.set(SHORT, start - 2, checksumOffset);
        return start - VnetHeader.LENGTH;
    }

    /// The packet memory in which this frame lies; the frame is `length` bytes from `start`.
    public MemorySegment memory() {
        return memory;
    }

    /// The offset of the Ethernet header.
    public long start() {
        return start;
    }

    /// The length in bytes, Ethernet header included, frame check sequence not.
    public int length() {
        return length;
    }

    /// The port on which the frame arrived.
    public Port ingress() {
        return ingress;
    }

    /// The number of the slot in packet memory.
    public int slot() {
        return slot;
    }

    /// Makes room in front: the frame starts `bytes` earlier and is as much longer. At most [#HEADROOM] in all.
    public Frame grow(int bytes) {
        start -= bytes;
        length += bytes;
        return this;
    }

    /// Sets the length, for a frame that was written or cut.
    public Frame length(int bytes) {
        length = bytes;
        return this;
    }

    /// Whether the transport checksum is still partial: the field holds the folded sum of the pseudo-header, and
    /// whoever sends the frame adds the rest.
    public boolean checksumIsPartial() {
        return (offload & NEEDS_CHECKSUM) != 0;
    }

    /// Whether somebody before has found the transport checksum right.
    public boolean checksumIsValid() {
        return (offload & DATA_VALID) != 0;
    }

    /// Where the part of the frame that a partial checksum covers starts: the transport header, in bytes from the
    /// Ethernet header.
    public int checksumStart() {
        return (int) (offload >>> 48) & 0xffff;
    }

    /// Where the partial checksum stands, in bytes from [#checksumStart].
    public int checksumOffset() {
        return checksumOffset & 0xffff;
    }

    /// Says that the transport checksum is partial.
    ///
    /// @param coveredStart where the transport header starts, in bytes from the Ethernet header
    /// @param fieldOffset  where the checksum stands, in bytes from there
    public Frame partialChecksum(int coveredStart, int fieldOffset) {
        offload = offload & 0xffff_ffff_ffffL | NEEDS_CHECKSUM | (long) coveredStart << 48;
        checksumOffset = (short) fieldOffset;
        return this;
    }

    /// Adds what a partial checksum lacks, so that the frame is complete as it stands; segmentation stays.
    public Frame completeChecksum() {
        if (checksumIsPartial()) {
            long from = start + checksumStart();
            InternetChecksum.complete(memory, from, start + length - from, checksumOffset());
            offload &= ~(long) NEEDS_CHECKSUM;
        }
        return this;
    }

    /// Whether the frame stands for several packets, to be cut by whoever needs them small.
    public boolean isSegmented() {
        return (offload >>> 8 & 0x7f) != 0;
    }

    /// The payload bytes of each packet which this frame stands for; 0 when it is a packet itself.
    public int segmentSize() {
        return isSegmented() ? (int) (offload >>> 32) & 0xffff : 0;
    }

    /// Forgets partial checksums and segmentation: the frame is complete as it stands.
    public Frame complete() {
        offload = 0;
        checksumOffset = 0;
        return this;
    }

    /// Gives the slot back without sending.
    public void release() {
        engine.release(this);
    }
}
