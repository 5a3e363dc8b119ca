package uvs.healthcheck.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import uvs.config.HealthChecker.HexPattern;
import uvs.config.HealthChecker.Reply;
import uvs.config.HealthChecker.UdpCheck;

/// `UDP_CHECK`: a server from which no ICMP error comes back is well, and where a reply is asked for, one that
/// gives it.
final class UdpProbe implements Probe {

    private static final int STANDARD_LENGTH = 32;
    private static final byte[] STANDARD =
        Arrays.copyOf("keepalived check - ".getBytes(StandardCharsets.US_ASCII), STANDARD_LENGTH);
    private static final int MOST_SHOWN = 16;

    private final CheckLoop loop;
    private final UdpCheck check;
    private final Connector connector;
    private final boolean silenceIsGood;

    /// @param strict whether silence fails also where no reply is asked for
    UdpProbe(CheckLoop loop, UdpCheck check, boolean strict) {
        this.loop = loop;
        this.check = check;
        this.silenceIsGood = check.reply().isEmpty() && !strict;
        this.connector = new Connector(loop, check.connection());
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        var attempt = new Attempt(loop.eventLoop(), outcome -> done.accept(
            silenceIsGood && outcome.reason() == Reason.READ_TIMEOUT ? Outcome.of(Reason.OK) : outcome));
        attempt.limit(check.connection().connectTimeout(), Reason.READ_TIMEOUT);
        var future = connector.datagram(
            new DatagramExchange(attempt, datagram -> attempt.finish(judge(check.reply(), datagram))));
        attempt.open(future, () -> future.channel().writeAndFlush(Unpooled.wrappedBuffer(payload()))
            .addListener(sent -> {
                if (!sent.isSuccess()) {
                    attempt.finish(Failures.of(sent.cause()));
                }
            }));
        return attempt;
    }

    /// Half bytes that may be anything are random.
    private byte[] payload() {
        if (check.payload().isEmpty()) {
            return STANDARD.clone();
        }
        HexPattern pattern = check.payload().get();
        byte[] payload = new byte[pattern.length()];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (half(pattern, 2 * i) << 4 | half(pattern, 2 * i + 1));
        }
        return payload;
    }

    private static int half(HexPattern pattern, int index) {
        char digit = pattern.digits().charAt(index);
        return digit == 'x' ? ThreadLocalRandom.current().nextInt(16) : Character.digit(digit, 16);
    }

    private static Outcome judge(Optional<Reply> wanted, ByteBuf datagram) {
        if (wanted.isEmpty()) {
            return Outcome.of(Reason.OK);
        }
        int length = datagram.readableBytes();
        Reply reply = wanted.get();
        if (length < reply.minLength() || length > reply.maxLength()) {
            return Outcome.of(Reason.WRONG_LENGTH, length + " is not in " + reply.minLength() + ".." + reply.maxLength());
        }
        boolean matches = reply.pattern().map(pattern -> matches(pattern, datagram)).orElse(true);
        return matches ? Outcome.of(Reason.OK) : Outcome.of(Reason.WRONG_REPLY, shown(datagram));
    }

    private static boolean matches(HexPattern pattern, ByteBuf datagram) {
        if (datagram.readableBytes() < pattern.length()) {
            return false;
        }
        for (int i = 0; i < pattern.digits().length(); i++) {
            int octet = datagram.getUnsignedByte(datagram.readerIndex() + i / 2);
            int half = i % 2 == 0 ? octet >> 4 : octet & 0xf;
            char digit = pattern.digits().charAt(i);
            if (digit != 'x' && half != Character.digit(digit, 16)) {
                return false;
            }
        }
        return true;
    }

    private static String shown(ByteBuf datagram) {
        int length = Math.min(datagram.readableBytes(), MOST_SHOWN);
        return ByteBufUtil.hexDump(datagram, datagram.readerIndex(), length)
            + (datagram.readableBytes() > length ? "..." : "");
    }
}
