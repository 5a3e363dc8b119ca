package uvs.vrrp.network;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import uvs.dataplane.netlink.NetlinkMessage;

/// Whatever netlink says, nothing throws.
class RouteWatchProperties {

    @Property(tries = 5_000)
    void readsAnyBytes(@ForAll boolean rule, @ForAll @Size(max = 120) byte[] bytes) {
        assertDoesNotThrow(() -> RouteWatch.read(message(rule, bytes)));
    }

    /// Headers of keepalived's own routes and rules, with attributes of any type and length.
    @Property(tries = 5_000)
    void readsAnyAttribute(@ForAll boolean rule, @ForAll boolean ipv6, @ForAll byte prefixLength,
        @ForAll @IntRange(min = 0, max = 24) int type, @ForAll @IntRange(min = 0, max = 40) int announced,
        @ForAll @Size(max = 40) byte[] value) {
        ByteBuffer bytes = ByteBuffer.allocate(12 + 8 + 4 + value.length).order(ByteOrder.nativeOrder());
        bytes.put(0, (byte) (ipv6 ? 10 : 2)).put(1, prefixLength).put(2, prefixLength).put(5, (byte) 18);
        // FRA_PROTOCOL, which says whose rule it is.
        bytes.putShort(12, (short) 5).putShort(14, (short) 21).put(16, (byte) 18);
        bytes.putShort(20, (short) announced).putShort(22, (short) type).put(24, value);
        assertDoesNotThrow(() -> RouteWatch.read(message(rule, bytes.array())));
    }

    private static NetlinkMessage message(boolean rule, byte[] bytes) {
        return new NetlinkMessage(rule ? 33 : 25, 0, 0, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }
}
