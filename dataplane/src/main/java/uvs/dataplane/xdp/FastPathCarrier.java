package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Condition.EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.NOT_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Operation.ADD;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SUB;
import static uvs.dataplane.xdp.BpfAssembler.Register.R0;
import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R10;
import static uvs.dataplane.xdp.BpfAssembler.Register.R2;
import static uvs.dataplane.xdp.BpfAssembler.Register.R3;
import static uvs.dataplane.xdp.BpfAssembler.Register.R4;
import static uvs.dataplane.xdp.BpfAssembler.Register.R5;
import static uvs.dataplane.xdp.BpfAssembler.Register.R6;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;
import static uvs.dataplane.xdp.BpfAssembler.Register.R8;
import static uvs.dataplane.xdp.BpfAssembler.Register.R9;
import static uvs.dataplane.xdp.BpfAssembler.Size.BYTE;
import static uvs.dataplane.xdp.BpfAssembler.Size.DOUBLE;
import static uvs.dataplane.xdp.BpfAssembler.Size.HALF;
import static uvs.dataplane.xdp.BpfAssembler.Size.WORD;

import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.wire.IpProtocol;

/// Writes the program at the ingress of an interface (tc) that carries the frames which [FastPathFilter] has left out: it rewrites
/// and redirects. A frame keeps its segments and what its sender left to the network card.
final class FastPathCarrier {

    /// `struct __sk_buff`.
    private static final int SKB_DATA = 76;
    private static final int SKB_DATA_END = 80;
    /// `TCX_NEXT`: the frame goes on as if this program were not there.
    private static final int GO_ON = -1;
    private static final int DROP = 2;
    /// Flags of `bpf_l4_csum_replace`: the change is in the pseudo-header; a checksum of 0 says that there is none.
    private static final int PSEUDO_HEADER = 0x10;
    private static final int MAY_BE_NONE = 0x20;
    private static final int INDEX = -8;

    private final BpfAssembler code;
    private final Descriptor plan;

    FastPathCarrier(BpfAssembler code, Descriptor plan) {
        this.code = code;
        this.plan = plan;
    }

    /// R6 has the context, R8 the plan, R7 the headers.
    long[] assemble() {
        code.move(R6, R1).move(R2, 0).store(WORD, R10, INDEX, R2);
        code.move(R2, R10).compute(ADD, R2, INDEX).loadMap(R1, plan).call(BpfAssembler.MAP_LOOKUP).jumpIf(R0, EQUAL, 0, "go on");
        code.move(R8, R0).load(WORD, R2, R8, FastPathPlan.VALID).jumpIf(R2, EQUAL, 0, "go on");
        code.move(R2, 0).store(WORD, R8, FastPathPlan.VALID, R2);
        isIt();
        checksums();
        headers("drop");
        ethernet();
        ip();
        code.load(WORD, R1, R8, FastPathPlan.INTERFACE).move(R2, 0).call(BpfAssembler.REDIRECT).exit();
        code.label("drop").exit(DROP);
        return code.label("go on").exit(GO_ON).assemble();
    }

    /// It is not if something between took the frame away for which the plan was.
    private void isIt() {
        headers("go on");
        code.load(WORD, R1, R7, FastPathQuestions.IP_SOURCE).load(WORD, R2, R8, FastPathPlan.SOURCE);
        code.jumpIf(R1, NOT_EQUAL, R2, "go on");
        code.load(WORD, R1, R7, FastPathQuestions.IP_END).load(WORD, R2, R8, FastPathPlan.PORTS);
        code.jumpIf(R1, NOT_EQUAL, R2, "go on");
    }

    /// The addresses and ports at least: all of a header that a driver has left elsewhere is fetched.
    private void headers(String otherwise) {
        String there = "there, or else " + otherwise;
        atHand(there);
        code.move(R1, R6).move(R2, FastPathQuestions.UDP_END).call(BpfAssembler.PULL_DATA);
        atHand(there + " again");
        code.jump(otherwise).label(there + " again").label(there);
    }

    private void atHand(String there) {
        code.load(WORD, R7, R6, SKB_DATA).load(WORD, R2, R6, SKB_DATA_END);
        code.move(R1, R7).compute(ADD, R1, FastPathQuestions.UDP_END).jumpIf(R2, BpfAssembler.Condition.GREATER_OR_EQUAL, R1, there);
    }

    private void checksums() {
        code.move(R9, FastPathQuestions.TCP_CHECKSUM).move(R5, 0);
        code.load(WORD, R1, R8, FastPathPlan.PROTOCOL).jumpIf(R1, NOT_EQUAL, IpProtocol.UDP, "tcp");
        code.move(R9, FastPathQuestions.UDP_CHECKSUM).move(R5, MAY_BE_NONE).label("tcp");
        code.store(DOUBLE, R10, INDEX, R5);
        code.compute(BpfAssembler.Operation.OR, R5, PSEUDO_HEADER);
        checksum(FastPathPlan.ADDRESS_DIFFERENCE);
        code.load(DOUBLE, R5, R10, INDEX);
        checksum(FastPathPlan.PORT_DIFFERENCE);
    }

    /// R5 has the flags, R9 the place.
    private void checksum(int difference) {
        code.move(R1, R6).move(R2, R9).move(R3, 0).load(WORD, R4, R8, difference).call(BpfAssembler.REPLACE_CHECKSUM);
        code.jumpIf(R0, NOT_EQUAL, 0, "drop");
    }

    private void ethernet() {
        code.load(DOUBLE, R1, R8, FastPathPlan.ETHERNET).store(DOUBLE, R7, 0, R1);
        code.load(WORD, R1, R8, FastPathPlan.ETHERNET + 8).store(WORD, R7, 8, R1);
    }

    private void ip() {
        code.load(WORD, R1, R8, FastPathPlan.NEW_SOURCE).store(WORD, R7, FastPathQuestions.IP_SOURCE, R1);
        code.load(WORD, R1, R8, FastPathPlan.NEW_DESTINATION).store(WORD, R7, FastPathQuestions.IP_DESTINATION, R1);
        code.load(WORD, R1, R8, FastPathPlan.NEW_PORTS).store(WORD, R7, FastPathQuestions.IP_END, R1);
        code.load(BYTE, R2, R7, FastPathQuestions.IP_TIME_TO_LIVE).compute(SUB, R2, 1);
        code.store(BYTE, R7, FastPathQuestions.IP_TIME_TO_LIVE, R2);
        code.load(HALF, R2, R7, FastPathQuestions.IP_CHECKSUM);
        FastPathQuestions.repair(code, R8, FastPathPlan.IP_DIFFERENCE);
        code.store(HALF, R7, FastPathQuestions.IP_CHECKSUM, R2);
    }
}
