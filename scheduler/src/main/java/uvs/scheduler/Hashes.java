package uvs.scheduler;

/// The hash functions of the kernel's schedulers. They are part of what a scheduler promises: the same client
/// finds the same real server on every director.
final class Hashes {

    /// 2^32 divided by the golden ratio (`GOLDEN_RATIO_32` of `linux/hash.h`).
    private static final int GOLDEN_RATIO = 0x61C88647;

    private Hashes() {
    }

    /// An address in 32 bits: the exclusive or of its four words. An IPv4 address is what it is.
    static int fold(long high, long low) {
        long halves = high ^ low;
        return (int) (halves >>> 32) ^ (int) halves;
    }

    /// Multiplicative hashing: `bits` bits (`hash_32` of `linux/hash.h`).
    static int multiplicative(int value, int bits) {
        return value * GOLDEN_RATIO >>> 32 - bits;
    }

    /// SipHash-1-3 of the four bytes of a number, cut to 32 bits: what `hsiphash` of `linux/siphash.h` is on a 64-bit
    /// machine. Both halves of the key are the same.
    ///
    /// J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF (2012).
    static int sip(int value, long key) {
        long lastBlock = 4L << 56 | Integer.toUnsignedLong(value);
        long v0 = 0x736f6d6570736575L ^ key;
        long v1 = 0x646f72616e646f6dL ^ key;
        long v2 = 0x6c7967656e657261L ^ key;
        long v3 = 0x7465646279746573L ^ key ^ lastBlock;

        // One round for the block, three at the end.
        for (int round = 0; round < 4; round++) {
            if (round == 1) {
                v0 ^= lastBlock;
                v2 ^= 0xff;
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return (int) (v0 ^ v1 ^ v2 ^ v3);
    }
}
