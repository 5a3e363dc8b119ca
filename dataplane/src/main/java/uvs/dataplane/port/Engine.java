package uvs.dataplane.port;

import java.util.Optional;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;

/// The packet memory and the input and output of one worker, which alone uses it, save for [#wakeUp].
public interface Engine extends AutoCloseable {

    /// Opens a port on an interface. Frames arrive from then on.
    Port open(Link link) throws SystemCallException;

    /// Hands what was sent to the kernel and takes in what has arrived, by one system call where that is possible.
    ///
    /// @param waitNs how long to wait for something to happen when there is nothing to do; 0 for not at all
    void poll(long waitNs);

    /// Makes a waiting [#poll] return. May be called by any thread.
    void wakeUp();

    /// An empty frame to be written, or null when packet memory is used up.
    Frame allocate();

    void release(Frame frame);

    /// What the kernel carries of itself, if this engine has such a thing.
    default Optional<FastPath> fastPath() {
        return Optional.empty();
    }

    /// Counts where all frames are. Any thread may ask: another one than the worker's learns of about now.
    FrameAccounting accounting();

    /// Takes away what was opened. Frames still on their way are lost.
    @Override
    void close();
}
