package uvs.tools.oracle;

import java.util.List;
import java.util.Optional;
import uvs.tools.oracle.Network.Output;

/// Where masqueraded packets of a flow arrive: how the real server sees itself and the client. What goes to a
/// real server by direct routing or in a tunnel is answered past the director, and so has no such end.
///
/// @param self   the real server's address and port
/// @param client whom it answers
record RealEnd(Endpoint self, Endpoint client) {

    /// The end after a packet for `service`: where it came out, if it did, else the one before. A packet that
    /// came out for a real server which answers past the director leaves none.
    static Optional<RealEnd> after(Optional<RealEnd> before, List<Output> outputs, Endpoint client,
            Endpoint service, int protocol) {
        return outputs.stream().anyMatch(output -> output.side() == Side.SERVER)
            ? of(outputs, client, service, protocol) : before;
    }

    private static Optional<RealEnd> of(List<Output> outputs, Endpoint client, Endpoint service,
            int protocol) {
        return outputs.stream().filter(output -> output.side() == Side.SERVER)
            .map(output -> Frames.packet(output.frame())).filter(packet -> {
                int found = Frames.isIpv6(packet) ? packet[6] & 0xff : packet[9] & 0xff;
                return found == protocol && Frames.source(packet).equals(client.address())
                    && !Frames.destination(packet).equals(service.address());
            }).findFirst().map(RealEnd::at);
    }

    private static RealEnd at(byte[] packet) {
        int transport = Frames.isIpv6(packet) ? 40 : (packet[0] & 15) * 4;
        return new RealEnd(
            new Endpoint(Frames.destination(packet), Frames.u16(packet, transport + 2)),
            new Endpoint(Frames.source(packet), Frames.u16(packet, transport)));
    }
}
