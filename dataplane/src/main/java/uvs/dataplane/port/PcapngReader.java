package uvs.dataplane.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The format of Wireshark (draft-ietf-opsawg-pcapng): a chain of blocks, of which sections, interfaces and
/// packets matter here, and all others are passed over.
final class PcapngReader extends PcapReader {

    /// Reads the same in both byte orders.
    static final int SECTION_HEADER = 0x0a0d0d0a;

    private static final int INTERFACE_DESCRIPTION = 1;
    /// Obsolete, and still found.
    private static final int PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int BLOCK_OVERHEAD = 12;
    private static final int MAX_INTERFACES = 4096;

    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private long blockStart;
    private long lastTimeNs;

    /// The type of the first block was read.
    PcapngReader(PcapInput input) throws IOException {
        super(input);
        section();
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            blockStart = input.offset();
            if (!input.readOrEnd(4, "the type of a block")) {
                return false;
            }
            int type = input.numbers().getInt(0);
            if (type == SECTION_HEADER) {
                section();
            } else if (body(type)) {
                return true;
            }
        }
    }

    private void section() throws IOException {
        blockStart = input.offset() - 4;
        interfaces.clear();
        input.read(8, "a section header");
        input.order(ByteOrder.BIG_ENDIAN);
        ByteBuffer header = input.numbers();
        if (header.getInt(4) != BYTE_ORDER_MAGIC) {
            input.order(ByteOrder.LITTLE_ENDIAN);
        }
        if (header.getInt(4) != BYTE_ORDER_MAGIC) {
            throw input.errorAt(blockStart + 8, "a section header without its byte-order magic");
        }
        long total = totalLength(28);
        input.read(4, "a section header");
        int major = Short.toUnsignedInt(header.getShort(0));
        if (major != 1) {
            throw input.errorAt(blockStart + 12, "pcapng version " + major + " is not 1");
        }
        end(total);
    }

    /// Reads what follows the type of a block, and answers whether it was a packet.
    private boolean body(int type) throws IOException {
        input.read(4, "the length of a block");
        switch (type) {
            case INTERFACE_DESCRIPTION -> interfaceDescription(totalLength(20));
            case ENHANCED_PACKET -> enhancedPacket(totalLength(32));
            case PACKET -> obsoletePacket(totalLength(32));
            case SIMPLE_PACKET -> simplePacket(totalLength(16));
            default -> end(totalLength(BLOCK_OVERHEAD));
        }
        return type == ENHANCED_PACKET || type == PACKET || type == SIMPLE_PACKET;
    }

    /// The length of the whole block, which stands in the first number read.
    private long totalLength(int minimum) throws IOException {
        long total = Integer.toUnsignedLong(input.numbers().getInt(0));
        if (total < minimum || (total & 3) != 0) {
            throw input.errorAt(blockStart + 4,
                "a block length of " + total + " is not a multiple of 4 from " + minimum + " on");
        }
        return total;
    }

    /// Passes over the rest of the block to the length that stands at its end once more.
    private void end(long total) throws IOException {
        long rest = blockStart + total - 4 - input.offset();
        if (rest < 0) {
            throw input.errorAt(blockStart, "a block of " + total + " bytes is shorter than what it holds");
        }
        input.skip(rest, "a block");
        input.read(4, "the end of a block");
        long again = Integer.toUnsignedLong(input.numbers().getInt(0));
        if (again != total) {
            throw input.errorAt(input.offset() - 4,
                "a block of " + total + " bytes ends with a length of " + again);
        }
    }

    private void interfaceDescription(long total) throws IOException {
        if (interfaces.size() == MAX_INTERFACES) {
            throw input.errorAt(blockStart, "more than " + MAX_INTERFACES + " interfaces in one section");
        }
        input.read(8, "an interface description");
        int linkType = Short.toUnsignedInt(input.numbers().getShort(0));
        long snapLength = Integer.toUnsignedLong(input.numbers().getInt(4));
        int options = (int) Math.min(total - 20, PcapInput.MAX_PIECE);
        long optionsStart = input.offset();
        input.read(options, "the options of an interface");
        try {
            interfaces.add(PcapngInterface.read(linkType, snapLength, input.numbers(), options));
        } catch (PcapngInterface.BadOption e) {
            throw input.errorAt(optionsStart + e.position(), e.getMessage());
        }
        end(total);
    }

    private void enhancedPacket(long total) throws IOException {
        input.read(20, "a packet block");
        packet(total, Integer.toUnsignedLong(input.numbers().getInt(0)));
    }

    private void obsoletePacket(long total) throws IOException {
        input.read(20, "a packet block");
        packet(total, Short.toUnsignedInt(input.numbers().getShort(0)));
    }

    /// Both kinds have the time and the lengths at the same places.
    private void packet(long total, long interfaceNumber) throws IOException {
        ByteBuffer header = input.numbers();
        long units = (long) header.getInt(4) << 32 | Integer.toUnsignedLong(header.getInt(8));
        long captured = Integer.toUnsignedLong(header.getInt(12));
        long original = Integer.toUnsignedLong(header.getInt(16));
        PcapngInterface from = capturedOn(interfaceNumber);
        requireRoom(captured, total - 32, 20);
        lastTimeNs = timeNs(from, units);
        readFrame(lastTimeNs, captured, original);
        end(total);
    }

    /// The time must be one that [PcapWriter] can write again.
    private long timeNs(PcapngInterface from, long units) throws PcapException {
        try {
            long timeNs = from.timeNs(units);
            if (timeNs >= 0 && timeNs <= PcapWriter.MAX_TIME_NS) {
                return timeNs;
            }
        } catch (ArithmeticException _) {
            // Told as what lies outside is.
        }
        throw input.errorAt(blockStart + 12, "the time of a packet is not between 1970 and 2106");
    }

    /// Has no time: it is given that of the packet before.
    private void simplePacket(long total) throws IOException {
        input.read(4, "a packet block");
        long original = Integer.toUnsignedLong(input.numbers().getInt(0));
        PcapngInterface from = capturedOn(0);
        long captured = Math.min(original, from.snapLength() == 0 ? original : from.snapLength());
        requireRoom(captured, total - 16, 8);
        readFrame(lastTimeNs, captured, original);
        end(total);
    }

    private void requireRoom(long captured, long room, int position) throws PcapException {
        if (captured > room) {
            throw input.errorAt(blockStart + position,
                "a frame of " + captured + " bytes does not fit the " + room + " bytes of its block");
        }
    }

    private PcapngInterface capturedOn(long number) throws IOException {
        if (number >= interfaces.size()) {
            throw input.errorAt(blockStart + 8, "interface " + number + " is not one of the "
                + interfaces.size() + " that the section has described");
        }
        PcapngInterface from = interfaces.get((int) number);
        requireEthernet(from.linkType(), blockStart);
        return from;
    }
}
