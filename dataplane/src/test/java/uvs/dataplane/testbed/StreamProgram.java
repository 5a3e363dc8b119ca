package uvs.dataplane.testbed;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// A program that sends random bytes over one TCP connection, or receives them, and writes how many they are
/// and what their digest is.
public final class StreamProgram {

    private static final int CHUNK = 256 * 1024;

    private StreamProgram() {
    }

    /// @param arguments `send ADDRESS PORT BYTES`, or `receive PORT`
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256");
        long length = arguments[0].equals("send")
            ? send(arguments[1], Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]), digest)
            : receive(Integer.parseInt(arguments[1]), digest);
        System.out.println("digest " + length + " " + HexFormat.of().formatHex(digest.digest()));
    }

    private static long send(String address, int port, long bytes, MessageDigest digest) throws IOException {
        var random = new SplittableRandom(bytes);
        var chunk = new byte[CHUNK];
        long sent = 0;
        try (var socket = new Socket(address, port)) {
            while (sent < bytes) {
                random.nextBytes(chunk);
                int length = (int) Math.min(CHUNK, bytes - sent);
                digest.update(chunk, 0, length);
                socket.getOutputStream().write(chunk, 0, length);
                sent += length;
            }
        }
        return sent;
    }

    private static long receive(int port, MessageDigest digest) throws IOException {
        var chunk = new byte[CHUNK];
        long received = 0;
        try (var listening = new ServerSocket(port)) {
            System.out.println("ready");
            try (Socket socket = listening.accept()) {
                for (int n = socket.getInputStream().read(chunk); n >= 0; n = socket.getInputStream().read(chunk)) {
                    digest.update(chunk, 0, n);
                    received += n;
                }
            }
        }
        return received;
    }
}
