package uvs.dataplane.port;

import io.netty.channel.uring.IoUringIoOps;

/// The io_uring requests that ports make (io_uring_enter(2)), as Netty wants them: the fields of a submission entry.
///
/// Netty keeps its own factories and opcodes to itself, so the numbers of linux/io_uring.h stand here. Data that fits
/// in 16 bits travels in the entry itself.
final class UringRequests {

    static final byte POLL_ADD = 6;
    static final byte SENDMSG = 9;
    static final byte ASYNC_CANCEL = 14;

    static final int POLLIN = 1;
    static final int POLLERR = 8;

    private static final int MSG_DONTWAIT = 0x40;

    private UringRequests() {
    }

    /// Completes once, when a descriptor can be read or has an error, with what is the case.
    static IoUringIoOps poll(int descriptor) {
        return new IoUringIoOps(POLL_ADD, (byte) 0, (short) 0, descriptor, 0L, 0L, 0, POLLIN, 0L, (short) 0, (short) 0, 0,
            0L);
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

    /// @param request what submitting the request answered
    static IoUringIoOps cancel(long request) {
        return new IoUringIoOps(ASYNC_CANCEL, (byte) 0, (short) 0, -1, 0L, request, 0, 0, 0L, (short) 0, (short) 0,
            0, 0L);
    }
}
