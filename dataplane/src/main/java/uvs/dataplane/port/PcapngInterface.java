package uvs.dataplane.port;

import java.nio.ByteBuffer;

/// An interface as a section of a pcapng file describes it.
///
/// @param snapLength    frames were cut to this many bytes; 0 for not at all
/// @param binary        whether times count in powers of two of a second, and not of ten
/// @param resolution    the power, without its sign
/// @param offsetSeconds added to all times
record PcapngInterface(int linkType, long snapLength, boolean binary, int resolution, long offsetSeconds) {

    private static final int OPTION_END = 0;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;
    private static final int MAX_DECIMAL = 18 + NANOSECONDS;
    private static final int MAX_BINARY = 63;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /// What is wrong with the options of an interface, and where in them.
    static final class BadOption extends Exception {

        private static final long serialVersionUID = 1L;

        private final int position;

        BadOption(int position, String problem) {
            super(problem);
            this.position = position;
        }

        int position() {
            return position;
        }
    }

    /// Reads the options in the first `length` bytes of `options`.
    static PcapngInterface read(int linkType, long snapLength, ByteBuffer options,
            int length) throws BadOption {
        boolean binary = false;
        int resolution = MICROSECONDS;
        long offsetSeconds = 0;
        int at = 0;
        while (length - at >= 4) {
            int code = Short.toUnsignedInt(options.getShort(at));
            int size = Short.toUnsignedInt(options.getShort(at + 2));
            if (code == OPTION_END) {
                break;
            }
            if (at + 4 + size > length) {
                throw new BadOption(at, "an option of " + size + " bytes does not fit its block");
            }
            if (code == OPTION_RESOLUTION) {
                requireSize(at, size, 1, "if_tsresol");
                binary = options.get(at + 4) < 0;
                resolution = options.get(at + 4) & 0x7f;
                if (resolution > (binary ? MAX_BINARY : MAX_DECIMAL)) {
                    throw new BadOption(at, "times in units of " + (binary ? 2 : 10) + "^-" + resolution
                        + " seconds (if_tsresol) are not read");
                }
            } else if (code == OPTION_OFFSET) {
                requireSize(at, size, 8, "if_tsoffset");
                offsetSeconds = options.getLong(at + 4);
            }
            at += 4 + (size + 3 & ~3);
        }
        return new PcapngInterface(linkType, snapLength, binary, resolution, offsetSeconds);
    }

    private static void requireSize(int at, int size, int expected, String name) throws BadOption {
        if (size != expected) {
            throw new BadOption(at, "the length of " + name + " is " + size + " and not " + expected);
        }
    }

    /// A time in nanoseconds since 1970.
    ///
    /// @param units unsigned
    /// @throws ArithmeticException if it does not fit
    long timeNs(long units) {
        return Math.addExact(binary ? binary(units) : decimal(units),
            Math.multiplyExact(offsetSeconds, NS_PER_SECOND));
    }

    private long decimal(long units) {
        if (resolution >= NANOSECONDS) {
            return Long.divideUnsigned(units, power(resolution - NANOSECONDS));
        }
        if (units < 0) {
            throw new ArithmeticException("units=" + Long.toUnsignedString(units) + " is too large");
        }
        return Math.multiplyExact(units, power(NANOSECONDS - resolution));
    }

    private long binary(long units) {
        long high = Math.unsignedMultiplyHigh(units, NS_PER_SECOND);
        long low = units * NS_PER_SECOND;
        long ns = resolution == 0 ? low : high << 64 - resolution | low >>> resolution;
        if (ns < 0 || high >>> resolution != 0) {
            throw new ArithmeticException("units=" + Long.toUnsignedString(units) + " is too large");
        }
        return ns;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
