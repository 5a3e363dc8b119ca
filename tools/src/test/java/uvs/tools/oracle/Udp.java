package uvs.tools.oracle;

import java.util.List;
import java.util.Optional;
import uvs.dataplane.wire.IpProtocol;
import uvs.tools.oracle.Network.Output;

/// Datagrams between one client's port and a service, played by hand from both ends as [Tcp] is.
final class Udp {

    private final Network network;
    private final Endpoint client;
    private final Endpoint service;
    private Optional<RealEnd> real = Optional.empty();
    private List<Output> outputs = List.of();

    Udp(Network network, String client, String service) {
        this.network = network;
        this.client = Endpoint.of(client);
        this.service = Endpoint.of(service);
    }

    Udp request(int length) {
        outputs = network.send(Side.CLIENT, requestPacket(length));
        real = RealEnd.after(real, outputs, client, service, IpProtocol.UDP);
        return this;
    }

    byte[] requestPacket(int length) {
        return Ip.from(client, service).udp(client.port(), service.port(), Ip.data(length));
    }

    Udp response(int length) {
        if (real.isPresent()) {
            outputs = network.send(Side.SERVER, responsePacket(length));
        }
        return this;
    }

    byte[] responsePacket(int length) {
        RealEnd end = real();
        return Ip.from(end.self(), end.client()).udp(end.self().port(), end.client().port(), Ip.data(length));
    }

    RealEnd real() {
        return real.orElseThrow(() -> new IllegalStateException("no real server has datagrams from "
            + client));
    }

    /// What the director sent because of the last datagram.
    List<Output> outputs() {
        return outputs;
    }
}
