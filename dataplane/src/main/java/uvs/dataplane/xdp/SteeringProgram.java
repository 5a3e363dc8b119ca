package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Condition.ANY_BIT;
import static uvs.dataplane.xdp.BpfAssembler.Condition.EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.GREATER;
import static uvs.dataplane.xdp.BpfAssembler.Condition.GREATER_OR_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.LESS;
import static uvs.dataplane.xdp.BpfAssembler.Condition.LESS_OR_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.NOT_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Operation.ADD;
import static uvs.dataplane.xdp.BpfAssembler.Operation.AND;
import static uvs.dataplane.xdp.BpfAssembler.Operation.OR;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SHIFT_LEFT;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SHIFT_RIGHT;
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

import java.util.function.Consumer;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.wire.IpProtocol;

/// Writes the XDP program that picks the frames of the data plane: those to a virtual server, and those from the service of
/// a NAT real server to somebody else than this machine. All others are `XDP_PASS`: the kernel's.
///
/// It looks at IPv4, and at IPv6 whose transport header comes first. What it leaves, though it may be the data plane's,
/// is what [LeftoverFilter] takes; frames with a VLAN tag belong to the VLAN's own interface.
final class SteeringProgram {

    /// Offsets in `struct xdp_md`.
    private static final int DATA = 0;
    private static final int DATA_END = 4;
    private static final int RX_QUEUE_INDEX = 16;
    private static final int XDP_PASS = 2;

    /// More fragments follow, or this is not the first: all of a packet go the same way, so that they meet one worker.
    private static final int FRAGMENT = 0x3fff;
    private static final int FTP_DATA = 20;
    private static final int FIRST_FREE_PORT = 1024;
    private static final int ETHERNET = 14;
    private static final int IPV4_MIN = 20;
    private static final int IPV6 = 40;
    /// On the stack: the key of the destination, that of the source, and what the destination's address is.
    private static final int DESTINATION = -24;
    private static final int SOURCE = -48;
    private static final int FLAGS = -56;
    private static final int KEY_PORT = SteeringMap.ADDRESS_SIZE;

    private final BpfAssembler code = new BpfAssembler();
    private final Descriptor map;
    private int labels;

    private SteeringProgram(Descriptor map) {
        this.map = map;
    }

    /// The program of an interface that gives frames to the sockets of its receive queues.
    ///
    /// @param longest  the longest frame that they take; longer ones are left to the kernel
    /// @param fastPath writes what goes before: see [FastPathProgram]
    static long[] toSockets(Descriptor map, Descriptor sockets, int longest, Consumer<BpfAssembler> fastPath) {
        return write(map, longest, fastPath, code -> code
            .loadMap(R1, sockets).load(WORD, R2, R6, RX_QUEUE_INDEX).move(R3, XDP_PASS)
            .call(BpfAssembler.REDIRECT_MAP).exit());
    }

    /// @param fastPath writes what goes before: the context is in R6, the start of the frame in R7, its end in R8
    /// @param taken    what is done with a frame of the data plane; the context is in R6
    static long[] write(Descriptor map, int longest, Consumer<BpfAssembler> fastPath, Consumer<BpfAssembler> taken) {
        var program = new SteeringProgram(map);
        program.begin(longest);
        fastPath.accept(program.code);
        program.frame();
        program.ipv4();
        program.ipv6();
        program.lookUp();
        taken.accept(program.code.label("taken"));
        program.code.label("pass").exit(XDP_PASS);
        return program.code.assemble();
    }

    /// R6 has the context, R7 the start of the frame, R8 its end.
    private void begin(int longest) {
        code.move(R6, R1).load(WORD, R7, R6, DATA).load(WORD, R8, R6, DATA_END);
        code.move(R2, R7).compute(ADD, R2, longest + 1).jumpIf(R2, LESS_OR_EQUAL, R8, "pass");
    }

    private void frame() {
        need(ETHERNET + IPV4_MIN);
        code.load(HALF, R2, R7, 12).networkOrder(R2, 16);
        code.move(R3, 0);
        for (int at = 0; at < SteeringMap.ADDRESS_SIZE; at += 8) {
            code.store(DOUBLE, R10, DESTINATION + at, R3).store(DOUBLE, R10, SOURCE + at, R3);
        }
        code.jumpIf(R2, EQUAL, 0x86dd, "ipv6").jumpIf(R2, NOT_EQUAL, 0x0800, "pass");
    }

    /// Passes frames that are shorter.
    private void need(int bytes) {
        code.move(R2, R7).compute(ADD, R2, bytes).jumpIf(R2, GREATER, R8, "pass");
    }

    private void ipv4() {
        code.load(HALF, R2, R7, ETHERNET + 6).networkOrder(R2, 16).jumpIf(R2, ANY_BIT, FRAGMENT, "pass");
        code.load(BYTE, R5, R7, ETHERNET + 9);
        code.load(WORD, R2, R7, ETHERNET + 12).store(WORD, R10, SOURCE, R2);
        code.load(WORD, R2, R7, ETHERNET + 16).store(WORD, R10, DESTINATION, R2);
        code.load(BYTE, R2, R7, ETHERNET).compute(AND, R2, 15).compute(SHIFT_LEFT, R2, 2);
        code.jumpIf(R2, LESS, IPV4_MIN, "pass");
        code.move(R3, R7).compute(ADD, R3, ETHERNET).compute(ADD, R3, R2);
        code.move(R9, SteeringMap.IPV4);
        code.jump("ports");
    }

    private void ipv6() {
        code.label("ipv6");
        need(ETHERNET + IPV6);
        code.load(BYTE, R5, R7, ETHERNET + 6);
        for (int at = 0; at < SteeringMap.ADDRESS_SIZE; at += 4) {
            code.load(WORD, R2, R7, ETHERNET + 8 + at).store(WORD, R10, SOURCE + at, R2);
            code.load(WORD, R2, R7, ETHERNET + 24 + at).store(WORD, R10, DESTINATION + at, R2);
        }
        code.move(R3, R7).compute(ADD, R3, ETHERNET + IPV6);
        code.move(R9, SteeringMap.IPV6);
    }

    /// R3 has the start of the transport header, R5 the protocol, R9 the family. From here on R7 has port, protocol and
    /// family of the destination as they stand in a key, R8 those of the source, R9 those of an address alone.
    private void lookUp() {
        code.label("ports");
        code.jumpIf(R5, EQUAL, IpProtocol.TCP, "transport").jumpIf(R5, EQUAL, IpProtocol.UDP, "transport")
            .jumpIf(R5, NOT_EQUAL, IpProtocol.SCTP, "pass");
        code.label("transport");
        code.move(R4, R3).compute(ADD, R4, 4).jumpIf(R4, GREATER, R8, "pass");
        code.load(HALF, R8, R3, 0).networkOrder(R8, 16).load(HALF, R7, R3, 2).networkOrder(R7, 16);
        code.compute(SHIFT_LEFT, R5, 8).compute(OR, R5, R9);
        code.compute(SHIFT_LEFT, R8, 16).compute(OR, R8, R5);
        code.compute(SHIFT_LEFT, R7, 16).compute(OR, R7, R5);

        find(DESTINATION, R9);
        code.jumpIf(R0, EQUAL, 0, "source");
        code.load(WORD, R1, R0, 0).store(WORD, R10, FLAGS, R1);
        takeIfFound(DESTINATION, R7, SteeringMap.VIRTUAL, SteeringMap.VIRTUAL_ANY);
        takeFtpData();
        code.load(WORD, R1, R10, FLAGS).jumpIf(R1, ANY_BIT, SteeringMap.LOCAL, "pass");

        code.label("source");
        find(SOURCE, R9);
        code.jumpIf(R0, EQUAL, 0, "pass");
        code.load(WORD, R1, R0, 0).store(WORD, R10, FLAGS, R1);
        takeIfFound(SOURCE, R8, SteeringMap.REAL, SteeringMap.REAL_ANY);
        code.jump("pass");
    }

    /// Takes the frame when the map has the key with its port, or with all ports, as the flags of the address allow.
    private void takeIfFound(int key, BpfAssembler.Register portProtocolFamily, int one, int any) {
        String tryAny = "label" + labels++;
        String neither = "label" + labels++;
        code.load(WORD, R1, R10, FLAGS).compute(AND, R1, one).jumpIf(R1, EQUAL, 0, tryAny);
        find(key, portProtocolFamily);
        code.jumpIf(R0, EQUAL, 0, tryAny);
        code.load(WORD, R1, R0, 0).jumpIf(R1, ANY_BIT, one, "taken");
        code.label(tryAny);
        code.load(WORD, R1, R10, FLAGS).compute(AND, R1, any).jumpIf(R1, EQUAL, 0, neither);
        code.move(R1, portProtocolFamily).compute(AND, R1, 0xffff);
        find(key, R1);
        code.jumpIf(R0, EQUAL, 0, neither);
        code.load(WORD, R1, R0, 0).jumpIf(R1, ANY_BIT, any, "taken");
        code.label(neither);
    }

    /// Data connections of FTP come from port 20, or go to a port that the server has told.
    private void takeFtpData() {
        code.load(WORD, R1, R10, FLAGS).compute(AND, R1, SteeringMap.FTP).jumpIf(R1, EQUAL, 0, "no ftp");
        code.move(R1, R7).compute(SHIFT_RIGHT, R1, 8).compute(AND, R1, 0xff).jumpIf(R1, NOT_EQUAL, IpProtocol.TCP, "no ftp");
        code.move(R1, R7).compute(SHIFT_RIGHT, R1, 16).jumpIf(R1, EQUAL, FTP_DATA, "taken");
        code.jumpIf(R1, GREATER_OR_EQUAL, FIRST_FREE_PORT, "taken");
        code.label("no ftp");
    }

    /// Looks a key up: R0 has where its value is, or 0.
    private void find(int key, BpfAssembler.Register portProtocolFamily) {
        code.move(R2, portProtocolFamily).networkOrder(R2, 32).store(WORD, R10, key + KEY_PORT, R2);
        code.move(R2, R10).compute(ADD, R2, key).loadMap(R1, map).call(BpfAssembler.MAP_LOOKUP);
    }
}
