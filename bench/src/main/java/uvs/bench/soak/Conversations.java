package uvs.bench.soak;

import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import uvs.bench.soak.Life.CorruptException;

/// How a client uses one connection of each kind, from its beginning to its end. All that arrives is compared with
/// what was to arrive.
final class Conversations {

    private static final int CONNECT_LIMIT_MS = 5_000;
    /// A connection of which nothing is heard for so long is lost: longer than any failure, with what TCP waits then.
    private static final int SILENCE_LIMIT_MS = 60_000;
    private static final int DATAGRAM_LIMIT_MS = 1_000;
    private static final int DATAGRAM_ATTEMPTS = 30;
    /// One record of so many is large enough for segmentation on the way.
    private static final int LARGE_EVERY = 40;
    private static final int LARGE = 256 * 1024;
    private static final int SMALL = 8 * 1024;
    private static final int DATAGRAM = 1_400;
    private static final int KEPT_REQUESTS = 200;

    private Conversations() {
    }

    static void hold(Kind kind, InetSocketAddress server, Life life) throws IOException {
        switch (kind) {
            case STREAM -> stream(server, life);
            case KEEP_ALIVE -> http(server, life, 1 + random(KEPT_REQUESTS));
            case CLOSING -> http(server, life, 1);
            case DATAGRAM -> datagrams(server, life);
        }
    }

    private static void stream(InetSocketAddress server, Life life) throws IOException {
        // Half of them go on for as long as they hold.
        var lifetime = random(2) == 0 ? Duration.ofDays(1) : Duration.ofSeconds(10 + random(30));
        long untilNs = System.nanoTime() + lifetime.toNanos();
        try (Socket socket = connect(server)) {
            life.asks();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String name = text(read(in, RealServerProgram.NAME_LENGTH));
            life.answered(name, RealServerProgram.NAME_LENGTH);
            socket.setSoTimeout(SILENCE_LIMIT_MS);
            var out = new DataOutputStream(socket.getOutputStream());
            while (System.nanoTime() - untilNs < 0) {
                int length = random(LARGE_EVERY) == 0 ? LARGE : 1 + random(SMALL);
                byte[] record = Bytes.of(random(Integer.MAX_VALUE), length);
                life.asks();
                out.write(ByteBuffer.allocate(Integer.BYTES + record.length).putInt(record.length).put(record).array());
                compare(Bytes.turned(record, 0), read(in, record.length));
                life.answered(name, record.length);
                pause(20 + random(60));
            }
            socket.shutdownOutput();
            if (in.read() >= 0) {
                throw new CorruptException("more than was sent");
            }
        }
    }

    private static void http(InetSocketAddress server, Life life, int requests) throws IOException {
        try (Socket socket = connect(server)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 1; i <= requests; i++) {
                long seed = random(Integer.MAX_VALUE);
                int length = 1 + random(SMALL * 2);
                life.asks();
                socket.getOutputStream().write(("GET /" + seed + "/" + length + " HTTP/1.1\r\nHost: soak\r\n"
                    + (i == requests ? "Connection: close\r\n" : "") + "\r\n").getBytes(StandardCharsets.US_ASCII));
                byte[] body = body(in);
                compare(Bytes.of(seed, length), Arrays.copyOfRange(body, RealServerProgram.NAME_LENGTH, body.length));
                life.answered(text(Arrays.copyOf(body, RealServerProgram.NAME_LENGTH)), body.length);
                socket.setSoTimeout(SILENCE_LIMIT_MS);
                pause(i == requests ? 0 : 20 + random(80));
            }
            if (in.read() >= 0) {
                throw new CorruptException("more than was asked for");
            }
        }
    }

    private static byte[] body(InputStream in) throws IOException {
        String status = RealServerProgram.line(in);
        if (status == null) {
            throw new EOFException("the connection ended before the answer");
        }
        if (!status.equals("HTTP/1.1 200 OK")) {
            throw new CorruptException(status);
        }
        int length = 0;
        for (String header = RealServerProgram.line(in); header != null && !header.isEmpty();
                header = RealServerProgram.line(in)) {
            length = Integer.parseInt(header.toLowerCase(Locale.ROOT).substring("content-length: ".length()));
        }
        return read(in, length);
    }

    private static void datagrams(InetSocketAddress server, Life life) throws IOException {
        long untilNs = System.nanoTime() + Duration.ofSeconds(5 + random(15)).toNanos();
        try (var socket = new DatagramSocket()) {
            // A connected socket takes answers from nobody else.
            socket.connect(server);
            socket.setSoTimeout(DATAGRAM_LIMIT_MS);
            for (int i = 0; System.nanoTime() - untilNs < 0; i++) {
                byte[] asked = Bytes.of(random(Integer.MAX_VALUE), Integer.BYTES + random(DATAGRAM));
                ByteBuffer.wrap(asked).putInt(i);
                life.asks();
                byte[] answer = ask(socket, asked, i, !life.server().equals(Ending.UNKNOWN));
                compare(asked, Arrays.copyOfRange(answer, RealServerProgram.NAME_LENGTH, answer.length));
                life.answered(text(Arrays.copyOf(answer, RealServerProgram.NAME_LENGTH)), answer.length);
                pause(20 + random(60));
            }
        }
    }

    /// Asks until there is an answer to this very datagram: those to ones before it come late.
    private static byte[] ask(DatagramSocket socket, byte[] asked, int number, boolean established) throws IOException {
        var answer = new DatagramPacket(new byte[SMALL], SMALL);
        int attempts = established ? DATAGRAM_ATTEMPTS : CONNECT_LIMIT_MS / DATAGRAM_LIMIT_MS;
        for (int attempt = 0; attempt < attempts; attempt++) {
            socket.send(new DatagramPacket(asked, asked.length));
            try {
                while (true) {
                    answer.setLength(SMALL);
                    socket.receive(answer);
                    byte[] bytes = Bytes.turned(
                        Arrays.copyOf(answer.getData(), answer.getLength()), RealServerProgram.NAME_LENGTH);
                    int answered = ByteBuffer.wrap(bytes).getInt(RealServerProgram.NAME_LENGTH);
                    if (answered == number) {
                        return bytes;
                    }
                    if (answered > number) {
                        throw new CorruptException("an answer to what was not asked yet");
                    }
                }
            } catch (SocketTimeoutException e) {
                // Once more.
            }
        }
        throw new SocketTimeoutException("no answer to a datagram");
    }

    private static Socket connect(InetSocketAddress server) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(CONNECT_LIMIT_MS);
            socket.connect(server, CONNECT_LIMIT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static byte[] read(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static void compare(byte[] expected, byte[] arrived) throws CorruptException {
        int differs = Arrays.mismatch(expected, arrived);
        if (differs >= 0) {
            throw new CorruptException(
                "of " + expected.length + " bytes, " + arrived.length + " arrived; first wrong: " + differs);
        }
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static void pause(int milliseconds) {
        LockSupport.parkNanos(Duration.ofMillis(milliseconds).toNanos());
    }
}
