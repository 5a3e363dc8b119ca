package uvs.tools.daemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import uvs.tools.TestProgram;

/// Opens a TCP connection and sends a UDP datagram every millisecond, each from a port of its own, until both have been
/// answered once. A refusal is no answer.
final class Knocker {

    private static final int PAUSE_MS = 1;
    /// So many knocks show that nobody is there; then it says `unanswered`.
    private static final int UNANSWERED = 100;
    /// How many sockets are open at once, less than a process may have.
    private static final int MOST = 900;

    private static final Queue<Channel> OPEN = new ArrayDeque<>();

    private Knocker() {
    }

    /// How to run it.
    static List<String> command(String address, int tcpPort, int udpPort) {
        return TestProgram.command(Knocker.class, address, Integer.toString(tcpPort), Integer.toString(udpPort));
    }

    /// @param arguments `ADDRESS TCP-PORT UDP-PORT`
    public static void main(String[] arguments) throws IOException {
        var tcp = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        var udp = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[2]));
        boolean tcpAnswered = false;
        boolean udpAnswered = false;
        try (Selector selector = Selector.open()) {
            for (int knocks = 0; !tcpAnswered || !udpAnswered; knocks++) {
                knock(selector, tcp, udp);
                if (knocks == UNANSWERED) {
                    System.out.println("unanswered");
                }
                selector.select(PAUSE_MS);
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.channel() instanceof SocketChannel channel) {
                        tcpAnswered |= isConnected(channel);
                    } else {
                        udpAnswered |= ((DatagramChannel) key.channel()).receive(ByteBuffer.allocate(100)) != null;
                    }
                }
                selector.selectedKeys().clear();
            }
            System.out.println("answered");
        }
    }

    private static void knock(Selector selector, InetSocketAddress tcp, InetSocketAddress udp) throws IOException {
        SocketChannel connection = SocketChannel.open();
        connection.configureBlocking(false);
        // Closing resets it, and nothing lingers.
        connection.setOption(StandardSocketOptions.SO_LINGER, 0);
        connection.connect(tcp);
        connection.register(selector, SelectionKey.OP_CONNECT);
        DatagramChannel socket = DatagramChannel.open();
        socket.configureBlocking(false);
        socket.send(ByteBuffer.wrap(new byte[] {'?'}), udp);
        socket.register(selector, SelectionKey.OP_READ);
        OPEN.add(connection);
        OPEN.add(socket);
        while (OPEN.size() > MOST) {
            OPEN.remove().close();
        }
    }

    private static boolean isConnected(SocketChannel channel) throws IOException {
        try (channel) {
            return channel.finishConnect();
        } catch (ConnectException _) {
            return false;
        }
    }
}
