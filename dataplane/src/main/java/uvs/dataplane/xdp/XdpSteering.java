package uvs.dataplane.xdp;

import java.io.IOException;
import java.util.Optional;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.SteeredTraffic;
import uvs.dataplane.port.Steering;

/// Steers by the BPF map that the programs at all interfaces look into, and by another way what these programs leave.
///
/// One thread steers; workers may ask for programs meanwhile.
public final class XdpSteering implements Steering, XskEngine.Programs {

    private final SteeringMap map = new SteeringMap();
    private final Steering leftovers;
    private final Optional<XdpFastPath> fastPath;

    /// @param leftovers keeps from the kernel's stack what the programs leave; closed with this
    /// @param fastPath  by which the programs carry packets themselves, if they do
    /// @throws SystemCallException when BPF is refused, with the cure
    public XdpSteering(Steering leftovers, Optional<XdpFastPath> fastPath) throws SystemCallException {
        this.leftovers = leftovers;
        this.fastPath = fastPath;
    }

    @Override
    public void steer(SteeredTraffic traffic) throws IOException {
        leftovers.steer(traffic);
        map.follow(traffic.here());
    }

    /// The programs let frames to an address that is not here yet pass to the other way.
    @Override
    public Optional<String> refusal() {
        return leftovers.refusal();
    }

    @Override
    public long[] program(Link link, Descriptor sockets, int longest, boolean inDriver) {
        return SteeringProgram.toSockets(map.descriptor(), sockets, longest,
            code -> fastPath.ifPresent(path -> path.writeProgram(code, link.address(), inDriver)));
    }

    @Override
    public Optional<FastPath> fastPath(int worker) {
        return fastPath.map(path -> path.lane(worker));
    }

    @Override
    public void close() throws IOException {
        map.close();
        leftovers.close();
    }
}
