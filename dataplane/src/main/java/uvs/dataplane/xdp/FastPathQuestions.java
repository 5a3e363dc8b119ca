package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Condition.ANY_BIT;
import static uvs.dataplane.xdp.BpfAssembler.Condition.EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.GREATER;
import static uvs.dataplane.xdp.BpfAssembler.Condition.LESS;
import static uvs.dataplane.xdp.BpfAssembler.Condition.LESS_OR_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.NOT_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Operation.ADD;
import static uvs.dataplane.xdp.BpfAssembler.Operation.AND;
import static uvs.dataplane.xdp.BpfAssembler.Operation.MUL;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SHIFT_LEFT;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SHIFT_RIGHT;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SUB;
import static uvs.dataplane.xdp.BpfAssembler.Operation.XOR;
import static uvs.dataplane.xdp.BpfAssembler.Register.R0;
import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R10;
import static uvs.dataplane.xdp.BpfAssembler.Register.R2;
import static uvs.dataplane.xdp.BpfAssembler.Register.R3;
import static uvs.dataplane.xdp.BpfAssembler.Register.R4;
import static uvs.dataplane.xdp.BpfAssembler.Register.R5;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;
import static uvs.dataplane.xdp.BpfAssembler.Register.R9;
import static uvs.dataplane.xdp.BpfAssembler.Size.BYTE;
import static uvs.dataplane.xdp.BpfAssembler.Size.DOUBLE;
import static uvs.dataplane.xdp.BpfAssembler.Size.HALF;
import static uvs.dataplane.xdp.BpfAssembler.Size.WORD;

import java.nio.ByteOrder;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.wire.IpProtocol;

/// Writes the part of a program that asks whether a packet belongs to a connection which the kernel carries, and counts it.
///
/// A packet for which it is not all as simple as that goes on behind this part, at the label `steer`, as it came: one that is not
/// for this station, IPv6, with a VLAN tag, with IP options, in fragments, at the end of its life, with a wrong header checksum,
/// without a checksum, longer than the next link takes; TCP with SYN, FIN or RST, or without ACK; and all that the maps say nothing
/// of. Nothing of the packet is written before the last such question.
///
/// The headers start at R7; R6 and R8 are the subclass's. With the answer, R9 has a copy of the entry.
abstract sealed class FastPathQuestions permits FastPathProgram, FastPathFilter {

    static final int ETHER_TYPE_IPV4 = 0x0800;
    static final int FRAGMENT = 0x3fff;
    static final int PLAIN_HEADER = 0x45;

    static final int ETHERNET = 14;
    static final int IP_TOTAL_LENGTH = 16;
    static final int IP_FRAGMENT = 20;
    static final int IP_TIME_TO_LIVE = 22;
    static final int IP_PROTOCOL = 23;
    static final int IP_CHECKSUM = 24;
    static final int IP_SOURCE = 26;
    static final int IP_DESTINATION = 30;
    static final int IP_END = 34;
    static final int UDP_CHECKSUM = 40;
    static final int UDP_END = 42;
    static final int TCP_FLAGS = 47;
    static final int TCP_CHECKSUM = 50;
    static final int TCP_END = 54;
    static final int FIN_SYN_RST_ACK = 0x17;
    static final int ACK = 0x10;

    /// On the stack.
    static final int KEY = -80;
    static final int LENGTH = -88;
    static final int PROCESSOR = -96;
    static final int VIRTUAL_COUNTERS = -104;
    static final int REAL_COUNTERS = -112;
    static final int INDEX = -120;
    static final int INTERFACE = -128;
    static final int LONGEST = -136;
    static final int COPY = -304;
    static final int PLACE = -312;
    static final int HASH = -320;
    static final int GROWTHS = -328;

    final BpfAssembler code;
    final FastPathMaps maps;

    FastPathQuestions(BpfAssembler code, FastPathMaps maps) {
        this.code = code;
        this.maps = maps;
    }

    /// Asks all; whoever gets behind this is to be carried. R1 and R2 have the addresses of the Ethernet header to be.
    final void ask() {
        ip();
        transport();
        findConnection();
        noteTime();
        holds();
        findCounters();
        findHop();
    }

    /// Has so many bytes from R7 at hand, or steers.
    abstract void need(int bytes);

    /// Steers a frame that is shorter than its packet, whose total length is in R3. The frame may be longer.
    abstract void needWhole();

    /// Steers what has a checksum that cannot be repaired. R3 has the checksum, R4 and R5 the addresses, the protocol and the length,
    /// to be added up.
    abstract void checksum();

    /// Writes the length of the longest packet that the frame stands for to its place on the stack.
    abstract void longest();

    /// R3 has the total length afterwards, R4 the sum of the addresses.
    private void ip() {
        need(UDP_END);
        code.load(HALF, R2, R7, 12).jumpIf(R2, NOT_EQUAL, inNetworkOrder(ETHER_TYPE_IPV4), "steer");
        code.load(BYTE, R2, R7, ETHERNET).jumpIf(R2, NOT_EQUAL, PLAIN_HEADER, "steer");
        code.load(HALF, R2, R7, IP_FRAGMENT).networkOrder(R2, 16).jumpIf(R2, ANY_BIT, FRAGMENT, "steer");
        code.load(BYTE, R2, R7, IP_TIME_TO_LIVE).jumpIf(R2, LESS_OR_EQUAL, 1, "steer");
        code.load(HALF, R3, R7, IP_TOTAL_LENGTH).networkOrder(R3, 16).compute(AND, R3, 0xffff);
        code.store(DOUBLE, R10, LENGTH, R3);
        needWhole();
        code.load(WORD, R4, R7, IP_SOURCE).store(WORD, R10, KEY, R4);
        code.load(WORD, R2, R7, IP_DESTINATION).store(WORD, R10, KEY + IP_DESTINATION - IP_SOURCE, R2);
        code.compute(ADD, R4, R2).move(R2, R4);
        for (int at = ETHERNET; at < IP_SOURCE; at += 4) {
            code.load(WORD, R5, R7, at).compute(ADD, R2, R5);
        }
        fold(code, R2, R5);
        code.jumpIf(R2, NOT_EQUAL, 0xffff, "steer");
    }

    /// Completes the key, and leaves what has no checksum.
    private void transport() {
        code.load(WORD, R2, R7, IP_END).store(WORD, R10, KEY + FastPathTable.PORTS, R2);
        code.load(BYTE, R2, R7, IP_PROTOCOL).store(WORD, R10, KEY + FastPathTable.PROTOCOL, R2);
        code.move(R5, R3).compute(SUB, R5, IP_END - ETHERNET);
        code.jumpIf(R2, EQUAL, IpProtocol.UDP, "udp").jumpIf(R2, NOT_EQUAL, IpProtocol.TCP, "steer");

        code.jumpIf(R3, LESS, TCP_END - ETHERNET, "steer");
        need(TCP_END);
        code.load(BYTE, R2, R7, TCP_FLAGS).compute(AND, R2, FIN_SYN_RST_ACK).jumpIf(R2, NOT_EQUAL, ACK, "steer");
        code.load(HALF, R3, R7, TCP_CHECKSUM).compute(ADD, R4, inNetworkOrder(IpProtocol.TCP)).jump("pseudo header");

        code.label("udp").jumpIf(R3, LESS, UDP_END - ETHERNET, "steer");
        code.load(HALF, R3, R7, UDP_CHECKSUM).jumpIf(R3, EQUAL, 0, "steer");
        code.compute(ADD, R4, inNetworkOrder(IpProtocol.UDP));

        code.label("pseudo header").networkOrder(R5, 16);
        checksum();
    }

    /// R9 has a copy of the entry, and PLACE where it is. Without one the packet is steered.
    private void findConnection() {
        FastPathTable table = maps.table();
        code.load(DOUBLE, R0, R10, KEY).loadLong(R1, table.addressFactor()).compute(MUL, R0, R1);
        code.load(WORD, R1, R10, KEY + FastPathTable.PORTS).compute(XOR, R0, R1).loadLong(R2, table.factor()).compute(MUL, R0, R2);
        code.move(R1, R0).compute(SHIFT_RIGHT, R1, FastPathTable.FOLD).compute(XOR, R0, R1).compute(MUL, R0, R2);
        code.store(DOUBLE, R10, HASH, R0).move(R0, 0).store(WORD, R10, INDEX, R0);
        find(table.growthMap(), INDEX);
        code.load(WORD, R0, R0, 0).store(DOUBLE, R10, GROWTHS, R0);
        for (int grown = FastPathTable.GROWTHS; grown >= 0; grown--) {
            findInBucket(table, grown);
        }
        code.jump("steer").label("found");
        copy();
    }

    private void findInBucket(FastPathTable table, int grown) {
        String before = "grown less than " + grown + " times";
        code.load(DOUBLE, R0, R10, GROWTHS).jumpIf(R0, LESS, grown, before);
        code.load(DOUBLE, R0, R10, HASH).compute(SHIFT_RIGHT, R0, Long.SIZE - FastPathTable.FIRST_BITS - grown);
        code.store(WORD, R10, INDEX, R0);
        find(table.map(), INDEX);
        code.load(DOUBLE, R3, R10, KEY).load(WORD, R4, R10, KEY + FastPathTable.PORTS);
        code.load(WORD, R5, R10, KEY + FastPathTable.PROTOCOL);
        for (int place = 0; place < FastPathTable.PLACES; place++) {
            isIt(place * FastPathTable.PLACE_SIZE, "bucket " + grown + " place " + (place + 1));
        }
        code.label(before);
    }

    /// R1 has the stamp of the place, and R9 where it is. The stamp is looked at before the key, which may be another's soon.
    private void isIt(int at, String next) {
        code.load(WORD, R1, R0, at + FastPathTable.STAMP).jumpIf(R1, LESS_OR_EQUAL, FastPathTable.TAKEN, next);
        code.load(DOUBLE, R2, R0, at + FastPathTable.ADDRESSES).jumpIf(R2, NOT_EQUAL, R3, next);
        code.load(WORD, R2, R0, at + FastPathTable.PORTS).jumpIf(R2, NOT_EQUAL, R4, next);
        code.load(BYTE, R2, R0, at + FastPathTable.PROTOCOL).jumpIf(R2, NOT_EQUAL, R5, next);
        code.move(R9, R0).compute(ADD, R9, at).jump("found").label(next);
    }

    /// Between two looks at the stamp: then it is all of one connection.
    private void copy() {
        for (int at = 0; at < FastPathTable.PLACE_SIZE; at += Long.BYTES) {
            code.load(DOUBLE, R2, R9, at).store(DOUBLE, R10, COPY + at, R2);
        }
        code.load(WORD, R2, R9, FastPathTable.STAMP).jumpIf(R2, NOT_EQUAL, R1, "steer");
        code.store(DOUBLE, R10, PLACE, R9).move(R9, R10).compute(ADD, R9, COPY);
    }

    private void noteTime() {
        code.call(BpfAssembler.COARSE_TIME).load(DOUBLE, R1, R9, FastPathTable.LAST_SEEN).jumpIf(R0, EQUAL, R1, "same tick");
        code.load(DOUBLE, R1, R10, PLACE).store(DOUBLE, R1, FastPathTable.LAST_SEEN, R0).label("same tick");
    }

    /// Void are entries of a real server that has changed since.
    private void holds() {
        code.load(HALF, R1, R9, FastPathTable.REAL_SERVER).store(WORD, R10, INDEX, R1);
        find(maps.realServers(), INDEX);
        code.load(WORD, R1, R0, 0).load(WORD, R2, R9, FastPathTable.EPOCH).jumpIf(R1, NOT_EQUAL, R2, "steer");
    }

    private void findCounters() {
        code.call(BpfAssembler.PROCESSOR).compute(SHIFT_LEFT, R0, FastPathMaps.COUNTERS_SHIFT).store(DOUBLE, R10, PROCESSOR, R0);
        code.load(HALF, R1, R9, FastPathTable.VIRTUAL_SERVER);
        findCounters(VIRTUAL_COUNTERS);
        code.load(HALF, R1, R9, FastPathTable.REAL_SERVER).compute(ADD, R1, FastPathMaps.SERVERS);
        findCounters(REAL_COUNTERS);
    }

    private void findCounters(int place) {
        code.load(DOUBLE, R2, R10, PROCESSOR).compute(ADD, R1, R2).store(WORD, R10, INDEX, R1);
        find(maps.counters(), INDEX);
        code.store(DOUBLE, R10, place, R0);
    }

    /// R1 and R2 have the Ethernet header's addresses. They are read between two looks at the stamp, since the next hop may be
    /// changing: then it has another stamp, or none.
    private void findHop() {
        longest();
        code.load(WORD, R1, R9, FastPathTable.HOP).store(WORD, R10, INDEX, R1);
        find(maps.hops(), INDEX);
        code.load(WORD, R5, R9, FastPathTable.HOP_STAMP);
        code.load(WORD, R1, R0, FastPathMaps.STAMP).jumpIf(R1, NOT_EQUAL, R5, "steer");
        code.load(WORD, R1, R0, FastPathMaps.MTU).load(DOUBLE, R2, R10, LONGEST).jumpIf(R2, GREATER, R1, "steer");
        code.load(DOUBLE, R1, R0, FastPathMaps.ETHERNET).load(WORD, R2, R0, FastPathMaps.ETHERNET + 8);
        code.load(WORD, R3, R0, FastPathMaps.INTERFACE).store(DOUBLE, R10, INTERFACE, R3);
        code.load(WORD, R4, R0, FastPathMaps.STAMP).jumpIf(R4, NOT_EQUAL, R5, "steer");
        code.load(WORD, R4, R0, FastPathMaps.USED).jumpIf(R4, NOT_EQUAL, 0, "used");
        code.move(R4, 1).store(WORD, R0, FastPathMaps.USED, R4).label("used");
    }

    /// Once the packet goes.
    final void count() {
        count(VIRTUAL_COUNTERS);
        count(REAL_COUNTERS);
    }

    private void count(int place) {
        code.load(DOUBLE, R1, R10, place).load(BYTE, R2, R9, FastPathTable.DIRECTION).compute(AND, R2, FastPathMaps.OUT);
        code.compute(ADD, R1, R2);
        code.load(DOUBLE, R2, R1, 0).compute(ADD, R2, 1).store(DOUBLE, R1, 0, R2);
        code.load(DOUBLE, R2, R1, FastPathMaps.BYTES).load(DOUBLE, R3, R10, LENGTH).compute(ADD, R2, R3);
        code.store(DOUBLE, R1, FastPathMaps.BYTES, R2);
    }

    /// R2 has a checksum, and afterwards what it is with a difference of the entry or plan; R3 is used.
    static void repair(BpfAssembler code, BpfAssembler.Register from, int difference) {
        code.compute(XOR, R2, 0xffff).load(WORD, R3, from, difference).compute(ADD, R2, R3);
        fold(code, R2, R3);
        code.compute(XOR, R2, 0xffff);
    }

    /// Adds the 16-bit parts of a sum of less than 2^36.
    static void fold(BpfAssembler code, BpfAssembler.Register sum, BpfAssembler.Register other) {
        for (int i = 0; i < 3; i++) {
            code.move(other, sum).compute(SHIFT_RIGHT, other, 16).compute(AND, sum, 0xffff).compute(ADD, sum, other);
        }
    }

    /// R0 has where the value is; without one the packet is steered.
    final void find(Descriptor map, int key) {
        code.move(R2, R10).compute(ADD, R2, key).loadMap(R1, map).call(BpfAssembler.MAP_LOOKUP).jumpIf(R0, EQUAL, 0, "steer");
    }

    /// 16 bits as this machine loads them from a packet.
    static int inNetworkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.toUnsignedInt(Short.reverseBytes((short) value));
    }
}
