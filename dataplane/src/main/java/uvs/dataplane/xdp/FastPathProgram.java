package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Condition.EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.GREATER;
import static uvs.dataplane.xdp.BpfAssembler.Condition.NOT_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Operation.ADD;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SUB;
import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R10;
import static uvs.dataplane.xdp.BpfAssembler.Register.R2;
import static uvs.dataplane.xdp.BpfAssembler.Register.R3;
import static uvs.dataplane.xdp.BpfAssembler.Register.R4;
import static uvs.dataplane.xdp.BpfAssembler.Register.R5;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;
import static uvs.dataplane.xdp.BpfAssembler.Register.R8;
import static uvs.dataplane.xdp.BpfAssembler.Register.R9;
import static uvs.dataplane.xdp.BpfAssembler.Size.BYTE;
import static uvs.dataplane.xdp.BpfAssembler.Size.DOUBLE;
import static uvs.dataplane.xdp.BpfAssembler.Size.HALF;
import static uvs.dataplane.xdp.BpfAssembler.Size.WORD;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.wire.IpProtocol;

/// Writes the part of an interface's XDP program that carries packets of established connections: looks up, rewrites, counts and
/// redirects, as [uvs.dataplane.forward] does it in userspace.
///
/// To the workers goes besides what [FastPathQuestions] names: a packet with a partial checksum (see [ReceivedChecksum]).
final class FastPathProgram extends FastPathQuestions {

    private static final int XDP_DROP = 1;

    private final MacAddress own;

    /// @param code the frame starts at R7 and ends at R8, as they stay; R6 is not touched
    /// @param own  the Ethernet address of the interface
    FastPathProgram(BpfAssembler code, FastPathMaps maps, MacAddress own) {
        super(code, maps);
        this.own = own;
    }

    void write() {
        need(ETHERNET);
        station();
        ask();
        rewriteEthernet();
        count();
        rewriteIp();
        rewriteTransport();
        code.load(DOUBLE, R1, R10, INTERFACE).move(R2, 0).call(BpfAssembler.REDIRECT).exit();
        code.label("steer");
    }

    @Override
    void need(int bytes) {
        code.move(R2, R7).compute(ADD, R2, bytes).jumpIf(R2, GREATER, R8, "steer");
    }

    private void station() {
        ByteBuffer bytes = ByteBuffer.wrap(own.bytes()).order(ByteOrder.nativeOrder());
        for (int at = 0; at < bytes.capacity(); at += 2) {
            code.load(HALF, R2, R7, at).jumpIf(R2, NOT_EQUAL, bytes.getShort(at) & 0xffff, "steer");
        }
    }

    @Override
    void needWhole() {
        code.move(R2, R7).compute(ADD, R2, ETHERNET).compute(ADD, R2, R3).jumpIf(R2, GREATER, R8, "steer");
    }

    @Override
    void checksum() {
        code.compute(ADD, R4, R5);
        fold(code, R4, R5);
        code.jumpIf(R3, EQUAL, R4, "steer");
    }

    @Override
    void longest() {
        code.load(DOUBLE, R1, R10, LENGTH).store(DOUBLE, R10, LONGEST, R1);
    }

    private void rewriteEthernet() {
        code.store(DOUBLE, R7, 0, R1).store(WORD, R7, 8, R2);
    }

    private void rewriteIp() {
        copy(FastPathMaps.NEW_SOURCE, IP_SOURCE);
        copy(FastPathMaps.NEW_DESTINATION, IP_DESTINATION);
        copy(FastPathMaps.NEW_PORTS, IP_END);
        code.load(BYTE, R2, R7, IP_TIME_TO_LIVE).compute(SUB, R2, 1).store(BYTE, R7, IP_TIME_TO_LIVE, R2);
        repair(IP_CHECKSUM, FastPathMaps.IP_DIFFERENCE);
        code.store(HALF, R7, IP_CHECKSUM, R2);
    }

    private void copy(int from, int to) {
        code.load(WORD, R2, R9, from).store(WORD, R7, to, R2);
    }

    private void rewriteTransport() {
        code.load(WORD, R2, R10, KEY + FastPathMaps.KEY_PROTOCOL).jumpIf(R2, EQUAL, IpProtocol.UDP, "repair udp");
        // It was there before; only the verifier does not remember.
        code.move(R2, R7).compute(ADD, R2, TCP_END).jumpIf(R2, GREATER, R8, "drop");
        repair(TCP_CHECKSUM, FastPathMaps.TRANSPORT_DIFFERENCE);
        code.store(HALF, R7, TCP_CHECKSUM, R2).jump("redirect");
        code.label("drop").exit(XDP_DROP);
        code.label("repair udp");
        repair(UDP_CHECKSUM, FastPathMaps.TRANSPORT_DIFFERENCE);
        // A checksum of 0 says that there is none.
        code.jumpIf(R2, NOT_EQUAL, 0, "not zero").move(R2, 0xffff).label("not zero").store(HALF, R7, UDP_CHECKSUM, R2);
        code.label("redirect");
    }

    /// R2 has the new checksum.
    private void repair(int checksum, int difference) {
        repair(code, R7, checksum, R9, difference);
    }
}
