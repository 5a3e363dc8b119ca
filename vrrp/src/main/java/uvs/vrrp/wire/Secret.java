package uvs.vrrp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A password as it is used on the wire: its first eight bytes, filled up with zeros.
///
/// @param bits the first byte highest
public record Secret(long bits) {

    public static final int LENGTH = 8;

    /// Cuts what is longer, as every keepalived does.
    public static Secret of(String password) {
        byte[] padded = Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), LENGTH);
        return new Secret(ByteBuffer.wrap(padded).getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(LENGTH).putLong(bits).array();
    }

    /// Never the password: it ends up in logs.
    @Override
    public String toString() {
        return "********";
    }
}
