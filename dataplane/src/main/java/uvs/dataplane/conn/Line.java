package uvs.dataplane.conn;

/// Where the fields of a connection stand in its line of 128 bytes.
///
/// ```
///   0  generation (32) | flags (24) | state (8)      one word, changed by compare-and-set only
///   8  client address, low half     16  virtual address, low half     24  real address, low half
///  32  real port | client port | virtual port | identity              16 bits each
///  40  deadline in nanoseconds
///  48  real server                  52  owner (8) | virtual server (24)
///  56  note                         60  packets
///  -------------------------------------------------------------------- second cache line
///  64  client address, high half    72  virtual address, high half    80  real address, high half
///  88  template: line               92  template: generation
///  96  generation (32) | controlled connections (32)
/// 104  wheel: next                 108  wheel: previous
/// 112  half open: next             116  half open: previous
/// 120  review: next                124  timeout in milliseconds, unsigned
/// ```
///
/// A packet of an IPv4 connection needs the first cache line only. The generation is odd while the line holds
/// a connection and even while it is free; so memory of zeroes is a table of free lines. A free line keeps
/// the next free one in `wheel: next`.
final class Line {

    static final int SHIFT = 7;
    static final int SIZE = 1 << SHIFT;

    static final int CONTROL = 0;
    static final int CLIENT_LOW = 8;
    static final int VIRTUAL_LOW = 16;
    static final int REAL_LOW = 24;
    static final int PORTS = 32;
    static final int DEADLINE = 40;
    static final int REAL_SERVER = 48;
    static final int OWNER_AND_VIRTUAL_SERVER = 52;
    static final int NOTE = 56;
    static final int PACKETS = 60;
    static final int CLIENT_HIGH = 64;
    static final int VIRTUAL_HIGH = 72;
    static final int REAL_HIGH = 80;
    static final int TEMPLATE_LINE = 88;
    static final int TEMPLATE_GENERATION = 92;
    static final int CONTROLLED = 96;
    static final int WHEEL_NEXT = 104;
    static final int WHEEL_PREVIOUS = 108;
    static final int HALF_OPEN_NEXT = 112;
    static final int HALF_OPEN_PREVIOUS = 116;
    static final int REVIEW_NEXT = 120;
    static final int TIMEOUT = 124;

    /// The end of a list, and the number of no line.
    static final int NONE = -1;

    static final int OWNER_SHIFT = 24;
    static final int VIRTUAL_SERVER_MASK = (1 << OWNER_SHIFT) - 1;

    private Line() {
    }

    static long offset(int line) {
        return (long) line << SHIFT;
    }

    static int generation(long control) {
        return (int) (control >>> 32);
    }

    static boolean isLive(long control) {
        return (control & 1L << 32) != 0;
    }

    static int flags(long control) {
        return (int) control >>> 8;
    }

    static int state(long control) {
        return (int) control & 0xff;
    }

    static long control(int generation, int flags, int state) {
        return (long) generation << 32 | Integer.toUnsignedLong(flags << 8 | state);
    }
}
