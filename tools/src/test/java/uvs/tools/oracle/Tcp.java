package uvs.tools.oracle;

import static uvs.tools.oracle.Ip.ACK;
import static uvs.tools.oracle.Ip.FIN;
import static uvs.tools.oracle.Ip.PSH;
import static uvs.tools.oracle.Ip.SYN;

import java.util.List;
import java.util.Optional;
import uvs.dataplane.wire.IpProtocol;
import uvs.tools.oracle.Network.Output;

/// One TCP connection, played by hand from both ends. The real server's end is where the director sent the
/// last packet; while there is none, what the server should say is left out.
final class Tcp {

    private final Network network;
    private final Endpoint client;
    private final Endpoint service;
    private Optional<RealEnd> real = Optional.empty();
    private List<Output> outputs = List.of();
    private int clientSequence = 1_000;
    private int serverSequence = 70_000;

    Tcp(Network network, String client, String service) {
        this.network = network;
        this.client = Endpoint.of(client);
        this.service = Endpoint.of(service);
    }

    /// The three segments of a handshake.
    Tcp connect() {
        return client(SYN, 0).server(SYN | ACK, 0).client(ACK, 0);
    }

    /// A request and its acknowledgment.
    Tcp request(int length) {
        return client(PSH | ACK, length).server(ACK, 0);
    }

    /// A response and its acknowledgment.
    Tcp response(int length) {
        return server(PSH | ACK, length).client(ACK, 0);
    }

    /// The client closes, then the server.
    Tcp close() {
        return client(FIN | ACK, 0).server(FIN | ACK, 0).client(ACK, 0);
    }

    /// A segment from the client.
    Tcp client(int flags, int length) {
        outputs = network.send(Side.CLIENT, clientPacket(flags, length));
        real = RealEnd.after(real, outputs, client, service, IpProtocol.TCP);
        clientSequence += length + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
        return this;
    }

    /// The packet that [#client] would send.
    byte[] clientPacket(int flags, int length) {
        return Ip.from(client, service).tcp(client.port(), service.port(), flags, clientSequence,
            (flags & ACK) != 0 ? serverSequence : 0, Ip.data(length));
    }

    /// A segment from the real server.
    Tcp server(int flags, int length) {
        if (real.isPresent()) {
            outputs = network.send(Side.SERVER, serverPacket(flags, length));
            serverSequence += length + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
        }
        return this;
    }

    /// The packet that [#server] would send.
    byte[] serverPacket(int flags, int length) {
        RealEnd end = real();
        return Ip.from(end.self(), end.client()).tcp(end.self().port(), end.client().port(), flags,
            serverSequence,
            (flags & ACK) != 0 ? clientSequence : 0, Ip.data(length));
    }

    /// The end of the real server, which must have been chosen.
    RealEnd real() {
        return real.orElseThrow(() -> new IllegalStateException("no real server has a connection from "
            + client));
    }

    /// What the director sent because of the last segment.
    List<Output> outputs() {
        return outputs;
    }
}
