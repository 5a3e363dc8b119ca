package uvs.tools.daemon;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import uvs.tools.TestProgram;

/// A UDP server that answers every datagram with its name, in as many bytes as it was asked with, and a client that asks it.
final class DatagramEcho {

    private static final int ANSWER_LIMIT_MS = 10_000;
    private static final int LONGEST = 65_507;

    private DatagramEcho() {
    }

    /// How to run it.
    static List<String> command(String... arguments) {
        return TestProgram.command(DatagramEcho.class, arguments);
    }

    /// @param arguments `serve NAME PORT`; or `ask ADDRESS PORT SOCKETS DATAGRAMS [LENGTH...]`, which asks from so many
    /// sockets for each length and writes who answered, one line for each socket; or `stream ADDRESS PORT`, which sends
    /// from one socket until it is killed
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments[0].equals("serve")) {
            serve(arguments[1].getBytes(StandardCharsets.US_ASCII), Integer.parseInt(arguments[2]));
        } else if (arguments[0].equals("stream")) {
            stream(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2]));
        } else {
            var server = new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2]));
            List<String> lengths = arguments.length > 5 ? List.of(arguments).subList(5, arguments.length) : List.of("1");
            askAll(server, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), lengths);
        }
    }

    private static void serve(byte[] name, int port) throws IOException {
        try (var socket = new DatagramSocket(port)) {
            System.out.println("ready");
            var asked = new DatagramPacket(new byte[LONGEST], LONGEST);
            while (true) {
                asked.setLength(LONGEST);
                socket.receive(asked);
                byte[] answer = Arrays.copyOf(name, Math.max(name.length, asked.getLength()));
                try {
                    socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
                } catch (SocketException _) {
                    // Its interface or its route is gone since it was asked: whoever comes next may be reached.
                }
            }
        }
    }

    /// A hundred or more a second, whatever becomes of them.
    private static void stream(InetAddress server, int port) throws IOException, InterruptedException {
        try (var socket = new DatagramSocket()) {
            System.out.println("ready");
            while (true) {
                socket.send(new DatagramPacket(new byte[1], 1, server, port));
                Thread.sleep(5);
            }
        }
    }

    /// All sockets stay open to the end: the kernel draws their ports, and one that is drawn again is no new connection.
    private static void askAll(InetSocketAddress server, int sockets, int datagrams, List<String> lengths)
            throws IOException {
        var open = new ArrayList<DatagramSocket>();
        try {
            for (String length : lengths) {
                for (int i = 0; i < sockets; i++) {
                    open.add(new DatagramSocket());
                    System.out.println(ask(open.getLast(), server, datagrams, Integer.parseInt(length)));
                }
            }
        } finally {
            open.forEach(DatagramSocket::close);
        }
    }

    private static String ask(DatagramSocket socket, InetSocketAddress server, int datagrams, int length) throws IOException {
        var answers = new ArrayList<String>();
        // A connected socket takes answers from nobody else.
        socket.connect(server);
        socket.setSoTimeout(ANSWER_LIMIT_MS);
        for (int i = 0; i < datagrams; i++) {
            socket.send(new DatagramPacket(new byte[length], length));
            var answer = new DatagramPacket(new byte[LONGEST], LONGEST);
            socket.receive(answer);
            answers.add(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII).trim());
        }
        return String.join(" ", answers);
    }
}
