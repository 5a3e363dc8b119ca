package uvs.dataplane.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import uvs.config.net.IpAddress;

/// Whatever bytes a netlink socket answers, reading them ends, and nothing is read that was not there.
final class NetlinkFuzzTest {

    /// Lengths and types are small numbers more often than not, so that much of it looks like messages.
    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> words = Combinators.combine(
                Arbitraries.integers().between(0, 40), Arbitraries.integers().between(0, 40))
            .as((low, high) -> ByteBuffer.allocate(4).order(ByteOrder.nativeOrder())
                .putShort((short) (int) low).putShort((short) (int) high).array());
        Arbitrary<byte[]> lengths = Arbitraries.integers().between(0, 80)
            .map(length -> ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(length).array());
        Arbitrary<byte[]> random = Arbitraries.bytes().array(byte[].class).ofMaxSize(9);
        return Arbitraries.oneOf(words, lengths, random).list().ofMaxSize(40).map(NetlinkFuzzTest::join);
    }

    private static byte[] join(List<byte[]> parts) {
        var joined = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(joined::put);
        return joined.array();
    }

    @Property(tries = 1000)
    void readsAnyBytes(@ForAll("bytes") byte[] bytes) {
        int length = 0;
        for (NetlinkMessage message : NetlinkMessage.split(ByteBuffer.wrap(bytes))) {
            length += 16 + message.payload().limit();
            for (int offset : new int[] {0, 8, 12, 16}) {
                read(message.attributes(offset), 0);
            }
        }
        assertTrue(length <= bytes.length, length + " bytes of messages in " + bytes.length);
    }

    private static void read(NetlinkAttributes attributes, int depth) {
        for (int type = 0; type <= 40; type++) {
            attributes.i32(type);
            attributes.text(type);
            attributes.address(type);
        }
        if (depth < 3) {
            attributes.values().forEach(value -> read(NetlinkAttributes.of(value), depth + 1));
        }
    }

    /// A message cut off anywhere is as one that is not there; those before it stay.
    @Property(tries = 300)
    void leavesOutWhatIsCutOff(@ForAll @IntRange(max = 200) int cut, @ForAll @Size(max = 30) byte[] value) {
        ByteBuffer first = new NetlinkWriter().message(20, 5).u8(2).u8(24).u8(0).u8(0).i32(7)
            .attribute(2, IpAddress.of("192.0.2.1").bytes()).finish(1);
        ByteBuffer second = new NetlinkWriter().message(20, 0).u8(2).u8(24).u8(0).u8(0).i32(8)
            .attribute(3, value).attribute32(4, 0x01020304).finish(2);
        var both = ByteBuffer.allocate(first.limit() + second.limit()).put(first).put(second).flip();
        int length = Math.min(cut, both.limit());
        List<NetlinkMessage> messages = NetlinkMessage.split(both.slice(0, length));

        assertEquals(length == both.limit() ? 2 : length >= first.limit() ? 1 : 0, messages.size());
        if (messages.size() == 2) {
            NetlinkAttributes attributes = messages.get(1).attributes(8);
            assertEquals(Optional.of(ByteBuffer.wrap(value)), attributes.bytes(3));
            assertEquals(OptionalInt.of(0x01020304), attributes.i32(4));
        }
        if (!messages.isEmpty()) {
            assertEquals(20, messages.get(0).type());
            assertEquals(5, messages.get(0).flags());
            assertEquals(1, messages.get(0).sequence());
            assertEquals(Optional.of(IpAddress.of("192.0.2.1")), messages.get(0).attributes(8).address(2));
        }
    }

    /// The same of attributes: one that says it is longer than what is there is not taken.
    @Property(tries = 300)
    void takesNoAttributeThatIsCutOff(@ForAll @IntRange(max = 60) int cut) {
        ByteBuffer message = new NetlinkWriter().message(16, 0).attributeText(3, "eth0").attribute16(9, 515)
            .attribute32(4, 1500).finish(1);
        int end = 16 + Math.min(cut, message.limit() - 16);
        NetlinkAttributes attributes =
            NetlinkAttributes.of(message.slice(16, end - 16));

        // 4 bytes of header and 5 of text, padded to 12; then 4 and 2, padded to 8; then 4 and 4.
        assertEquals(end - 16 >= 9 ? Optional.of("eth0") : Optional.empty(), attributes.text(3));
        assertEquals(end - 16 >= 18, attributes.bytes(9).isPresent());
        assertEquals(end - 16 >= 28 ? OptionalInt.of(1500) : OptionalInt.empty(), attributes.i32(4));
    }

    @Example
    void tellsNestedAttributesAndFlags() {
        var writer = new NetlinkWriter().message(24, 0x110);
        int nest = writer.nest(8);
        writer.attribute32(2, 1400).end(nest).attribute8(1, 3);
        NetlinkMessage message = NetlinkMessage.split(writer.finish(9)).getFirst();

        assertEquals(OptionalInt.of(1400), message.attributes(0).nested(8).i32(2));
        assertEquals(List.of(), message.attributes(0).nested(7).values());
        assertEquals(2, message.attributes(0).values().size());
        assertEquals(List.of(), message.attributes(999).values());
        assertTrue(message.isOfInterruptedDump());
        assertTrue(message.replaces());
        message = NetlinkMessage.split(new NetlinkWriter().message(24, 0xeef & ~0x110).finish(1)).getFirst();
        assertFalse(message.isOfInterruptedDump());
        assertFalse(message.replaces());
    }
}
