package uvs.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Builds one netlink message: header, family header, attributes. Used again for the next one.
public final class NetlinkWriter {

    private static final int CAPACITY = 64 * 1024;
    private static final int HEADER_LENGTH = 16;
    private static final int NESTED = 0x8000;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());

    /// Starts a message, forgetting the one before.
    public NetlinkWriter message(int type, int flags) {
        bytes.clear();
        return i32(0).i16(type).i16(flags).i32(0).i32(0);
    }

    public NetlinkWriter u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    public NetlinkWriter i16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    public NetlinkWriter i32(int value) {
        bytes.putInt(value);
        return this;
    }

    public NetlinkWriter attribute(int type, byte[] value) {
        start(type, value.length);
        bytes.put(value);
        return pad();
    }

    public NetlinkWriter attribute32(int type, int value) {
        start(type, Integer.BYTES);
        return i32(value);
    }

    public NetlinkWriter attribute16(int type, int value) {
        start(type, Short.BYTES);
        return i16(value).pad();
    }

    public NetlinkWriter attribute8(int type, int value) {
        start(type, Byte.BYTES);
        return u8(value).pad();
    }

    /// A text with the zero byte that ends it.
    public NetlinkWriter attributeText(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        start(type, text.length + 1);
        bytes.put(text).put((byte) 0);
        return pad();
    }

    /// Opens a nested attribute and answers what [#end] needs to close it.
    public int nest(int type) {
        int at = bytes.position();
        start(type | NESTED, 0);
        return at;
    }

    /// Opens a structure that starts with its length in two bytes, as `struct rtnexthop` does, and answers what [#end]
    /// needs to close it.
    public int structure() {
        int at = bytes.position();
        bytes.putShort((short) 0);
        return at;
    }

    public NetlinkWriter end(int nest) {
        bytes.putShort(nest, (short) (bytes.position() - nest));
        return this;
    }

    private void start(int type, int length) {
        bytes.putShort((short) (4 + length)).putShort((short) type);
    }

    private NetlinkWriter pad() {
        while (bytes.position() % 4 != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    /// The finished message with its length and sequence number, from position 0 to the limit.
    public ByteBuffer finish(int sequence) {
        bytes.putInt(0, bytes.position());
        bytes.putInt(8, sequence);
        return bytes.duplicate().order(ByteOrder.nativeOrder()).flip();
    }

    static int headerLength() {
        return HEADER_LENGTH;
    }
}
