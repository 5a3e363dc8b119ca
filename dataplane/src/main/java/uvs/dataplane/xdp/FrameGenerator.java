package uvs.dataplane.xdp;

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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.xdp.BpfAssembler.Condition;
import uvs.dataplane.xdp.BpfAssembler.Operation;
import uvs.dataplane.xdp.BpfAssembler.Size;

/// Sends frames of many flows by an interface, millions a second: the kernel runs an XDP program that writes each frame and
/// redirects it (`BPF_F_TEST_XDP_LIVE_FRAMES`). The flow of a frame is drawn at random; its number is in the source port, and
/// from 60,000 flows on in the source address too.
///
/// The other end of a veth must have an XDP program or GRO, else the kernel drops redirected frames.
public final class FrameGenerator implements AutoCloseable {

    /// Flows that one source address has.
    public static final int FLOWS_AN_ADDRESS = 60_000;
    private static final int FIRST_PORT = 1024;
    private static final int ETHERNET = 14;
    private static final int XDP_DROP = 1;
    /// `bpf_ktime_get_ns`
    private static final int TIME = 5;
    /// `bpf_get_prandom_u32`
    private static final int RANDOM = 7;
    /// What the program keeps from frame to frame: when the next one is due, and how many were sent.
    private static final int DUE = 0;
    private static final int SENT = 8;
    private static final int STATE_SIZE = 16;
    private static final byte[] FIRST_KEY = new byte[Integer.BYTES];
    private static final int BATCH = 64;
    /// How much of the time that was missed is made up for.
    private static final int MOST_LATE_NS = 1_000_000;
    /// A call of the kernel costs some tens of milliseconds of its own, in which nothing is sent: so calls are as long as this,
    /// once it is known how many frames that takes.
    private static final long CALL_NS = 1_000_000_000;
    private static final int FIRST_CALL = 1 << 16;
    private static final int LONGEST_CALL = 1 << 30;
    private static final int SYN = 0x5002;

    private final Flows flows;
    private final byte[] template;
    private final int transport;
    private final int checksum;
    private final Descriptor state;
    private final Descriptor program;

    /// What is sent.
    ///
    /// @param link        the interface
    /// @param to          the Ethernet address of the next hop
    /// @param source      of the first flows; the last 16 bits are counted up for others
    /// @param protocol    [Protocol#UDP], or [Protocol#TCP] for SYNs
    /// @param frameLength in bytes, without the frame check sequence
    /// @param flows       how many
    /// @param perSecond   how many frames a second at most, or 0 for as many as can be
    /// @param frames      how many in all at most, or 0 for any number
    public record Flows(Link link, MacAddress to, IpAddress source, IpAddress destination, int port, Protocol protocol,
        int frameLength, int flows, int perSecond, int frames) {

        public Flows {
            if (source.family() != destination.family()) {
                throw new IllegalArgumentException(source + " and " + destination + " are not of one family");
            }
            if (protocol == Protocol.SCTP) {
                throw new IllegalArgumentException("protocol=" + protocol + " is not UDP or TCP");
            }
            int least = headers(source.family(), protocol);
            if (frameLength < least || frameLength > 1514) {
                throw new IllegalArgumentException("frameLength=" + frameLength + " is not in " + least + "..1514");
            }
            if (flows < 1 || flows > 60_000_000) {
                throw new IllegalArgumentException("flows=" + flows + " is not in 1..60000000");
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port=" + port + " is not in 1..65535");
            }
            if (perSecond < 0 || perSecond > 1_000_000_000) {
                throw new IllegalArgumentException("perSecond=" + perSecond + " is not in 0..1000000000");
            }
            if (frames < 0) {
                throw new IllegalArgumentException("frames=" + frames + " is not in 0..2147483647");
            }
        }

        /// How many bytes of a frame are headers.
        public static int headers(Family family, Protocol protocol) {
            return ETHERNET + (family == Family.IPV4 ? 20 : 40) + (protocol == Protocol.UDP ? 8 : 20);
        }
    }

    public FrameGenerator(Flows flows) throws SystemCallException {
        this.flows = flows;
        boolean ipv4 = flows.source().family() == Family.IPV4;
        transport = ETHERNET + (ipv4 ? 20 : 40);
        checksum = transport + (flows.protocol() == Protocol.UDP ? 6 : 16);
        template = template(ipv4);
        state = Bpf.createMap(Bpf.ARRAY, "uvs_generated", Integer.BYTES, STATE_SIZE, 1, 0);
        try {
            program = Bpf.loadXdp("uvs_generate", program(ipv4));
        } catch (SystemCallException e) {
            state.close();
            throw e;
        }
    }

    /// The frame of flow 0, but for port and checksums, which are zero.
    private byte[] template(boolean ipv4) {
        ByteBuffer frame = ByteBuffer.allocate(flows.frameLength() + 3 & ~3);
        frame.put(flows.to().bytes()).put(flows.link().address().bytes());
        int length = flows.frameLength() - ETHERNET;
        int protocol = flows.protocol().number();
        if (ipv4) {
            frame.putShort((short) 0x0800).putShort((short) 0x4500).putShort((short) length).putInt(0x4000)
                .put((byte) 64).put((byte) protocol).putShort((short) 0);
        } else {
            frame.putShort((short) 0x86dd).putInt(0x6000_0000).putShort((short) (length - 40)).put((byte) protocol).put((byte) 64);
        }
        frame.put(flows.source().bytes()).put(flows.destination().bytes());
        frame.putShort((short) 0).putShort((short) flows.port());
        if (flows.protocol() == Protocol.UDP) {
            frame.putShort((short) (flows.frameLength() - transport));
        } else {
            frame.putInt(1).putInt(0).putShort((short) SYN).putShort((short) 65_535);
        }
        return frame.array();
    }

    /// R6 has the frame, R7 the flow, R8 the source port, R9 what is added to the source address.
    private long[] program(boolean ipv4) {
        var code = new BpfAssembler();
        code.move(R9, R1);
        pace(code);
        code.load(Size.WORD, R6, R9, 0).load(Size.WORD, R2, R9, 4);
        code.move(R3, R6).compute(Operation.ADD, R3, flows.frameLength()).jumpIf(R3, Condition.GREATER, R2, "drop");
        code.call(RANDOM).move(R7, R0).compute(Operation.MOD, R7, flows.flows());
        code.move(R8, R7).compute(Operation.MOD, R8, FLOWS_AN_ADDRESS).compute(Operation.ADD, R8, FIRST_PORT);
        code.move(R9, R7).compute(Operation.DIV, R9, FLOWS_AN_ADDRESS);
        ByteBuffer words = ByteBuffer.wrap(template).order(ByteOrder.nativeOrder());
        // What follows the Ethernet header is aligned to four bytes, and some processors want it so.
        code.move(R2, words.getShort(0)).store(Size.HALF, R6, 0, R2);
        int at = 2;
        int end = Math.min(flows.frameLength(), transport + 20);
        for (; at + 4 <= end; at += 4) {
            code.move(R2, words.getInt(at)).store(Size.WORD, R6, at, R2);
        }
        if (at + 2 <= end) {
            code.move(R2, words.getShort(at)).store(Size.HALF, R6, at, R2);
        }
        int lowAddress = ETHERNET + (ipv4 ? 14 : 22);
        int low = ((template[lowAddress] & 0xff) << 8) + (template[lowAddress + 1] & 0xff);
        code.move(R2, R9).compute(Operation.ADD, R2, low).compute(Operation.AND, R2, 0xffff);
        code.move(R4, R2).networkOrder(R2, 16).store(Size.HALF, R6, lowAddress, R2);
        code.move(R2, R8).networkOrder(R2, 16).store(Size.HALF, R6, transport, R2);
        // R4 has what changes in the address: it counts in both sums.
        if (ipv4) {
            storeSum(code, sum(ETHERNET, transport) - low, R4, ETHERNET + 10);
        }
        code.compute(Operation.ADD, R4, R8);
        int pseudo = sum(ETHERNET + (ipv4 ? 12 : 8), transport) + flows.protocol().number() + flows.frameLength() - transport;
        storeSum(code, pseudo + sum(transport, Math.min(flows.frameLength(), transport + 20)) - low, R4, checksum);
        if (flows.protocol() == Protocol.UDP) {
            // Zero would say that there is no checksum (RFC 768).
            code.jumpIf(R2, Condition.NOT_EQUAL, 0, "summed").move(R2, 0xffff).store(Size.HALF, R6, checksum, R2).label("summed");
        }
        code.move(R1, flows.link().index()).move(R2, 0).call(BpfAssembler.REDIRECT).exit();
        code.label("drop").exit(XDP_DROP);
        return code.assemble();
    }

    /// Goes on, and counts, when it is time for a frame; drops it otherwise.
    private void pace(BpfAssembler code) {
        code.move(R2, 0).store(Size.WORD, R10, -4, R2).move(R2, R10).compute(Operation.ADD, R2, -4);
        code.loadMap(R1, state).call(BpfAssembler.MAP_LOOKUP).jumpIf(R0, Condition.EQUAL, 0, "drop").move(R7, R0);
        code.load(Size.DOUBLE, R8, R7, SENT);
        if (flows.frames() > 0) {
            code.jumpIf(R8, Condition.GREATER_OR_EQUAL, flows.frames(), "drop");
        }
        if (flows.perSecond() > 0) {
            code.call(TIME).load(Size.DOUBLE, R2, R7, DUE).jumpIf(R0, Condition.LESS, R2, "drop");
            code.move(R3, R0).compute(Operation.SUB, R3, MOST_LATE_NS).jumpIf(R2, Condition.GREATER, R3, "in time").move(R2, R0);
            code.label("in time").compute(Operation.ADD, R2, 1_000_000_000 / flows.perSecond()).store(Size.DOUBLE, R7, DUE, R2);
        }
        code.compute(Operation.ADD, R8, 1).store(Size.DOUBLE, R7, SENT, R8);
    }

    /// Stores the checksum that belongs to a constant sum and a varying one.
    private void storeSum(BpfAssembler code, int constant, BpfAssembler.Register varying, int at) {
        code.move(R2, constant).compute(Operation.ADD, R2, varying);
        for (int i = 0; i < 2; i++) {
            code.move(R3, R2).compute(Operation.SHIFT_RIGHT, R3, 16).compute(Operation.AND, R2, 0xffff)
                .compute(Operation.ADD, R2, R3);
        }
        code.compute(Operation.XOR, R2, 0xffff).networkOrder(R2, 16).store(Size.HALF, R6, at, R2);
    }

    private int sum(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += (template[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    /// Sends for so long, or until all frames are sent. It takes as long as that takes, and up to a second more.
    public void send(long ns) throws SystemCallException {
        // The frame must have an Ethernet header that says nothing wrong; what it holds is written anew each time.
        byte[] frame = Arrays.copyOf(template, flows.frameLength());
        long startNs = System.nanoTime();
        long calledNs = startNs;
        int repeat = flows.frames() > 0 ? Math.min(flows.frames(), FIRST_CALL) : FIRST_CALL;
        while (calledNs - startNs < ns && !isDone()) {
            Bpf.runLive(program, frame, flows.link().index(), repeat, BATCH);
            long nowNs = System.nanoTime();
            double wantedNs = Math.min(CALL_NS, ns - (nowNs - startNs));
            repeat = (int) Math.clamp(repeat * (wantedNs / (nowNs - calledNs)), BATCH, LONGEST_CALL);
            calledNs = nowNs;
        }
    }

    private boolean isDone() throws SystemCallException {
        return flows.frames() > 0 && sent() >= flows.frames();
    }

    /// How many frames were handed to the interface so far.
    public long sent() throws SystemCallException {
        return Bpf.lookUp(state, FIRST_KEY, STATE_SIZE / Long.BYTES)[SENT / Long.BYTES];
    }

    @Override
    public void close() {
        program.close();
        state.close();
    }
}
