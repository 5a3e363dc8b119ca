package uvs.healthcheck.check;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.PingCheck;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.PingSocket;
import uvs.dataplane.linux.SystemCallException;

/// `PING_CHECK`: a server that answers an ICMP echo request is well (RFC 792, RFC 4443 section 4).
///
/// Netty has no channel for such a socket: those for UDP drop what comes from port 0, as all ICMP does. So the
/// socket is read at times that grow from a millisecond to [#LONGEST_PAUSE_NS], without waiting.
///
/// Ping sockets are for the groups in `net.ipv4.ping_group_range`, which is widened to the group of this process
/// if it is not among them, as keepalived does.
final class PingProbe implements Probe {

    private static final Path PING_GROUP_RANGE = Path.of("/proc/sys/net/ipv4/ping_group_range");
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST_6 = 128;
    private static final int ECHO_REPLY_6 = 129;
    private static final int HEADER_LENGTH = 8;
    private static final int SEQUENCE = 6;
    private static final int DATA_LENGTH = 8;
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(32);

    private final EventLoop loop;
    private final Connection connection;
    private final boolean ipv6;
    private int sequence;

    PingProbe(CheckLoop loop, PingCheck check) {
        this.loop = loop.eventLoop();
        this.connection = check.connection();
        this.ipv6 = connection.address().family() == Family.IPV6;
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        sequence = sequence + 1 & 0xffff;
        var ping = new Ping(sequence, done);
        loop.execute(ping::start);
        return ping;
    }

    /// One echo request, until its reply.
    private final class Ping implements Run {

        private final int number;
        private final long data = ThreadLocalRandom.current().nextLong();
        private final Consumer<Outcome> done;
        private final long startedNs = System.nanoTime();
        private PingSocket socket;
        private boolean over;

        Ping(int number, Consumer<Outcome> done) {
            this.number = number;
            this.done = done;
        }

        private void start() {
            if (over) {
                return;
            }
            try {
                socket = open();
                configure(socket);
                socket.send(request());
                look(FIRST_PAUSE_NS);
            } catch (IOException e) {
                finish(outcome(e));
            }
        }

        private void look(long pauseNs) {
            if (over) {
                return;
            }
            try {
                byte[] reply = socket.receive();
                while (reply.length > 0 && !answers(reply)) {
                    reply = socket.receive();
                }
                if (reply.length > 0) {
                    finish(Outcome.of(Reason.OK));
                    return;
                }
            } catch (SystemCallException e) {
                finish(outcome(e));
                return;
            }
            long leftNs = connection.connectTimeout().toNanos() - (System.nanoTime() - startedNs);
            if (leftNs <= 0) {
                finish(Outcome.of(Reason.READ_TIMEOUT, "after " + Attempt.seconds(connection.connectTimeout())));
            } else {
                loop.schedule(() -> look(Math.min(2 * pauseNs, LONGEST_PAUSE_NS)), Math.min(pauseNs, leftNs),
                    TimeUnit.NANOSECONDS);
            }
        }

        private byte[] request() {
            return ByteBuffer.allocate(HEADER_LENGTH + DATA_LENGTH)
                .put((byte) (ipv6 ? ECHO_REQUEST_6 : ECHO_REQUEST))
                .putShort(SEQUENCE, (short) number)
                .putLong(HEADER_LENGTH, data)
                .array();
        }

        private boolean answers(byte[] reply) {
            return reply.length >= HEADER_LENGTH + DATA_LENGTH
                && Byte.toUnsignedInt(reply[0]) == (ipv6 ? ECHO_REPLY_6 : ECHO_REPLY)
                && ByteBuffer.wrap(reply).getShort(SEQUENCE) == (short) number
                && ByteBuffer.wrap(reply).getLong(HEADER_LENGTH) == data;
        }

        private void finish(Outcome outcome) {
            abandon();
            done.accept(outcome);
        }

        @Override
        public void abandon() {
            over = true;
            if (socket != null) {
                socket.close();
            }
        }
    }

    private static Outcome outcome(IOException failure) {
        if (failure instanceof SystemCallException call) {
            switch (call.errno()) {
                case Errno.EHOSTUNREACH, Errno.ENETUNREACH -> {
                    return Outcome.of(Reason.UNREACHABLE);
                }
                case Errno.ECONNREFUSED -> {
                    return Outcome.of(Reason.REFUSED);
                }
                default -> { }
            }
        }
        return Outcome.of(Reason.LOCAL, failure.getMessage());
    }

    private PingSocket open() throws IOException {
        try {
            return PingSocket.open(connection.address());
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EACCES) {
                throw e;
            }
            widenGroupRange();
            return PingSocket.open(connection.address());
        }
    }

    private void configure(PingSocket socket) throws IOException {
        if (connection.fwmark() != 0) {
            socket.mark(connection.fwmark());
        }
        if (connection.bindInterface().isPresent()) {
            socket.bindToInterface(connection.bindInterface().get());
        }
        if (connection.bindAddress().isPresent()) {
            socket.bind(connection.bindAddress().get(), scope(connection.bindAddress().get()));
        }
        socket.connect(connection.address(), scope(connection.address()));
    }

    private int scope(IpAddress address) throws IOException {
        if (!address.isLinkLocalIpv6() || connection.bindInterface().isEmpty()) {
            return 0;
        }
        NetworkInterface link = NetworkInterface.getByName(connection.bindInterface().get());
        return link == null ? 0 : link.getIndex();
    }

    private static void widenGroupRange() throws IOException {
        Object group = Files.getAttribute(Path.of("/proc/self"), "unix:gid");
        String[] range = readAtOnce(PING_GROUP_RANGE).strip().split("\\s+");
        long gid = ((Number) group).longValue();
        long least = Long.parseLong(range[0]);
        long greatest = Long.parseLong(range[1]);
        // A range whose end is before its start is what Linux has for nobody.
        boolean nobody = least > greatest;
        String wider = (nobody ? gid : Math.min(least, gid)) + " " + (nobody ? gid : Math.max(greatest, gid));
        try {
            Files.writeString(PING_GROUP_RANGE, wider + "\n");
        } catch (IOException refused) {
            try {
                // In a user namespace, groups of others are read as one number, which cannot be written.
                Files.writeString(PING_GROUP_RANGE, gid + " " + gid + "\n");
            } catch (IOException _) {
                throw new IOException(cure(wider), refused);
            }
        }
    }

    private static String cure(String range) {
        return PING_GROUP_RANGE + " does not let the group of this process ping, nor this process change it: as root, sysctl -w"
            + " 'net.ipv4.ping_group_range=" + range + "'";
    }

    /// A setting of the kernel is there for the first read only, so that must be large enough.
    private static String readAtOnce(Path setting) throws IOException {
        try (var input = Files.newInputStream(setting)) {
            byte[] text = new byte[64];
            int length = input.read(text);
            return new String(text, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        }
    }
}
