package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Condition.EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.GREATER;
import static uvs.dataplane.xdp.BpfAssembler.Condition.GREATER_OR_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Condition.NOT_EQUAL;
import static uvs.dataplane.xdp.BpfAssembler.Operation.ADD;
import static uvs.dataplane.xdp.BpfAssembler.Operation.AND;
import static uvs.dataplane.xdp.BpfAssembler.Operation.SHIFT_LEFT;
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
/// A partial checksum (see [ReceivedChecksum]) is completed on the way: whoever gets a redirected frame from a driver takes its
/// checksum for what it is. Where the program runs in the stack such packets go to the workers, since there the kernel remembers, over
/// the redirection too, that it has a checksum to complete.
final class FastPathProgram extends FastPathQuestions {

    private static final int XDP_DROP = 1;

    /// On the stack: the transport checksum as it was, or as it would be if it were complete.
    private static final int CHECKSUM = -144;
    /// How many bytes a partial checksum has yet to cover; 0 when it is complete.
    private static final int UNSUMMED = -152;
    /// Partial checksums of longer transport packets are left to the worker.
    private static final int MOST_UNSUMMED = 2048;
    /// Older kernels sum no more bytes in one call.
    private static final int MOST_AT_ONCE = 512;

    private final MacAddress own;
    private final boolean inDriver;

    /// @param code     the frame starts at R7 and ends at R8, as they stay; R6 is not touched
    /// @param own      the Ethernet address of the interface
    /// @param inDriver whether it is to run there, and not in the stack
    FastPathProgram(BpfAssembler code, FastPathMaps maps, MacAddress own, boolean inDriver) {
        super(code, maps);
        this.own = own;
        this.inDriver = inDriver;
    }

    void write() {
        need(ETHERNET);
        station();
        ask();
        rewriteEthernet();
        count();
        if (inDriver) {
            completeChecksum();
        }
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
        code.store(DOUBLE, R10, CHECKSUM, R3).compute(ADD, R4, R5);
        fold(code, R4, R5);
        if (inDriver) {
            code.move(R5, 0).jumpIf(R3, NOT_EQUAL, R4, "complete");
            code.load(DOUBLE, R5, R10, LENGTH).compute(SUB, R5, IP_END - ETHERNET);
            code.jumpIf(R5, GREATER_OR_EQUAL, MOST_UNSUMMED, "steer");
            code.label("complete").store(DOUBLE, R10, UNSUMMED, R5);
        } else {
            code.jumpIf(R3, EQUAL, R4, "steer");
        }
    }

    @Override
    void longest() {
        code.load(DOUBLE, R1, R10, LENGTH).store(DOUBLE, R10, LONGEST, R1);
    }

    private void rewriteEthernet() {
        code.store(DOUBLE, R7, 0, R1).store(WORD, R7, 8, R2);
    }

    /// The length is a sum of powers of two, and so many bytes are summed together: the larger come first.
    private void completeChecksum() {
        code.load(DOUBLE, R1, R10, UNSUMMED).jumpIf(R1, EQUAL, 0, "summed").move(R0, 0);
        for (int bytes = MOST_UNSUMMED / 2; bytes > 0; bytes /= 2) {
            String without = "without " + bytes;
            code.load(DOUBLE, R1, R10, UNSUMMED).compute(AND, R1, bytes).jumpIf(R1, EQUAL, 0, without);
            for (int done = 0; done < bytes; done += MOST_AT_ONCE) {
                addToSum(bytes, done, Math.min(bytes, MOST_AT_ONCE));
            }
            code.label(without);
        }
        fold(code, R0, R1);
        code.compute(XOR, R0, 0xffff).store(DOUBLE, R10, CHECKSUM, R0).label("summed");
    }

    /// Adds bytes to R0: those of the power of two that come after `done` of them.
    private void addToSum(int power, int done, int bytes) {
        code.load(DOUBLE, R3, R10, UNSUMMED).compute(AND, R3, MOST_UNSUMMED - 2 * power);
        code.compute(ADD, R3, R7).compute(ADD, R3, IP_END + done);
        // They were there before; only the verifier does not remember.
        code.move(R2, R3).compute(ADD, R2, bytes).jumpIf(R2, GREATER, R8, "drop");
        if (bytes >= 4) {
            code.move(R5, R0).move(R1, 0).move(R2, 0).move(R4, bytes).call(BpfAssembler.CHECKSUM_DIFFERENCE);
        } else if (bytes == 2) {
            code.load(HALF, R1, R3, 0).compute(ADD, R0, R1);
        } else {
            code.load(BYTE, R1, R3, 0);
            if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
                code.compute(SHIFT_LEFT, R1, 8);
            }
            code.compute(ADD, R0, R1);
        }
    }

    private void rewriteIp() {
        copy(FastPathTable.NEW_SOURCE, IP_SOURCE);
        copy(FastPathTable.NEW_DESTINATION, IP_DESTINATION);
        copy(FastPathTable.NEW_PORTS, IP_END);
        code.load(BYTE, R2, R7, IP_TIME_TO_LIVE).compute(SUB, R2, 1).store(BYTE, R7, IP_TIME_TO_LIVE, R2);
        code.load(HALF, R2, R7, IP_CHECKSUM);
        repair(code, R9, FastPathTable.IP_DIFFERENCE);
        code.store(HALF, R7, IP_CHECKSUM, R2);
    }

    private void copy(int from, int to) {
        code.load(WORD, R2, R9, from).store(WORD, R7, to, R2);
    }

    private void rewriteTransport() {
        code.load(WORD, R2, R10, KEY + FastPathTable.PROTOCOL).jumpIf(R2, EQUAL, IpProtocol.UDP, "repair udp");
        // It was there before; only the verifier does not remember.
        code.move(R2, R7).compute(ADD, R2, TCP_END).jumpIf(R2, GREATER, R8, "drop");
        repairTransport();
        code.store(HALF, R7, TCP_CHECKSUM, R2).jump("redirect");
        code.label("drop").exit(XDP_DROP);
        code.label("repair udp");
        repairTransport();
        // A checksum of 0 says that there is none.
        code.jumpIf(R2, NOT_EQUAL, 0, "not zero").move(R2, 0xffff).label("not zero").store(HALF, R7, UDP_CHECKSUM, R2);
        code.label("redirect");
    }

    /// R2 has the new checksum.
    private void repairTransport() {
        code.load(DOUBLE, R2, R10, CHECKSUM);
        repair(code, R9, FastPathTable.TRANSPORT_DIFFERENCE);
    }
}
