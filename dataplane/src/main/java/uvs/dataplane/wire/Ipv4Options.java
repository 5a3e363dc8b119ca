package uvs.dataplane.wire;

import java.util.function.IntPredicate;

/// The options of one IPv4 header (RFC 791, section 3.1), read and filled in as a router that passes the packet on does:
/// record route and time stamp take this hop in.
///
/// What is refused, and which byte is blamed, is as in Linux (`__ip_options_compile` of `net/ipv4/ip_options.c`). Afterwards this
/// knows which options an ICMP error about the packet carries itself, until the next header is read.
public final class Ipv4Options {

    /// The answer of [#fill] when nothing is wrong.
    public static final int SOUND = -1;

    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int RECORD_ROUTE = 7;
    private static final int TIME_STAMP = 68;
    private static final int LOOSE_SOURCE_ROUTE = 131;
    private static final int COMMERCIAL_SECURITY = 134;
    private static final int STRICT_SOURCE_ROUTE = 137;
    private static final int ROUTER_ALERT = 148;

    private static final int POINTER = 2;
    private static final int OVERFLOW_AND_FLAG = 3;
    private static final int FLAG = 0x0f;
    private static final int TIMES_ONLY = 0;
    private static final int TIMES_AND_ADDRESSES = 1;
    private static final int TIMES_OF_GIVEN_ADDRESSES = 3;
    private static final int MAX_OVERFLOW = 15;

    private static final int FIRST_ADDRESS = 4;
    private static final int FIRST_TIME = 5;
    private static final int WORD = 4;

    private static final int SECURITY_MIN_LENGTH = 8;
    private static final int SECURITY_DOMAIN = 2;

    private final Ipv4Header header = new Ipv4Header();
    private int here;
    private int routeAddress;
    private int timeOfDay;
    private IntPredicate elsewhere = _ -> false;
    private boolean changed;
    private int fault;

    /// Where each option stands, in bytes from the header's start; 0 when it is not there.
    private int recordRoute;
    private int timeStamp;
    private int sourceRoute;
    private int security;
    private boolean routeTaken;
    private boolean timeTaken;
    private boolean timeAddressTaken;

    /// Reads the options of a header that has passed its check, fills in this hop, and repairs the header checksum.
    ///
    /// @param address      what this hop is known by to the sender
    /// @param newRouteAddress what it is known by on the way on, which is recorded
    /// @param newTimeOfDay milliseconds since midnight UT
    /// @param unicastElsewhere whether an address is another host's
    /// @return [#SOUND], or the offset of the byte that is wrong: the pointer of an ICMP parameter problem
    public int fill(Ipv4Header of, int address, int newRouteAddress, int newTimeOfDay, IntPredicate unicastElsewhere) {
        header.wrap(of.packet, of.start, of.length);
        here = address;
        routeAddress = newRouteAddress;
        timeOfDay = newTimeOfDay;
        elsewhere = unicastElsewhere;
        changed = false;
        fault = SOUND;
        recordRoute = 0;
        timeStamp = 0;
        sourceRoute = 0;
        security = 0;
        routeTaken = false;
        timeTaken = false;
        timeAddressTaken = false;
        walk();
        if (changed) {
            header.computeChecksum();
        }
        return fault;
    }

    private void walk() {
        int end = header.headerLength();
        for (int at = Ipv4Header.MIN_LENGTH; at < end && fault == SOUND; ) {
            int kind = header.u8(at);
            if (kind == END) {
                clear(at + 1, end);
                return;
            }
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            int length = at + 1 < end ? header.u8(at + 1) : 0;
            if (length < 2 || length > end - at) {
                fault = at;
                return;
            }
            read(kind, at, length);
            at += length;
        }
    }

    /// What lies behind the end of the options says nothing, and is not sent on.
    private void clear(int from, int end) {
        for (int at = from; at < end; at++) {
            if (header.u8(at) != END) {
                header.put8(at, END);
                changed = true;
            }
        }
    }

    private void read(int kind, int at, int length) {
        switch (kind) {
            case LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> readSourceRoute(at, length);
            case RECORD_ROUTE -> readRecordRoute(at, length);
            case TIME_STAMP -> readTimeStamp(at, length);
            case ROUTER_ALERT -> blame(length < WORD, at + 1);
            case COMMERCIAL_SECURITY -> readSecurity(at, length);
            default -> { }
        }
    }

    /// Answers whether something is wrong, and remembers the first byte that is.
    private boolean blame(boolean wrong, int at) {
        if (wrong && fault == SOUND) {
            fault = at;
        }
        return fault != SOUND;
    }

    private void readSourceRoute(int at, int length) {
        if (!blame(length < 3, at + 1) && !blame(header.u8(at + POINTER) < FIRST_ADDRESS, at + POINTER)
            && !blame(sourceRoute != 0, at)) {
            sourceRoute = at;
        }
    }

    private void readRecordRoute(int at, int length) {
        if (blame(recordRoute != 0, at) || blame(length < 3, at + 1)) {
            return;
        }
        int pointer = header.u8(at + POINTER);
        if (blame(pointer < FIRST_ADDRESS, at + POINTER)
            || pointer <= length && blame(pointer + 3 > length, at + POINTER)) {
            return;
        }
        if (pointer <= length) {
            header.put32(at + pointer - 1, routeAddress);
            advance(at, pointer + WORD);
            routeTaken = true;
        }
        recordRoute = at;
    }

    private void advance(int at, int pointer) {
        header.put8(at + POINTER, pointer);
        changed = true;
    }

    private void readTimeStamp(int at, int length) {
        if (blame(timeStamp != 0, at) || blame(length < 4, at + 1)
            || blame(header.u8(at + POINTER) < FIRST_TIME, at + POINTER)) {
            return;
        }
        int pointer = header.u8(at + POINTER);
        if (pointer <= length) {
            stamp(at, length, pointer);
        } else {
            overflow(at);
        }
        timeStamp = fault == SOUND ? at : 0;
    }

    private void stamp(int at, int length, int pointer) {
        int flag = header.u8(at + OVERFLOW_AND_FLAG) & FLAG;
        boolean withAddress = flag == TIMES_AND_ADDRESSES || flag == TIMES_OF_GIVEN_ADDRESSES;
        if (blame(pointer + 3 > length, at + POINTER) || withAddress && blame(pointer + 7 > length, at + POINTER)) {
            return;
        }
        int slot = at + pointer - 1;
        switch (flag) {
            case TIMES_ONLY -> time(at, slot, pointer + WORD, false);
            case TIMES_AND_ADDRESSES -> {
                header.put32(slot, here);
                time(at, slot + WORD, pointer + 2 * WORD, true);
            }
            case TIMES_OF_GIVEN_ADDRESSES -> {
                if (!elsewhere.test(header.u32(slot))) {
                    time(at, slot + WORD, pointer + 2 * WORD, true);
                }
            }
            default -> { }
        }
    }

    private void time(int at, int slot, int pointer, boolean withAddress) {
        header.put32(slot, timeOfDay);
        advance(at, pointer);
        timeTaken = true;
        timeAddressTaken = withAddress;
    }

    /// No room for another time: how many hops found none is counted.
    private void overflow(int at) {
        int overflowAndFlag = header.u8(at + OVERFLOW_AND_FLAG);
        if ((overflowAndFlag & FLAG) == TIMES_OF_GIVEN_ADDRESSES
            || blame(overflowAndFlag >>> 4 == MAX_OVERFLOW, at + OVERFLOW_AND_FLAG)) {
            return;
        }
        header.put8(at + OVERFLOW_AND_FLAG, overflowAndFlag + 0x10);
        changed = true;
    }

    /// FIPS 188. A machine that labels no traffic knows no domain of interpretation, and so refuses them all.
    private void readSecurity(int at, int length) {
        if (!blame(security != 0, at)) {
            security = at;
            boolean ignored = blame(length < SECURITY_MIN_LENGTH, at + 1) || blame(true, at + SECURITY_DOMAIN);
        }
    }

    /// Whether the options which were read last send the packet by a route of the sender's choice.
    public boolean isSourceRouted() {
        return sourceRoute != 0;
    }

    /// Whether [#fill] has read the options of this header last.
    boolean areOf(Ipv4Header of) {
        return of.hasOptions() && of.packet == header.packet && of.start == header.start;
    }

    /// Writes the options of an ICMP error about the packet behind the error's header: the routes and times so far, with the
    /// director as the next hop (`ip_options_echo`). Answers their length, a multiple of 4.
    ///
    /// @param error  its first 20 bytes are the header's; what follows is written
    /// @param source the address that the error comes from
    int echo(Ipv4Header error, int source) {
        int at = Ipv4Header.MIN_LENGTH;
        if (recordRoute != 0) {
            int length = copy(recordRoute, error, at);
            int pointer = header.u8(recordRoute + POINTER);
            if (routeTaken && pointer + 3 <= length) {
                error.put32(at + pointer - 1, source);
                error.put8(at + POINTER, pointer + WORD);
            }
            at += length;
        }
        if (timeStamp != 0) {
            int length = copy(timeStamp, error, at);
            echoTime(error, at, length, source);
            at += length;
        }
        if (security != 0) {
            at += copy(security, error, at);
        }
        while (at % WORD != 0) {
            error.put8(at++, END);
        }
        return at - Ipv4Header.MIN_LENGTH;
    }

    private int copy(int from, Ipv4Header to, int at) {
        int length = header.u8(from + 1);
        for (int i = 0; i < length; i++) {
            to.put8(at + i, header.u8(from + i));
        }
        return length;
    }

    private void echoTime(Ipv4Header error, int at, int length, int source) {
        int pointer = header.u8(timeStamp + POINTER);
        boolean given = (header.u8(timeStamp + OVERFLOW_AND_FLAG) & FLAG) == TIMES_OF_GIVEN_ADDRESSES;
        int needed = timeAddressTaken ? 2 * WORD : WORD;
        if (!timeTaken || given || pointer + needed - 1 > length) {
            return;
        }
        if (timeAddressTaken) {
            error.put32(at + pointer - 1, source);
        }
        error.put32(at + pointer - 1 + needed - WORD, timeOfDay);
        error.put8(at + POINTER, pointer + needed);
    }
}
