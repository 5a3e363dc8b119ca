package uvs.bench.soak;

import java.util.SplittableRandom;

/// Bytes that both ends can make up, and that look like no others.
final class Bytes {

    /// What the server turns each byte it was sent into, so that no part of a path that sends back what it was given
    /// passes for a server.
    private static final byte TURN = 0x5a;

    private Bytes() {
    }

    static byte[] of(long seed, int length) {
        var bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /// Turns these bytes, in place.
    static byte[] turned(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            bytes[i] ^= TURN;
        }
        return bytes;
    }
}
