package uvs.healthcheck.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import uvs.config.HealthChecker.PingCheck;
import uvs.config.net.Family;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.Sockets;
import uvs.dataplane.linux.SystemCallException;

/// `PING_CHECK`: a server that answers an ICMP echo request is well (RFC 792, RFC 4443 section 4).
///
/// The socket is one of those that Linux has for ping: the kernel fills in identifier and checksum, and gives
/// back only what belongs to it. They are for the groups in `net.ipv4.ping_group_range`, which is widened to
/// the group of this process if it is not among them, as keepalived does.
final class PingProbe implements Probe {

    private static final Path PING_GROUP_RANGE = Path.of("/proc/sys/net/ipv4/ping_group_range");
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST_6 = 128;
    private static final int ECHO_REPLY_6 = 129;
    private static final int HEADER_LENGTH = 8;
    private static final int SEQUENCE = 6;
    private static final int DATA_LENGTH = 8;

    private final CheckLoop loop;
    private final PingCheck check;
    private final Connector connector;
    private final boolean ipv6;
    private int sequence;

    PingProbe(CheckLoop loop, PingCheck check) {
        this.loop = loop;
        this.check = check;
        this.connector = new Connector(loop, check.connection());
        this.ipv6 = check.connection().address().family() == Family.IPV6;
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        var attempt = new Attempt(loop.eventLoop(), done);
        attempt.limit(check.connection().connectTimeout(), Reason.READ_TIMEOUT);
        int descriptor;
        try {
            descriptor = open();
        } catch (IOException e) {
            loop.eventLoop().execute(() -> attempt.finish(Outcome.of(Reason.LOCAL, e.getMessage())));
            return attempt;
        }
        sequence = sequence + 1 & 0xffff;
        int mine = sequence;
        long data = ThreadLocalRandom.current().nextLong();
        var future = connector.adopted(
            descriptor, new DatagramExchange(attempt, reply -> judge(attempt, mine, data, reply)));
        attempt.open(future, () -> future.channel().writeAndFlush(request(mine, data)).addListener(sent -> {
            if (!sent.isSuccess()) {
                attempt.finish(Failures.of(sent.cause()));
            }
        }));
        return attempt;
    }

    private int open() throws IOException {
        try {
            return socket();
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EACCES) {
                throw e;
            }
            widenGroupRange();
            return socket();
        }
    }

    private int socket() throws SystemCallException {
        return Sockets.open(
            ipv6 ? Sockets.AF_INET6 : Sockets.AF_INET, Sockets.SOCK_DGRAM | SOCK_NONBLOCK,
            ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, "ping to " + check.connection().address()).number();
    }

    private static void widenGroupRange() throws IOException {
        Object group = Files.getAttribute(Path.of("/proc/self"), "unix:gid");
        String[] range = Files.readString(PING_GROUP_RANGE).strip().split("\\s+");
        long gid = ((Number) group).longValue();
        long least = Long.parseLong(range[0]);
        long greatest = Long.parseLong(range[1]);
        // A range whose end is before its start is what Linux has for nobody.
        boolean nobody = least > greatest;
        Files.writeString(PING_GROUP_RANGE,
            (nobody ? gid : Math.min(least, gid)) + " " + (nobody ? gid : Math.max(greatest, gid)) + "\n");
    }

    private ByteBuf request(int number, long data) {
        return Unpooled.buffer(HEADER_LENGTH + DATA_LENGTH)
            .writeByte(ipv6 ? ECHO_REQUEST_6 : ECHO_REQUEST).writeByte(0)
            .writeShort(0).writeShort(0)
            .writeShort(number)
            .writeLong(data);
    }

    private void judge(Attempt attempt, int number, long data, ByteBuf reply) {
        int start = reply.readerIndex();
        boolean answers = reply.readableBytes() >= HEADER_LENGTH + DATA_LENGTH
            && reply.getUnsignedByte(start) == (ipv6 ? ECHO_REPLY_6 : ECHO_REPLY)
            && reply.getUnsignedShort(start + SEQUENCE) == number
            && reply.getLong(start + HEADER_LENGTH) == data;
        if (answers) {
            attempt.finish(Reason.OK);
        } else {
            attempt.blame(Reason.WRONG_REPLY);
        }
    }
}
