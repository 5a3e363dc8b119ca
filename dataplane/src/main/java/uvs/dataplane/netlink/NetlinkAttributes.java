package uvs.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import uvs.config.net.IpAddress;

/// The attributes of a message, by their types. An attribute that is cut off is as one that is not there.
public final class NetlinkAttributes {

    static final NetlinkAttributes NONE = new NetlinkAttributes(List.of());

    private static final int TYPE_MASK = 0x3fff;

    private final List<Attribute> all;

    private record Attribute(int type, ByteBuffer value) {}

    private NetlinkAttributes(List<Attribute> all) {
        this.all = all;
    }

    /// Reads attributes one behind the other, as far as they are whole.
    public static NetlinkAttributes of(ByteBuffer encoded) {
        ByteBuffer bytes = encoded.order(ByteOrder.nativeOrder());
        var all = new ArrayList<Attribute>();
        int at = 0;
        while (bytes.limit() - at >= 4) {
            int length = Short.toUnsignedInt(bytes.getShort(at));
            if (length < 4 || length > bytes.limit() - at) {
                break;
            }
            ByteBuffer value = bytes.slice(at + 4, length - 4).order(ByteOrder.nativeOrder());
            all.add(new Attribute(bytes.getShort(at + 2) & TYPE_MASK, value));
            at += length + 3 & ~3;
        }
        return new NetlinkAttributes(all);
    }

    public Optional<ByteBuffer> bytes(int type) {
        return all.stream().filter(attribute -> attribute.type == type).map(Attribute::value).findFirst();
    }

    public OptionalInt i32(int type) {
        return bytes(type).filter(value -> value.limit() >= 4).map(value -> OptionalInt.of(value.getInt(0)))
            .orElseGet(OptionalInt::empty);
    }

    public OptionalInt u8(int type) {
        return bytes(type).filter(value -> value.limit() >= 1)
            .map(value -> OptionalInt.of(Byte.toUnsignedInt(value.get(0)))).orElseGet(OptionalInt::empty);
    }

    public OptionalInt u16(int type) {
        return bytes(type).filter(value -> value.limit() >= 2)
            .map(value -> OptionalInt.of(Short.toUnsignedInt(value.getShort(0)))).orElseGet(OptionalInt::empty);
    }

    /// A number in network byte order, such as a port.
    public OptionalInt be16(int type) {
        return bytes(type).filter(value -> value.limit() >= 2)
            .map(value -> OptionalInt.of(Byte.toUnsignedInt(value.get(0)) << 8 | Byte.toUnsignedInt(value.get(1))))
            .orElseGet(OptionalInt::empty);
    }

    /// A number of 8 bytes, or of 4, as some attributes have grown.
    public OptionalLong u32Or64(int type) {
        return bytes(type).filter(value -> value.limit() >= 4)
            .map(value -> OptionalLong.of(
                value.limit() >= 8 ? value.getLong(0) : Integer.toUnsignedLong(value.getInt(0))))
            .orElseGet(OptionalLong::empty);
    }

    public Optional<String> text(int type) {
        return bytes(type).map(value -> {
            var copy = new byte[value.limit()];
            value.get(0, copy);
            int end = copy.length > 0 && copy[copy.length - 1] == 0 ? copy.length - 1 : copy.length;
            return new String(copy, 0, end, StandardCharsets.UTF_8);
        });
    }

    /// An IP address, where the value has 4 or 16 bytes.
    public Optional<IpAddress> address(int type) {
        return bytes(type).filter(value -> value.limit() == 4 || value.limit() == 16).map(value -> {
            var copy = new byte[value.limit()];
            value.get(0, copy);
            return IpAddress.of(copy);
        });
    }

    public NetlinkAttributes nested(int type) {
        return bytes(type).map(NetlinkAttributes::of).orElse(NONE);
    }

    /// The values in order, of whatever type: for attributes that are lists.
    public List<ByteBuffer> values() {
        return all.stream().map(Attribute::value).toList();
    }
}
