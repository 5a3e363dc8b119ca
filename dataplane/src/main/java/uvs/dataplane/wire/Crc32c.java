package uvs.dataplane.wire;

import java.lang.foreign.MemorySegment;

/// The CRC32c of SCTP (RFC 9260, appendix A), over packet memory and without an object.
///
/// A CRC is linear, so a change of bytes alters it by the CRC of the difference alone, whatever the other
/// bytes are: see [#adjust32]. That is how a changed port repairs the checksum of a packet of any size at one
/// price.
public final class Crc32c {

    /// The polynomial 0x1edc6f41, lowest power in the highest bit.
    private static final int POLYNOMIAL = 0x82f6_3b78;

    /// The polynomial 1, lowest power in the highest bit.
    private static final int ONE = 0x8000_0000;

    private static final int SLICES = 8;

    /// `SLICE[256 * n + b]` is the remainder of the byte `b` followed by `n` zero bytes.
    private static final int[] SLICE = slices();

    /// `SHIFT[b]` is what a remainder is multiplied by when `b` zero bytes follow, `SHIFT[256 + b]` when it
    /// is 256 times as many.
    private static final int[] SHIFT = shifts();

    private Crc32c() {}

    /// The CRC of `length` bytes.
    public static int of(MemorySegment packet, long start, long length) {
        return ~update(-1, packet, start, length);
    }

    /// The CRC register after `length` more bytes. The register begins as -1; its complement is the CRC.
    static int update(int register, MemorySegment packet, long start, long length) {
        int[] slice = SLICE;
        int crc = register;
        int bytes = (int) length;
        int at = 0;
        for (; at < bytes - 7; at += SLICES) {
            long word = packet.get(Layouts.L64, start + at) ^ Integer.toUnsignedLong(crc);
            crc = slice[0x700 | (int) word & 0xff]
                ^ slice[0x600 | (int) (word >>> 8) & 0xff]
                ^ slice[0x500 | (int) (word >>> 16) & 0xff]
                ^ slice[0x400 | (int) (word >>> 24) & 0xff]
                ^ slice[0x300 | (int) (word >>> 32) & 0xff]
                ^ slice[0x200 | (int) (word >>> 40) & 0xff]
                ^ slice[0x100 | (int) (word >>> 48) & 0xff]
                ^ slice[(int) (word >>> 56)];
        }
        for (; at < bytes; at++) {
            crc = slice[(crc ^ packet.get(Layouts.U8, start + at)) & 0xff] ^ crc >>> 8;
        }
        return crc;
    }

    /// The CRC register after four bytes of zeros.
    static int updateWithZeros32(int register) {
        return SLICE[0x300 | register & 0xff]
            ^ SLICE[0x200 | register >>> 8 & 0xff]
            ^ SLICE[0x100 | register >>> 16 & 0xff]
            ^ SLICE[register >>> 24];
    }

    /// The CRC of a message of which four bytes change, without reading the message. A CRC that was wrong
    /// stays wrong.
    ///
    /// @param old the four bytes, the first highest
    /// @param following how many bytes of the message follow the four; less than 65536
    public static int adjust32(int crc, int old, int replacement, int following) {
        int remainder = updateWithZeros32(Integer.reverseBytes(old ^ replacement));
        int shifted = multiply(SHIFT[following & 0xff], remainder);
        return crc ^ multiply(SHIFT[0x100 | following >>> 8 & 0xff], shifted);
    }

    /// The product of two polynomials modulo the CRC's own, without a branch that depends on them.
    private static int multiply(int a, int b) {
        int product = 0;
        int power = b;
        int bits = a;
        for (int bit = 0; bit < 32; bit++) {
            product ^= power & bits >> 31;
            bits <<= 1;
            power = power >>> 1 ^ POLYNOMIAL & -(power & 1);
        }
        return product;
    }

    private static int[] slices() {
        var slices = new int[SLICES * 256];
        for (int value = 0; value < 256; value++) {
            int remainder = value;
            for (int bit = 0; bit < 8; bit++) {
                remainder = remainder >>> 1 ^ POLYNOMIAL & -(remainder & 1);
            }
            slices[value] = remainder;
        }
        for (int index = 256; index < slices.length; index++) {
            int shorter = slices[index - 256];
            slices[index] = shorter >>> 8 ^ slices[shorter & 0xff];
        }
        return slices;
    }

    private static int[] shifts() {
        var shifts = new int[512];
        // One byte shifts by eight powers: the highest bit is power 0, so power 8 is the bit eight below it.
        int step = ONE >>> 8;
        for (int table = 0; table < 512; table += 256) {
            shifts[table] = ONE;
            for (int count = 1; count < 256; count++) {
                shifts[table + count] = multiply(shifts[table + count - 1], step);
            }
            step = multiply(shifts[table + 255], step);
        }
        return shifts;
    }
}
