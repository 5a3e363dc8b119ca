package uvs.dataplane.linux;

import java.io.IOException;

/// A system call failed. The message is one line: the call with its arguments, the errno, and what to do.
public final class SystemCallException extends IOException {

    private static final long serialVersionUID = 1;

    private final int errno;

    /// @param call the call with its arguments, as `bind(packet socket, eth0)`
    public SystemCallException(String call, int errno) {
        this(call, errno, Errno.cure(errno));
    }

    public SystemCallException(String call, int errno, String cure) {
        super(call + ": errno " + errno + " (" + Errno.name(errno) + ")" + (cure.isEmpty() ? "" : "; " + cure));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
