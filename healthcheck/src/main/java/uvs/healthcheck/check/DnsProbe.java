package uvs.healthcheck.check;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.DnsCheck;

/// `DNS_CHECK`: a server that answers one question with the response code 0 is well (RFC 1035).
///
/// Only the header of the reply is looked at, as keepalived does, unless [Strictness] wants an answer too. A
/// datagram that is no response to this question may come from anybody, and does not count.
final class DnsProbe implements Probe {

    private static final int HEADER_LENGTH = 12;
    private static final int ID = 0;
    private static final int FLAGS = 2;
    private static final int RESPONSE = 0x8000;
    private static final int RESPONSE_CODE = 0xf;

    private final CheckLoop loop;
    private final DnsCheck check;
    private final Connector connector;
    private final boolean strict;

    /// @param strict whether the reply must repeat the question and answer it
    DnsProbe(CheckLoop loop, DnsCheck check, boolean strict) {
        this.strict = strict;
        this.loop = loop;
        this.check = check;
        this.connector = new Connector(loop, check.connection());
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        int id = ThreadLocalRandom.current().nextInt(1 << 16);
        var attempt = new Attempt(loop.eventLoop(), done);
        attempt.limit(check.connection().connectTimeout(), Reason.READ_TIMEOUT);
        var future = connector.datagram(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(
                    new DatagramDnsQueryEncoder(),
                    new DatagramExchange(attempt, reply -> judge(attempt, id, reply)));
            }
        });
        attempt.open(future, () -> ask(attempt, future.channel(), id));
        return attempt;
    }

    private void ask(Attempt attempt, Channel channel, int id) {
        Connection connection = check.connection();
        var server = new InetSocketAddress(connection.address().toInetAddress(), connection.port());
        var query = new DatagramDnsQuery(null, server, id, DnsOpCode.QUERY);
        query.setRecursionDesired(true);
        String name = check.queryName().isEmpty() ? "." : check.queryName();
        try {
            query.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(name, DnsRecordType.valueOf(check.type().name())));
        } catch (IllegalArgumentException e) {
            query.release();
            attempt.finish(Outcome.of(Reason.LOCAL, "name " + name + ": " + e.getMessage()));
            return;
        }
        channel.writeAndFlush(query).addListener(sent -> {
            if (!sent.isSuccess()) {
                attempt.finish(Failures.of(sent.cause()));
            }
        });
    }

    private void judge(Attempt attempt, int id, ByteBuf reply) {
        int start = reply.readerIndex();
        if (reply.readableBytes() < HEADER_LENGTH || reply.getUnsignedShort(start + ID) != id
            || (reply.getUnsignedShort(start + FLAGS) & RESPONSE) == 0) {
            attempt.blame(Reason.WRONG_REPLY);
            return;
        }
        int code = reply.getUnsignedShort(start + FLAGS) & RESPONSE_CODE;
        if (code != 0) {
            attempt.finish(Outcome.of(Reason.WRONG_STATUS, DnsResponseCode.valueOf(code).toString()));
        } else {
            attempt.finish(strict ? DnsAnswer.judge(reply, check.type(), check.queryName()) : Outcome.of(Reason.OK));
        }
    }
}
