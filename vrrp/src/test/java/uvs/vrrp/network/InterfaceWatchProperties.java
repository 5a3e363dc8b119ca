package uvs.vrrp.network;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import uvs.dataplane.netlink.NetlinkMessage;

/// Whatever netlink says, nothing throws.
class InterfaceWatchProperties {

    @Property(tries = 5_000)
    void readsAnyBytes(@ForAll @IntRange(max = 30) int type, @ForAll @Size(max = 120) byte[] bytes) {
        read(type, bytes);
    }

    /// Attributes of any type and length in a message of the right form: random bytes seldom make one.
    @Property(tries = 5_000)
    void readsAnyAttribute(@ForAll boolean link, @ForAll @IntRange(min = 0, max = 12) int type,
        @ForAll @IntRange(min = 0, max = 40) int announced, @ForAll @Size(max = 40) byte[] value,
        @ForAll byte prefixLength) {
        int header = link ? 16 : 8;
        ByteBuffer bytes = ByteBuffer.allocate(header + 4 + value.length).order(ByteOrder.nativeOrder());
        bytes.put(1, link ? 0 : prefixLength).putShort(header, (short) announced).putShort(header + 2, (short) type);
        bytes.put(header + 4, value);
        read(link ? 16 : 20, bytes.array());
    }

    /// An answer that is cut off is no acknowledgement.
    @Property
    void neverTakesHalfAnAnswerForAnAcknowledgement(@ForAll @Size(max = 3) byte[] bytes) {
        assertNotEquals(0, message(NetlinkMessage.ERROR, bytes).errno());
    }

    private static void read(int type, byte[] bytes) {
        NetlinkMessage message = message(type, bytes);
        assertDoesNotThrow(() -> InterfaceWatch.link(message));
        assertDoesNotThrow(() -> InterfaceWatch.address(message));
    }

    private static NetlinkMessage message(int type, byte[] bytes) {
        return new NetlinkMessage(type, 0, 0, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }
}
