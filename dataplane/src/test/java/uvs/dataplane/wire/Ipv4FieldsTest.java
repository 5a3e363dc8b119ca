package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class Ipv4FieldsTest {

    private final Ipv4Header header = new Ipv4Header();
    private final Ipv4Fields fields = new Ipv4Fields();

    /// @param version 4 more often than chance would have it, with few words of header
    /// @param length what is wrapped
    @Property
    void readWhatTheHeaderReads(
        @ForAll @Size(64) byte[] bytes, @ForAll @IntRange(min = 0x43, max = 0x50) int version,
        @ForAll @IntRange(max = 70) int totalLength, @ForAll @IntRange(max = 64) int length,
        @ForAll boolean repair) {
        bytes[0] = (byte) version;
        bytes[2] = 0;
        bytes[3] = (byte) totalLength;
        header.wrap(PacketMemory.of(bytes), 0, length);
        if (repair && header.check() == Malformed.NONE) {
            header.computeChecksum();
        }
        Malformed expected = header.check();
        if (expected == Malformed.NONE && !header.checksumHolds()) {
            expected = Malformed.IPV4_CHECKSUM;
        }

        assertEquals(expected, fields.read(header));
        if (expected == Malformed.NONE) {
            assertEquals(header.headerLength(), fields.headerLength());
            assertEquals(header.hasOptions(), fields.hasOptions());
            assertEquals(header.totalLength(), fields.totalLength());
            assertEquals(header.dontFragment(), fields.dontFragment());
            assertEquals(header.isFragment(), fields.isFragment());
            assertEquals(header.fragmentOffset(), fields.fragmentOffset());
            assertEquals(header.protocol(), fields.protocol());
            assertEquals(header.source(), fields.source());
            assertEquals(header.destination(), fields.destination());
        }
    }
}
