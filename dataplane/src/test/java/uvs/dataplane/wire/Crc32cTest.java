package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cTest {

    /// The check value that every catalogue of CRCs gives; RFC 3720, section B.4, gives that of 32 zero
    /// bytes.
    @Test
    void givesThePublishedValues() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0xe3069283, Crc32c.of(PacketMemory.of(digits), 0, 9));
        assertEquals(0x8a9136aa, Crc32c.of(PacketMemory.of("00".repeat(32)), 0, 32));
        assertEquals(0x62a8ab43, Crc32c.of(PacketMemory.dirty(32), 0, 32));
    }

    @Property
    void equalsTheJdks(@ForAll @Size(max = 100) byte[] bytes) {
        assertEquals(jdk(bytes), Crc32c.of(PacketMemory.of(bytes), 0, bytes.length));
        assertEquals(jdk(bytes), Crc32c.of(MemorySegment.ofArray(bytes), 0, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 12, 260, 1480, 9000, 65_539})
    void followsFourChangedBytesOfAMessageOfAnyLength(int length) {
        var random = new Random(length);
        var bytes = new byte[length];
        random.nextBytes(bytes);
        int before = jdk(bytes);
        for (int start : new int[] {0, (length - 4) / 2, length - 4}) {
            var message = MemorySegment.ofArray(bytes.clone());
            int old = message.get(Layouts.U32, start);
            int replacement = random.nextInt();
            message.set(Layouts.U32, start, replacement);
            assertEquals(jdk((byte[]) message.heapBase().orElseThrow()),
                Crc32c.adjust32(before, old, replacement, length - start - 4));
        }
    }

    private static int jdk(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
