package uvs.tools.oracle;

import java.util.List;
import java.util.Optional;
import uvs.tools.oracle.Network.Output;

/// Where masqueraded packets of a flow arrive: how the real server sees itself and the client. What goes to a real
/// server by direct routing or in a tunnel is answered past the director, and so has no such end.
///
/// @param self   the real server's address and port
/// @param client whom it answers
record RealEnd(Endpoint self, Endpoint client) {

    /// The end at which a packet for `service` came out, or empty when there is none.
    static Optional<RealEnd> of(List<Output> outputs, Endpoint service, int protocol) {
        return outputs.stream().filter(output -> output.side() == Side.SERVER)
            .map(output -> Frames.packet(output.frame())).filter(packet -> {
                int found = Frames.isIpv6(packet) ? packet[6] & 0xff : packet[9] & 0xff;
                return found == protocol && !Frames.destination(packet).equals(service.address());
            }).findFirst().map(RealEnd::at);
    }

    private static RealEnd at(byte[] packet) {
        int transport = Frames.isIpv6(packet) ? 40 : (packet[0] & 15) * 4;
        return new RealEnd(
            new Endpoint(Frames.destination(packet), Frames.u16(packet, transport + 2)),
            new Endpoint(Frames.source(packet), Frames.u16(packet, transport)));
    }
}
