package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class HashesTest {

    @Test
    void foldsAnAddressToTheExclusiveOrOfItsWords() {
        TestAddress ipv6 = TestAddress.of("2001:db8:0:1::7");
        assertEquals(0x20010db8 ^ 0x00000001 ^ 0x00000007, Hashes.fold(ipv6.high(), ipv6.low()));
        TestAddress ipv4 = TestAddress.of("198.51.100.1");
        assertEquals(0xc6336401, Hashes.fold(ipv4.high(), ipv4.low()));
    }

    @Test
    void multipliesByTheGoldenRatioAndKeepsTheHighBits() {
        // 0xc6336401 * 0x61c88647 modulo 2^32 = 0x60.....
        assertEquals(96, Hashes.multiplicative(0xc6336401, 8));
        assertEquals(194, Hashes.multiplicative(0xc6336402, 8));
        assertEquals(0x61C88647 >>> 22, Hashes.multiplicative(1, 10));
    }

    /// The value is from an implementation that gives the published test vectors of SipHash-1-3.
    @Test
    void isSipHashOneThreeOfFourBytes() {
        assertEquals(0x439c0cbe, Hashes.sip(0x0a000051, 2654435761L));
    }
}
