package uvs.bench.compare;

import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R2;
import static uvs.dataplane.xdp.BpfAssembler.Register.R3;
import static uvs.dataplane.xdp.BpfAssembler.Register.R6;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.NetworkMonitor;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.xdp.BpfAssembler;
import uvs.dataplane.xdp.BpfAssembler.Condition;
import uvs.dataplane.xdp.BpfAssembler.Operation;
import uvs.dataplane.xdp.BpfAssembler.Register;
import uvs.dataplane.xdp.BpfAssembler.Size;
import uvs.tools.demo.ThisProgram;

/// The least that a balancer in XDP has to do: datagrams to one address and port get another destination, and leave by
/// another interface. No table, one real server, and nothing comes back.
///
/// It takes the interfaces, the Ethernet addresses of the real server, and both addresses.
public final class Redirect {

    private static final int XDP_PASS = 2;
    private static final int DESTINATION = 30;
    private static final int IP_CHECKSUM = 24;
    private static final int PORT = 36;
    private static final int UDP_CHECKSUM = 40;
    private static final int LEAST = 42;

    private Redirect() {
    }

    static Program start(CompareNetwork network) {
        // What is redirected to an interface is taken from it only where it has NAPI.
        network.server().run("ethtool", "-K", "eth0", "gro", "on").orThrow();
        Program program = network.director().start(Map.of(), ThisProgram.small(Redirect.class, "in0", "out0",
            CompareNetwork.mac(network.server(), "eth0"), CompareNetwork.VIRTUAL, CompareNetwork.SERVER,
            Integer.toString(CompareNetwork.COUNTED_PORT)));
        program.awaitLine("attached", Duration.ofSeconds(30));
        return program;
    }

    /// @param arguments interface in, interface out, Ethernet address of the real server, address, its address, port
    public static void main(String[] arguments) throws Exception {
        try (var monitor = new NetworkMonitor()) {
            Link in = monitor.view().link(arguments[0]).orElseThrow();
            Link out = monitor.view().link(arguments[1]).orElseThrow();
            long[] instructions = program(out, MacAddress.of(arguments[2]), IpAddress.of(arguments[3]), IpAddress.of(arguments[4]),
                Integer.parseInt(arguments[5]));
            try (Descriptor program = Bpf.loadXdp("uvs_redirect", instructions);
                    Descriptor _ = Bpf.attachXdp(program, in.name(), in.index(), Bpf.NATIVE_MODE)) {
                System.out.println("attached");
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    private static long[] program(Link out, MacAddress server, IpAddress from, IpAddress to, int port) {
        ByteBuffer ethernet = words(new byte[12]);
        ethernet.put(server.bytes()).put(out.address().bytes());
        var code = new BpfAssembler();
        code.load(Size.WORD, R6, R1, 0).load(Size.WORD, R7, R1, 4);
        code.move(R2, R6).compute(Operation.ADD, R2, LEAST).jumpIf(R2, Condition.GREATER, R7, "pass");
        expect(code, Size.HALF, 12, 0x0800, 16);
        code.load(Size.BYTE, R2, R6, 23).jumpIf(R2, Condition.NOT_EQUAL, 17, "pass");
        expect(code, Size.HALF, PORT, port, 16);
        code.load(Size.HALF, R2, R6, DESTINATION).jumpIf(R2, Condition.NOT_EQUAL, half(from, 0), "pass");
        code.load(Size.HALF, R2, R6, DESTINATION + 2).jumpIf(R2, Condition.NOT_EQUAL, half(from, 2), "pass");
        for (int at = 0; at < 12; at += 4) {
            code.move(R2, ethernet.getInt(at)).store(Size.WORD, R6, at, R2);
        }
        code.move(R2, words(to.bytes()).getInt(0)).store(Size.WORD, R6, DESTINATION, R2);
        // RFC 1624: sums do not care for the order of bytes.
        int change = (half(from, 0) ^ 0xffff) + (half(from, 2) ^ 0xffff) + half(to, 0) + half(to, 2);
        repair(code, IP_CHECKSUM, change);
        repair(code, UDP_CHECKSUM, change);
        code.move(R1, out.index()).move(R2, 0).call(BpfAssembler.REDIRECT).exit();
        return code.label("pass").exit(XDP_PASS).assemble();
    }

    private static void expect(BpfAssembler code, Size size, int at, int value, int bits) {
        code.load(size, R2, R6, at).networkOrder(R2, bits).jumpIf(R2, Condition.NOT_EQUAL, value, "pass");
    }

    private static void repair(BpfAssembler code, int at, int change) {
        Register sum = R2;
        code.load(Size.HALF, sum, R6, at).compute(Operation.XOR, sum, 0xffff).compute(Operation.ADD, sum, change);
        for (int i = 0; i < 2; i++) {
            code.move(R3, sum).compute(Operation.SHIFT_RIGHT, R3, 16).compute(Operation.AND, sum, 0xffff)
                .compute(Operation.ADD, sum, R3);
        }
        code.compute(Operation.XOR, sum, 0xffff).store(Size.HALF, R6, at, sum);
    }

    /// 16 bits of an address as this machine loads them.
    private static int half(IpAddress address, int at) {
        return words(address.bytes()).getShort(at) & 0xffff;
    }

    private static ByteBuffer words(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
