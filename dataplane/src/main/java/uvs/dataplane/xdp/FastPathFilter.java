package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Condition.EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.GREATER;
import static uvs.dataplane.xdp.BpfAssembler.Condition.NOT_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Operation.ADD;
import static uvs.dataplane.xdp.BpfAssembler.Operation.AND;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SHIFT_RIGHT;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SUB;
import static uvs.dataplane.xdp.BpfAssembler.Register.R0;
import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R10;
import static uvs.dataplane.xdp.BpfAssembler.Register.R2;
import static uvs.dataplane.xdp.BpfAssembler.Register.R3;
import static uvs.dataplane.xdp.BpfAssembler.Register.R4;
import static uvs.dataplane.xdp.BpfAssembler.Register.R6;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;
import static uvs.dataplane.xdp.BpfAssembler.Register.R8;
import static uvs.dataplane.xdp.BpfAssembler.Register.R9;
import static uvs.dataplane.xdp.BpfAssembler.Size.BYTE;
import static uvs.dataplane.xdp.BpfAssembler.Size.DOUBLE;
import static uvs.dataplane.xdp.BpfAssembler.Size.WORD;

import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.wire.IpProtocol;

/// Writes the filter of the workers' packet sockets: it leaves out what the kernel carries, and notes for [FastPathCarrier], which
/// gets the same frame next, how. So a frame either comes to a worker or is carried, whatever changes meanwhile.
///
/// It reads a copy of the headers on the stack, since a filter may not look into the frame, and writes nothing.
final class FastPathFilter extends FastPathQuestions {

    /// `struct __sk_buff`: the length of the frame; for whom it is; whether the kernel has taken a VLAN tag off; the payload of each
    /// segment, or 0.
    private static final int SKB_LENGTH = 0;
    private static final int SKB_PACKET_TYPE = 4;
    private static final int SKB_VLAN_PRESENT = 20;
    private static final int SKB_SEGMENT_SIZE = 176;
    /// `PACKET_HOST`: the frame's destination is the interface's Ethernet address.
    private static final int TO_THIS_STATION = 0;

    /// So that 32-bit fields of the IP header are at multiples of 4.
    private static final int HEADERS = -202;
    private static final int TCP_DATA_OFFSET = 46;
    private static final int LEAVE_OUT = 0;
    /// The whole frame.
    private static final int TAKE = -1;

    private final Descriptor plan;

    FastPathFilter(BpfAssembler code, FastPathMaps maps, Descriptor plan) {
        super(code, maps);
        this.plan = plan;
    }

    long[] assemble() {
        code.move(R6, R1).move(R7, R10).compute(ADD, R7, HEADERS);
        begin();
        code.load(WORD, R2, R6, SKB_PACKET_TYPE).jumpIf(R2, NOT_EQUAL, TO_THIS_STATION, "steer");
        code.load(WORD, R2, R6, SKB_VLAN_PRESENT).jumpIf(R2, NOT_EQUAL, 0, "steer");
        ask();
        code.store(DOUBLE, R8, FastPathPlan.ETHERNET, R1).store(WORD, R8, FastPathPlan.ETHERNET + 8, R2);
        notePacket();
        count();
        code.exit(LEAVE_OUT);
        return code.label("steer").exit(TAKE).assemble();
    }

    /// R8 has the plan. One that is there still was for a frame that something else took away.
    private void begin() {
        code.move(R2, 0).store(WORD, R10, INDEX, R2);
        find(plan, INDEX);
        code.move(R8, R0).move(R2, 0).store(WORD, R8, FastPathPlan.VALID, R2);
    }

    /// Loads the headers of TCP too, if the frame is long enough for that; if not, it is none.
    @Override
    void need(int bytes) {
        if (bytes == TCP_END) {
            return;
        }
        code.move(R2, 0).store(DOUBLE, R7, UDP_END, R2).store(WORD, R7, UDP_END + 8, R2);
        load(TCP_END);
        code.jumpIf(R0, EQUAL, 0, "loaded");
        load(bytes);
        code.jumpIf(R0, NOT_EQUAL, 0, "steer").label("loaded");
    }

    private void load(int bytes) {
        code.move(R1, R6).move(R2, 0).move(R3, R7).move(R4, bytes).call(BpfAssembler.LOAD_BYTES);
    }

    @Override
    void needWhole() {
        code.load(WORD, R2, R6, SKB_LENGTH).compute(SUB, R2, ETHERNET).jumpIf(R3, GREATER, R2, "steer");
    }

    /// The kernel knows what kind of checksum it is, and repairs each.
    @Override
    void checksum() {
    }

    /// The frame may stand for many: then for as many bytes of payload each, and their headers.
    @Override
    void longest() {
        code.load(DOUBLE, R2, R10, LENGTH).load(WORD, R1, R6, SKB_SEGMENT_SIZE).jumpIf(R1, EQUAL, 0, "one packet");
        code.move(R2, R1).compute(ADD, R2, UDP_END - ETHERNET);
        code.load(WORD, R1, R10, KEY + FastPathTable.PROTOCOL).jumpIf(R1, EQUAL, IpProtocol.UDP, "one packet");
        code.load(BYTE, R1, R7, TCP_DATA_OFFSET).compute(SHIFT_RIGHT, R1, 2).compute(AND, R1, 0x3c);
        code.compute(ADD, R2, R1).compute(SUB, R2, UDP_END - IP_END);
        code.label("one packet").store(DOUBLE, R10, LONGEST, R2);
    }

    private void notePacket() {
        code.load(DOUBLE, R1, R10, INTERFACE).store(WORD, R8, FastPathPlan.INTERFACE, R1);
        copyOfKey(FastPathTable.PROTOCOL, FastPathPlan.PROTOCOL);
        copyOfKey(0, FastPathPlan.SOURCE);
        copyOfKey(FastPathTable.PORTS, FastPathPlan.PORTS);
        code.load(DOUBLE, R1, R9, FastPathTable.NEW_SOURCE).store(DOUBLE, R8, FastPathPlan.NEW_SOURCE, R1);
        code.load(WORD, R1, R9, FastPathTable.NEW_PORTS).store(WORD, R8, FastPathPlan.NEW_PORTS, R1);
        code.load(WORD, R1, R9, FastPathTable.IP_DIFFERENCE).store(WORD, R8, FastPathPlan.IP_DIFFERENCE, R1);
        code.compute(SUB, R1, FastPathLane.HOP_LESS).store(WORD, R8, FastPathPlan.ADDRESS_DIFFERENCE, R1);
        code.load(WORD, R2, R9, FastPathTable.TRANSPORT_DIFFERENCE).compute(SUB, R2, R1);
        code.store(WORD, R8, FastPathPlan.PORT_DIFFERENCE, R2);
        code.move(R1, 1).store(WORD, R8, FastPathPlan.VALID, R1);
    }

    private void copyOfKey(int from, int to) {
        code.load(WORD, R1, R10, KEY + from).store(WORD, R8, to, R1);
    }
}
