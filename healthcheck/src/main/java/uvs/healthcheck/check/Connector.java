package uvs.healthcheck.check;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import uvs.config.HealthChecker.Connection;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Opens the sockets of checks, with everything that a [Connection] asks for: where from, by which interface,
/// with which firewall mark.
final class Connector {

    private static final int SOL_SOCKET = 1;
    private static final int INTERFACE_NAME_LENGTH = 16;
    private static final IntegerUnixChannelOption SO_MARK =
        new IntegerUnixChannelOption("UVS_SO_MARK", SOL_SOCKET, 36);
    private static final RawUnixChannelOption SO_BINDTODEVICE =
        new RawUnixChannelOption("UVS_SO_BINDTODEVICE", SOL_SOCKET, 25, INTERFACE_NAME_LENGTH);

    private final CheckLoop loop;
    private final Connection connection;

    Connector(CheckLoop loop, Connection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    /// Connects over TCP. The time limit is the caller's, so Netty's own is off.
    ChannelFuture stream(ChannelHandler handler) {
        var bootstrap = new Bootstrap()
            .channelFactory(() -> configured(loop.streams().newChannel()))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_REUSEADDR, connection.bindPort() != 0);
        return open(bootstrap, handler, connection.port());
    }

    /// Connects a UDP socket, so that the ICMP errors it causes come back to it.
    ChannelFuture datagram(ChannelHandler handler) {
        var bootstrap = new Bootstrap()
            .channelFactory(() -> configured(loop.datagrams().apply(family())))
            .option(ChannelOption.SO_REUSEADDR, connection.bindPort() != 0);
        return open(bootstrap, handler, connection.port());
    }

    private ChannelFuture open(Bootstrap bootstrap, ChannelHandler handler, int port) {
        bootstrap.group(loop.eventLoop()).handler(handler);
        InetSocketAddress remote = address(connection.address(), port);
        return connection.bindAddress().isPresent() || connection.bindPort() != 0
            ? bootstrap.connect(remote, local())
            : bootstrap.connect(remote);
    }

    private InetSocketAddress local() {
        return connection.bindAddress()
            .map(bind -> address(bind, connection.bindPort()))
            .orElseGet(() -> new InetSocketAddress(anyAddress().toInetAddress(), connection.bindPort()));
    }

    private IpAddress anyAddress() {
        return IpAddress.of(connection.address().family() == Family.IPV4 ? "0.0.0.0" : "::");
    }

    private SocketProtocolFamily family() {
        return connection.address().family() == Family.IPV4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    /// A link-local address is one of the interface that the check is bound to.
    private InetSocketAddress address(IpAddress address, int port) {
        if (address.isLinkLocalIpv6() && connection.bindInterface().isPresent()) {
            try {
                NetworkInterface link = NetworkInterface.getByName(connection.bindInterface().get());
                if (link != null) {
                    return new InetSocketAddress(Inet6Address.getByAddress(null, address.bytes(), link), port);
                }
            } catch (SocketException | UnknownHostException _) {
                // Connecting without a scope fails with the kernel's own reason.
            }
        }
        return new InetSocketAddress(address.toInetAddress(), port);
    }

    private <C extends Channel> C configured(C channel) {
        try {
            if (connection.fwmark() != 0) {
                channel.config().setOption(SO_MARK, connection.fwmark());
            }
            connection.bindInterface().ifPresent(name -> channel.config().setOption(SO_BINDTODEVICE, padded(name)));
            return channel;
        } catch (RuntimeException e) {
            channel.unsafe().closeForcibly();
            throw e;
        }
    }

    private static ByteBuffer padded(String interfaceName) {
        byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
        var buffer = ByteBuffer.allocateDirect(INTERFACE_NAME_LENGTH);
        buffer.put(name, 0, Math.min(name.length, INTERFACE_NAME_LENGTH - 1));
        return buffer.clear();
    }
}
