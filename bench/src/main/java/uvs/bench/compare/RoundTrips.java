package uvs.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.tools.demo.ThisProgram;

/// How long messages take to an echo and back, as datagrams or over one TCP connection. They are sent at times that were fixed before, and it counts from these times
/// on: one that goes late since the one before it was slow counts as slow too (coordinated omission).
///
/// Both ends run with a real-time priority, so that what is measured is the way, rather than when an end gets a processor. The end
/// that asks shares the processor of the source of the load, as it shares the queue: an interface in the testbed is polled by the processor
/// that sends to it when it is idle, and goes on being polled there as long as frames come. Were it another, the load would move
/// there and back, as it does at no network card, and what is slow then is to have the frames of one processor dealt with on
/// another.
public final class RoundTrips {

    private static final int A_SECOND = 2000;
    /// The bytes of a message: as many as fill a frame of 64 with UDP and its frame check sequence.
    private static final int MESSAGE = 18;
    private static final long WARM_UP_NS = 1_500_000_000L;
    private static final long LATEST_NS = 1_000_000_000L;
    private static final Pattern FIGURES =
        Pattern.compile("p50=([0-9.]+) p99=([0-9.]+) p99.9=([0-9.]+) max=([0-9.]+) sent=(\\d+) lost=(\\d+)");

    private RoundTrips() {
    }

    /// Microseconds, and how many datagrams.
    record Figures(double p50, double p99, double p999, double most, long sent, long lost) {
    }

    /// What carries them.
    enum Kind {
        DATAGRAM, STREAM;

        private ByteChannel connect(InetSocketAddress address) throws IOException {
            return switch (this) {
                case DATAGRAM -> DatagramChannel.open().connect(address);
                case STREAM -> SocketChannel.open(address).setOption(StandardSocketOptions.TCP_NODELAY, true);
            };
        }
    }

    static void startEcho(Host server, Kind kind) {
        int processor = Math.min(1, Runtime.getRuntime().availableProcessors() - 1);
        start(server, processor, kind, "echo", Integer.toString(CompareNetwork.ECHO_PORT))
            .awaitLine("ready", Duration.ofSeconds(30));
    }

    static Figures measure(Host client, Kind kind, String destination, int seconds) {
        try (Program probe = start(client, CompareNetwork.SOURCE_PROCESSOR, kind, "ask", destination, Integer.toString(CompareNetwork.ECHO_PORT),
                Integer.toString(seconds))) {
            Matcher matcher = FIGURES.matcher(probe.awaitLine(FIGURES, Duration.ofSeconds(60 + seconds)));
            matcher.find();
            return new Figures(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)),
                Double.parseDouble(matcher.group(3)), Double.parseDouble(matcher.group(4)), Long.parseLong(matcher.group(5)),
                Long.parseLong(matcher.group(6)));
        }
    }

    private static Program start(Host host, int processor, Kind kind, String... arguments) {
        return host.start(Map.of(), Stream.of(Stream.of("taskset", "-c", Integer.toString(processor), "chrt", "-f", "20"),
            ThisProgram.small(RoundTrips.class, Stream.concat(Stream.of(kind.name()), Stream.of(arguments))
                .toArray(String[]::new)).stream()).flatMap(words -> words).toList());
    }

    /// @param arguments `DATAGRAM` or `STREAM`; `echo PORT`, or `ask ADDRESS PORT SECONDS`
    public static void main(String[] arguments) throws Exception {
        Kind kind = Kind.valueOf(arguments[0]);
        if (arguments[1].equals("ask")) {
            ask(kind, new InetSocketAddress(arguments[2], Integer.parseInt(arguments[3])), Integer.parseInt(arguments[4]));
        } else if (kind == Kind.STREAM) {
            echoStreams(Integer.parseInt(arguments[2]));
        } else {
            echo(Integer.parseInt(arguments[2]));
        }
    }

    /// A socket for each address of this host, so that what was sent to a virtual address is answered from it.
    private static void echo(int port) throws IOException {
        var channels = new ArrayList<DatagramChannel>();
        for (InetAddress address : NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance).toList()) {
            channels.add(DatagramChannel.open().bind(new InetSocketAddress(address, port)));
        }
        channels.forEach(channel -> Thread.ofPlatform().start(() -> echo(channel)));
        System.out.println("ready");
    }

    private static void echo(DatagramChannel channel) {
        ByteBuffer datagram = ByteBuffer.allocateDirect(64);
        try {
            while (true) {
                var from = channel.receive(datagram.clear());
                channel.send(datagram.flip(), from);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One connection after the other.
    private static void echoStreams(int port) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(port))) {
            System.out.println("ready");
            ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
            while (true) {
                try (SocketChannel channel = listener.accept().setOption(StandardSocketOptions.TCP_NODELAY, true)) {
                    while (channel.read(bytes.clear()) >= 0) {
                        bytes.flip();
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                    }
                }
            }
        }
    }

    private static void ask(Kind kind, InetSocketAddress address, int seconds) throws Exception {
        try (ByteChannel channel = kind.connect(address)) {
            var times = new Histogram(LATEST_NS, 3);
            long firstNs = System.nanoTime();
            long countedNs = firstNs + WARM_UP_NS;
            var receiver = Thread.ofPlatform().daemon().start(() -> receive(channel, times, countedNs));
            long sent = 0;
            ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
            long dueNs = firstNs;
            for (; dueNs - countedNs < seconds * 1_000_000_000L; dueNs += 1_000_000_000L / A_SECOND) {
                for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                    LockSupport.parkNanos(leftNs);
                }
                message.clear().putLong(0, dueNs);
                while (message.hasRemaining()) {
                    channel.write(message);
                }
                sent += dueNs - countedNs >= 0 ? 1 : 0;
            }
            Thread.sleep(300);
            receiver.interrupt();
            receiver.join();
            System.out.printf(Locale.ROOT, "p50=%.1f p99=%.1f p99.9=%.1f max=%.1f sent=%d lost=%d%n",
                times.getValueAtPercentile(50) / 1e3, times.getValueAtPercentile(99) / 1e3,
                times.getValueAtPercentile(99.9) / 1e3, times.getMaxValue() / 1e3, sent, sent - times.getTotalCount());
        }
    }

    private static void receive(ByteChannel channel, Histogram times, long countedNs) {
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
        try {
            while (true) {
                message.clear();
                while (message.hasRemaining()) {
                    if (channel.read(message) < 0) {
                        return;
                    }
                }
                long dueNs = message.getLong(0);
                if (dueNs - countedNs >= 0) {
                    times.recordValue(Math.min(LATEST_NS, System.nanoTime() - dueNs));
                }
            }
        } catch (IOException _) {
            // Closed by the interruption: all that came in time is there.
        }
    }
}
