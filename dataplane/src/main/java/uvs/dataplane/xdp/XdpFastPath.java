package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R6;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;
import static uvs.dataplane.xdp.BpfAssembler.Register.R8;
import static uvs.dataplane.xdp.BpfAssembler.Size.WORD;

import java.util.Arrays;
import java.util.List;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.GenericNetlink;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.NetlinkAttributes;

/// The fast path of AF_XDP: the steering programs carry packets themselves.
public final class XdpFastPath extends KernelFastPath {

    private static final String NETDEV = "netdev";
    private static final int NETDEV_CMD_DEV_GET = 1;
    private static final int NETDEV_A_DEV_IFINDEX = 1;
    private static final int NETDEV_A_DEV_XDP_FEATURES = 3;
    private static final long NETDEV_XDP_ACT_NDO_XMIT = 4;

    private final GenericNetlink netdev;
    /// The numbers of the interfaces that take frames from an XDP program, in order.
    private volatile int[] takers = {};

    /// @param workers how many engines share it
    /// @throws SystemCallException when the kernel has not what it needs: Linux 6.3
    public XdpFastPath(int workers) throws SystemCallException {
        super(workers);
        try {
            netdev = new GenericNetlink(NETDEV, 1);
        } catch (SystemCallException e) {
            super.close();
            throw e;
        }
        try {
            followLinks();
            var code = new BpfAssembler();
            code.move(R6, R1).load(WORD, R7, R6, 0).load(WORD, R8, R6, 4);
            writeProgram(code, new MacAddress(0), true);
            Bpf.loadXdp("uvs_check", code.exit(2).assemble()).close();
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    /// Asks which interfaces take frames from an XDP program: a veth does while its other end has an XDP program or GRO.
    @Override
    public void followLinks() throws SystemCallException {
        List<NetlinkAttributes> all = netdev.dump(NETDEV_CMD_DEV_GET, _ -> { }, "NETDEV_CMD_DEV_GET");
        int[] now = all.stream().filter(XdpFastPath::takesFrames)
            .mapToInt(link -> link.i32(NETDEV_A_DEV_IFINDEX).orElse(0)).sorted().toArray();
        takers(now);
    }

    /// @param now the numbers of the interfaces that take frames, in order
    void takers(int... now) {
        if (!Arrays.equals(now, takers)) {
            takers = now;
            // A worker that enters a next hop meanwhile looks again when it is there.
            dropHops();
        }
    }

    private static boolean takesFrames(NetlinkAttributes link) {
        return (link.u32Or64(NETDEV_A_DEV_XDP_FEATURES).orElse(0) & NETDEV_XDP_ACT_NDO_XMIT) != 0;
    }

    @Override
    boolean takes(int linkIndex) {
        return Arrays.binarySearch(takers, linkIndex) >= 0;
    }

    /// Not where the program runs in the stack; and where it does not, [XskPort] has completed them.
    @Override
    boolean takesPartialChecksums() {
        return false;
    }

    /// For the program of an interface.
    void writeProgram(BpfAssembler code, MacAddress own, boolean inDriver) {
        new FastPathProgram(code, maps(), own, inDriver).write();
    }

    @Override
    public void close() {
        netdev.close();
        super.close();
    }
}
