package uvs.dataplane.forward;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.Ipv4Options;

/// The parts of a worker through which packets leave.
///
/// @param options     of the packet in hand, if it has any
/// @param wallClockMs milliseconds since 1970, for time stamps in packets
record WayOut(NextHops nextHops, Transmitter transmitter, Router router, Answers answers, Tunnels tunnels,
    Ipv4Options options, LongSupplier wallClockMs) {

    /// @param frames gives an empty frame, or null when packet memory is used up
    static WayOut of(PortSet ports, Supplier<Frame> frames, Drops drops, Consumer<WorkerReport> reports,
        LongSupplier wallClockMs) {
        var nextHops = new NextHops(ports);
        var transmitter = new Transmitter(nextHops, drops, reports);
        var options = new Ipv4Options();
        var answers = new Answers(frames, nextHops, transmitter, options);
        var router = new Router(nextHops, transmitter, answers, new Fragmenter(frames, transmitter, drops), drops);
        var tunnels = new Tunnels(router, nextHops, new Segmenter(frames), drops);
        return new WayOut(nextHops, transmitter, router, answers, tunnels, options, wallClockMs);
    }
}
