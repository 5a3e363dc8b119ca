package uvs.dataplane.port;

import io.netty.channel.uring.IoUringIoOps;

/// The io_uring requests that ports make (io_uring_enter(2)), as Netty wants them: the fields of a submission entry.
///
/// Netty keeps its own factories and opcodes to itself, so the numbers of linux/io_uring.h stand here. Data that fits
/// in 16 bits travels in the entry itself.
final class UringRequests {

    static final byte SENDMSG = 9;
    static final byte ASYNC_CANCEL = 14;
    static final byte RECV = 27;
    static final byte PROVIDE_BUFFERS = 31;

    static final int CQE_F_BUFFER = 1;
    static final int CQE_F_MORE = 1 << 1;
    static final int CQE_BUFFER_SHIFT = 16;

    private static final byte BUFFER_SELECT = 1 << 5;
    private static final short RECV_MULTISHOT = 1 << 1;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    private UringRequests() {
    }

    /// One message for each completion, until buffers run out. With `MSG_TRUNC` the completion tells the whole length
    /// of a message which did not fit.
    static IoUringIoOps receiveMany(int socket, short bufferGroup) {
        return new IoUringIoOps(RECV, BUFFER_SELECT, RECV_MULTISHOT, socket, 0L, 0L, 0, MSG_TRUNC, 0L, bufferGroup,
            (short) 0, 0, 0L);
    }

    /// Fails with `EAGAIN` when the interface does not get rid of what it has: waiting, it would keep the frame's slot from
    /// the other interfaces.
    ///
    /// @param message the address of a `struct msghdr`
    /// @param data    comes back with the completion; at most 15 bits
    static IoUringIoOps sendMessage(int socket, long message, int data) {
        return new IoUringIoOps(SENDMSG, (byte) 0, (short) 0, socket, 0L, message, 1, MSG_DONTWAIT, (long) data, (short) 0,
            (short) 0, 0, 0L);
    }

    /// Gives the kernel `count` buffers without gaps between them, numbered from `firstNumber`.
    static IoUringIoOps provideBuffers(short bufferGroup, int firstNumber, int count, long address, int length) {
        return new IoUringIoOps(PROVIDE_BUFFERS, (byte) 0, (short) 0, count, firstNumber, address, length, 0, 0L,
            bufferGroup, (short) 0, 0, 0L);
    }

    /// @param request what submitting the request answered
    static IoUringIoOps cancel(long request) {
        return new IoUringIoOps(ASYNC_CANCEL, (byte) 0, (short) 0, -1, 0L, request, 0, 0, 0L, (short) 0, (short) 0,
            0, 0L);
    }
}
