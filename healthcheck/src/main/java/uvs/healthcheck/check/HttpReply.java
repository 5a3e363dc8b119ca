package uvs.healthcheck.check;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// Reads a reply of HTTP/1 as its bytes come in, and keeps only what will be judged.
///
/// The body is what follows the blank line, as it comes over the wire: chunks are not joined and nothing is
/// decompressed, for that is what the digests in existing configurations were made of. So this does not use a
/// full HTTP decoder. Head and body have limits, whatever the server sends.
final class HttpReply {

    static final int LONGEST_HEAD = 64 << 10;
    static final long LONGEST_BODY = 64L << 20;

    private static final int UNKNOWN = -1;
    private static final byte[] START = "HTTP/".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final int keep;
    private final MessageDigest md5;
    private int lineLength;
    private boolean inBody;
    private int status = UNKNOWN;
    private long contentLength = UNKNOWN;
    private long bodyLength;

    /// @param keep how many bytes of the body to keep, for a regular expression
    HttpReply(int keep) {
        this.keep = keep;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /// Takes in what has come. An outcome means that the reply cannot become a good one any more.
    Optional<Outcome> feed(ByteBuf bytes) {
        while (!inBody && bytes.isReadable()) {
            Optional<Outcome> failure = feedHead(bytes.readByte());
            if (failure.isPresent()) {
                return failure;
            }
        }
        return inBody ? feedBody(bytes) : Optional.empty();
    }

    private Optional<Outcome> feedHead(byte next) {
        int position = head.size();
        if (position < START.length && next != START[position]) {
            return Optional.of(Outcome.of(Reason.MALFORMED, "not an HTTP reply"));
        }
        if (position == LONGEST_HEAD) {
            return Optional.of(Outcome.of(Reason.HEAD_TOO_LONG, "more than " + LONGEST_HEAD + " bytes"));
        }
        head.write(next);
        if (next == '\n') {
            if (lineLength == 0) {
                inBody = true;
                return readHead();
            }
            lineLength = 0;
        } else if (next != '\r') {
            lineLength++;
        }
        return Optional.empty();
    }

    private Optional<Outcome> readHead() {
        String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r?\n");
        String[] words = lines[0].split(" +", 3);
        if (words.length < 2 || !words[1].matches("[1-9][0-9]{2}")) {
            return Optional.of(Outcome.of(Reason.MALFORMED, "status line " + lines[0]));
        }
        status = Integer.parseInt(words[1]);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0 && lines[i].substring(0, colon).equalsIgnoreCase("Content-Length")) {
                String length = lines[i].substring(colon + 1).strip();
                if (!length.matches("[0-9]{1,18}")) {
                    return Optional.of(Outcome.of(Reason.MALFORMED, "Content-Length " + length));
                }
                contentLength = Long.parseLong(length);
            }
        }
        return Optional.empty();
    }

    private Optional<Outcome> feedBody(ByteBuf bytes) {
        long wanted = contentLength == UNKNOWN ? Long.MAX_VALUE : contentLength - bodyLength;
        int length = (int) Math.min(bytes.readableBytes(), wanted);
        md5.update(bytes.nioBuffer(bytes.readerIndex(), length));
        int kept = Math.min(length, keep - body.size());
        for (int i = 0; i < kept; i++) {
            body.write(bytes.getByte(bytes.readerIndex() + i));
        }
        bytes.skipBytes(bytes.readableBytes());
        bodyLength += length;
        return bodyLength > LONGEST_BODY
            ? Optional.of(Outcome.of(Reason.BODY_TOO_LONG, "more than " + LONGEST_BODY + " bytes"))
            : Optional.empty();
    }

    /// Whether the head is there, so that [#status] is known.
    boolean hasHead() {
        return inBody;
    }

    int status() {
        return status;
    }

    /// Whether all has come that will come, without waiting for the end of the connection.
    boolean complete() {
        return inBody && (contentLength == bodyLength || status == 204 || status == 304);
    }

    /// What the end of the connection means: nothing, or that something is missing.
    Optional<Outcome> ended() {
        if (!inBody) {
            return Optional.of(head.size() == 0 ? Outcome.of(Reason.CLOSED)
                : Outcome.of(Reason.TRUNCATED, "connection closed in the headers"));
        }
        return !complete() && contentLength != UNKNOWN
            ? Optional.of(Outcome.of(Reason.TRUNCATED, bodyLength + " of " + contentLength + " bytes"))
            : Optional.empty();
    }

    /// The MD5 of the body in lower case. Once only.
    String digest() {
        return HexFormat.of().formatHex(md5.digest());
    }

    long bodyLength() {
        return bodyLength;
    }

    /// The status line and the headers, with the blank line behind them.
    byte[] head() {
        return head.toByteArray();
    }

    /// The first bytes of the body, as many as were to be kept.
    byte[] body() {
        return body.toByteArray();
    }
}
