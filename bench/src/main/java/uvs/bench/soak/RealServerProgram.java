package uvs.bench.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A real server: HTTP, streams that it sends back turned, and datagrams, each with its name in the answer.
public final class RealServerProgram {

    static final int HTTP_PORT = 80;
    static final int STREAM_PORT = 9000;
    static final int DATAGRAM_PORT = 7000;
    static final int NAME_LENGTH = 2;

    /// Where a stopped server's connections wait.
    private static final int BACKLOG = 1024;
    private static final int LARGEST_DATAGRAM = 65_535;

    private final byte[] name;

    private RealServerProgram(String name) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
    }

    /// What serves one connection, until it ends.
    @FunctionalInterface
    private interface Service {
        void serve(Socket socket) throws IOException;
    }

    /// @param arguments the name, of two letters, and the addresses where datagrams are taken: an answer's source is
    /// the address that was asked only where the socket has it; says `ready` when it listens
    public static void main(String[] arguments) throws IOException {
        var server = new RealServerProgram(arguments[0]);
        var http = new ServerSocket(HTTP_PORT, BACKLOG);
        var streams = new ServerSocket(STREAM_PORT, BACKLOG);
        for (int i = 1; i < arguments.length; i++) {
            var datagrams = new DatagramSocket(new InetSocketAddress(arguments[i], DATAGRAM_PORT));
            Thread.ofPlatform().start(() -> server.datagrams(datagrams));
        }
        Thread.ofPlatform().start(() -> accept(http, server::http));
        Thread.ofPlatform().start(() -> accept(streams, server::stream));
        System.out.println("ready");
    }

    private static void accept(ServerSocket listening, Service service) {
        while (true) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.setTcpNoDelay(true);
                        service.serve(socket);
                    } catch (IOException e) {
                        // The client tells of it, where it was not meant to be.
                    }
                });
            } catch (IOException e) {
                System.out.println("accept: " + e);
            }
        }
    }

    /// `GET /SEED/LENGTH`: the name and as many bytes of that seed.
    private void http(Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        boolean last = false;
        while (!last) {
            String request = line(in);
            if (request == null) {
                return;
            }
            for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
                last |= header.equalsIgnoreCase("Connection: close");
            }
            String[] path = request.split(" ")[1].split("/");
            byte[] body = Bytes.of(Long.parseLong(path[1]), Integer.parseInt(path[2]));
            var answer = new ByteArrayOutputStream();
            answer.writeBytes(("HTTP/1.1 200 OK\r\nContent-Length: " + (NAME_LENGTH + body.length) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
            answer.writeBytes(name);
            answer.writeBytes(body);
            socket.getOutputStream().write(answer.toByteArray());
        }
    }

    /// Says its name, and then sends back every record when it is there whole: a length and as many bytes.
    private void stream(Socket socket) throws IOException {
        socket.getOutputStream().write(name);
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        while (true) {
            int length;
            try {
                length = in.readInt();
            } catch (EOFException e) {
                return;
            }
            var record = new byte[length];
            in.readFully(record);
            socket.getOutputStream().write(Bytes.turned(record, 0));
        }
    }

    /// Sends back every datagram, turned, behind its name.
    private void datagrams(DatagramSocket socket) {
        var asked = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
        while (true) {
            try {
                asked.setLength(LARGEST_DATAGRAM);
                socket.receive(asked);
                byte[] answer = Arrays.copyOf(name, NAME_LENGTH + asked.getLength());
                System.arraycopy(asked.getData(), 0, answer, NAME_LENGTH, asked.getLength());
                socket.send(
                    new DatagramPacket(Bytes.turned(answer, NAME_LENGTH), answer.length, asked.getSocketAddress()));
            } catch (IOException e) {
                System.out.println("datagram: " + e);
            }
        }
    }

    static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
