package uvs.dataplane.forward;

import java.util.function.Consumer;
import java.util.function.Supplier;
import uvs.dataplane.port.Frame;

/// The parts of a worker through which packets leave.
record WayOut(NextHops nextHops, Transmitter transmitter, Router router, Answers answers, Tunnels tunnels) {

    /// @param frames gives an empty frame, or null when packet memory is used up
    static WayOut of(PortSet ports, Supplier<Frame> frames, Drops drops, Consumer<WorkerReport> reports) {
        var nextHops = new NextHops(ports);
        var transmitter = new Transmitter(nextHops, drops, reports);
        var answers = new Answers(frames, nextHops, transmitter);
        var router = new Router(nextHops, transmitter, answers, new Fragmenter(frames, transmitter, drops), drops);
        var tunnels = new Tunnels(router, nextHops, new Segmenter(frames), drops);
        return new WayOut(nextHops, transmitter, router, answers, tunnels);
    }
}
