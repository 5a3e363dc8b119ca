package uvs.dataplane.port;

import uvs.dataplane.netlink.Link;

/// One interface, seen from one worker: frames in, frames out, in bounded batches.
///
/// Only the worker's thread calls a port.
public interface Port {

    /// What is told of each frame that arrived.
    @FunctionalInterface
    interface FrameHandler {

        /// Takes the frame over: sends it, or releases it, now or later.
        void onFrame(Frame frame);
    }

    /// The interface as it was last told to be.
    Link link();

    /// Tells of a change of the interface: its Ethernet address, its MTU, whether it is up.
    void link(Link link);

    /// Hands out frames that have arrived, at most `limit`, and answers how many.
    int receive(FrameHandler handler, int limit);

    /// Takes the frame over and sends it soon, with the next [Engine#poll] at the latest. A frame that cannot be sent
    /// is dropped and counted.
    void send(Frame frame);

    /// Frames which the interface did not take.
    long sendFailures();

    /// Times that receiving failed, for instance because the link was down.
    long receiveFailures();

    /// Stops receiving. Frames on their way out still go.
    void close();
}
