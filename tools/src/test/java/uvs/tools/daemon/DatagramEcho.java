package uvs.tools.daemon;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
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

    /// @param arguments `serve NAME PORT`; or `ask ADDRESS PORT SOCKETS DATAGRAMS [LENGTH]`, which writes who
    /// answered, one line for each socket; or `stream ADDRESS PORT`, which sends from one socket until it is killed
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments[0].equals("serve")) {
            serve(arguments[1].getBytes(StandardCharsets.US_ASCII), Integer.parseInt(arguments[2]));
        } else if (arguments[0].equals("stream")) {
            stream(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2]));
        } else {
            InetAddress server = InetAddress.getByName(arguments[1]);
            for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                System.out.println(ask(server, Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[4]), arguments.length > 5 ? Integer.parseInt(arguments[5]) : 1));
            }
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

    private static String ask(InetAddress server, int port, int datagrams, int length) throws IOException {
        var answers = new ArrayList<String>();
        try (var socket = new DatagramSocket()) {
            // A connected socket takes answers from nobody else.
            socket.connect(server, port);
            socket.setSoTimeout(ANSWER_LIMIT_MS);
            for (int i = 0; i < datagrams; i++) {
                socket.send(new DatagramPacket(new byte[length], length));
                var answer = new DatagramPacket(new byte[LONGEST], LONGEST);
                socket.receive(answer);
                answers.add(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII).trim());
            }
        }
        return String.join(" ", answers);
    }
}
