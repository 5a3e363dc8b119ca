package uvs.dataplane.port;

import java.io.IOException;

/// Keeps the frames of the data plane from the kernel's own stack, and leaves it all others.
///
/// One thread uses it. Whatever happens to this process, what it added to the kernel goes with it.
public interface Steering extends AutoCloseable {

    /// Steers exactly this traffic from now on. After a failure some of it may be steered; whoever
    /// calls again, with this or other traffic, has it whole.
    void steer(SteeredTraffic traffic) throws IOException;

    @Override
    void close() throws IOException;
}
