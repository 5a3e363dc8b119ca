package uvs.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// One message as it was received: its header, and its payload to be read by offset.
///
/// @param type     such as `RTM_NEWLINK`, or one of the control messages
/// @param flags    the `NLM_F_…` of the header
/// @param sequence the number of the request that it answers, 0 for a notification
/// @param payload  what follows the 16 bytes of the header, in native byte order
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer payload) {

    public static final int ERROR = 2;
    public static final int DONE = 3;
    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int REPLACE = 0x100;
    /// `EBADMSG`.
    private static final int BAD_MESSAGE = 74;

    private static final int HEADER_LENGTH = 16;

    /// Splits what one receive call answered. What does not add up is left out, and all behind it.
    static List<NetlinkMessage> split(ByteBuffer received) {
        ByteBuffer bytes = received.order(ByteOrder.nativeOrder());
        var messages = new ArrayList<NetlinkMessage>();
        int at = bytes.position();
        while (bytes.limit() - at >= HEADER_LENGTH) {
            int length = bytes.getInt(at);
            if (length < HEADER_LENGTH || length > bytes.limit() - at) {
                break;
            }
            ByteBuffer payload = bytes.slice(at + HEADER_LENGTH, length - HEADER_LENGTH)
                .order(ByteOrder.nativeOrder());
            messages.add(new NetlinkMessage(
                Short.toUnsignedInt(bytes.getShort(at + 4)), Short.toUnsignedInt(bytes.getShort(at + 6)),
                bytes.getInt(at + 8), payload));
            at += length + 3 & ~3;
        }
        return messages;
    }

    /// Whether the table changed while it was dumped, so that the dump may have gaps (`NLM_F_DUMP_INTR`).
    public boolean isOfInterruptedDump() {
        return (flags & DUMP_INTERRUPTED) != 0;
    }

    /// Whether a notification is of something that took another's place (`NLM_F_REPLACE`).
    public boolean replaces() {
        return (flags & REPLACE) != 0;
    }

    /// The errno of an `NLMSG_ERROR`, 0 when it acknowledges. One that is cut off is a bad message.
    public int errno() {
        return payload.limit() < Integer.BYTES ? BAD_MESSAGE : -payload.getInt(0);
    }

    /// The attributes that start at an offset of the payload.
    public NetlinkAttributes attributes(int offset) {
        return offset > payload.limit()
            ? NetlinkAttributes.NONE
            : NetlinkAttributes.of(payload.slice(offset, payload.limit() - offset));
    }
}
