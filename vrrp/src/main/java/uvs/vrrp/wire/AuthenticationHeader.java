package uvs.vrrp.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The IP Authentication Header (RFC 2402, section 2) with HMAC-MD5-96, as keepalived puts it before a message.
///
/// ```text
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  Next Header  |  Payload Len  |           RESERVED            |
/// |             Security Parameters Index: the source address     |
/// |                    Sequence Number                            |
/// |         Integrity Check Value: 12 bytes of HMAC-MD5           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
final class AuthenticationHeader {

    static final int PROTOCOL = 51;
    static final int LENGTH = 24;

    static final int NEXT_HEADER = 0;
    static final int PAYLOAD_LENGTH = 1;
    static final int SECURITY_PARAMETERS_INDEX = 4;
    static final int SEQUENCE_NUMBER = 8;
    static final int INTEGRITY_CHECK_VALUE = 12;
    static final int INTEGRITY_CHECK_VALUE_LENGTH = 12;

    /// The length in words of 32 bits, less two.
    static final int PAYLOAD_LENGTH_VALUE = LENGTH / 4 - 2;

    private static final int TYPE_OF_SERVICE = 1;
    private static final int FRAGMENT_OFFSET = 6;
    private static final int TIME_TO_LIVE = 8;
    private static final int HEADER_CHECKSUM = 10;

    private AuthenticationHeader() {
    }

    /// The check value of a whole IPv4 packet. Fields that routers change count as zero: the type of service, the
    /// fragment fields and the checksum; the TTL only towards a unicast peer, as keepalived does it.
    ///
    /// @param packet starts with the IPv4 header; not changed
    /// @param ipv4HeaderLength where the authentication header starts
    static byte[] integrityCheckValue(byte[] packet, int ipv4HeaderLength, boolean unicast, Secret secret) {
        byte[] covered = packet.clone();
        covered[TYPE_OF_SERVICE] = 0;
        var fields = ByteBuffer.wrap(covered);
        fields.putShort(FRAGMENT_OFFSET, (short) 0);
        fields.putShort(HEADER_CHECKSUM, (short) 0);
        if (unicast) {
            covered[TIME_TO_LIVE] = 0;
        }
        int value = ipv4HeaderLength + INTEGRITY_CHECK_VALUE;
        Arrays.fill(covered, value, value + INTEGRITY_CHECK_VALUE_LENGTH, (byte) 0);
        return Arrays.copyOf(hmacMd5(covered, secret), INTEGRITY_CHECK_VALUE_LENGTH);
    }

    private static byte[] hmacMd5(byte[] covered, Secret secret) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret.bytes(), "HmacMD5"));
            return mac.doFinal(covered);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacMD5", e);
        }
    }
}
