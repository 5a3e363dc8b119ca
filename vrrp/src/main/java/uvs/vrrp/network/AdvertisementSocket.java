package uvs.vrrp.network;

import java.util.Optional;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.RawInbox;
import uvs.dataplane.linux.RawSockets;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.wire.ReceivedPacket;

/// A raw socket that advertisements are sent and received on, shared by the virtual routers of one interface.
public final class AdvertisementSocket implements AutoCloseable {

    private final Key key;
    private final Descriptor socket;

    /// What tells sockets apart.
    ///
    /// @param protocol 112, or 51 where an authentication header comes first
    /// @param interfaceName empty for unicast without an interface
    /// @param interfaceIndex 0 without an interface
    /// @param hopLimit of IPv6 unicast packets
    public record Key(
        Family family, int protocol, Optional<String> interfaceName, int interfaceIndex, int hopLimit) {}

    public AdvertisementSocket(Key key) throws SystemCallException {
        this.key = key;
        socket = RawSockets.open(key.family(), key.protocol(), key.interfaceName(), key.hopLimit());
    }

    public Key key() {
        return key;
    }

    public Descriptor descriptor() {
        return socket;
    }

    public void join(IpAddress group) throws SystemCallException {
        RawSockets.join(socket, group, key.interfaceIndex());
    }

    /// Sends a whole packet over IPv4.
    public void sendIpv4(byte[] packet, IpAddress destination) throws SystemCallException {
        RawSockets.sendIpv4(socket, packet, destination);
    }

    /// Sends a message over IPv6.
    public void sendIpv6(byte[] message, IpAddress source, IpAddress destination) throws SystemCallException {
        RawSockets.sendIpv6(socket, message, source, destination, key.interfaceIndex());
    }

    /// What one call of [#receive] came to.
    public sealed interface Received {

        record Nothing() implements Received {}

        /// Something that is no advertisement at all.
        record Malformed() implements Received {}

        /// @param packet holds until the next packet is received into the same inbox
        record Packet(ReceivedPacket packet) implements Received {}
    }

    public Received receive(RawInbox inbox) throws SystemCallException {
        var bytes = inbox.receive(socket);
        if (bytes.isEmpty()) {
            return new Received.Nothing();
        }
        Optional<ReceivedPacket> packet = key.family() == Family.IPV4
            ? ReceivedPacket.ofIpv4(bytes.get())
            : inbox.destinationIpv6().flatMap(destination ->
                ReceivedPacket.ofIpv6(bytes.get(), inbox.sourceIpv6(), destination, inbox.hopLimit()));
        return packet.<Received>map(Received.Packet::new).orElseGet(Received.Malformed::new);
    }

    @Override
    public void close() {
        socket.close();
    }
}
