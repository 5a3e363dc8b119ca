package uvs.healthcheck.check;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.ReferenceCountUtil;
import uvs.config.HealthChecker.DnsType;

/// Looks into a DNS reply: whether it repeats the question, and answers it (RFC 1035, section 4.1).
///
/// Records come from anybody, so what cannot be decoded is a reason to fail, and no more are looked at than a
/// datagram has room for.
final class DnsAnswer {

    private static final int HEADER_LENGTH = 12;
    private static final int QUESTIONS = 4;
    private static final int ANSWERS = 6;

    private DnsAnswer() {
    }

    /// @param reply a response with the code 0, from its header on
    static Outcome judge(ByteBuf reply, DnsType type, String name) {
        ByteBuf message = reply.slice();
        int questions = message.getUnsignedShort(QUESTIONS);
        int answers = message.getUnsignedShort(ANSWERS);
        message.skipBytes(HEADER_LENGTH);
        try {
            if (questions != 1 || !asks(DnsRecordDecoder.DEFAULT.decodeQuestion(message), type, name)) {
                return Outcome.of(Reason.WRONG_REPLY, "to another question");
            }
            for (int i = 0; i < answers; i++) {
                DnsRecord answer = DnsRecordDecoder.DEFAULT.decodeRecord(message);
                if (answer == null) {
                    return Outcome.of(Reason.TRUNCATED, i + " of " + answers + " answers");
                }
                DnsRecordType found = answer.type();
                ReferenceCountUtil.release(answer);
                if (found.name().equals(type.name())) {
                    return Outcome.of(Reason.OK);
                }
            }
        } catch (Exception e) {
            return Outcome.of(Reason.MALFORMED, e.getMessage());
        }
        return Outcome.of(Reason.NO_ANSWER, answers + " other records");
    }

    private static boolean asks(DnsQuestion question, DnsType type, String name) {
        return question.type().name().equals(type.name()) && absolute(question.name()).equalsIgnoreCase(absolute(name));
    }

    private static String absolute(String name) {
        return name.endsWith(".") ? name : name + ".";
    }
}
