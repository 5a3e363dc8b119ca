package uvs.dataplane.port;

import java.io.IOException;
import java.util.Optional;

/// Keeps the frames of the data plane from the kernel's own stack, and leaves it all others.
///
/// One thread uses it. Whatever happens to this process, what it added to the kernel goes with it.
public interface Steering extends AutoCloseable {

    /// Steers exactly this traffic from now on. After a failure some of it may be steered; whoever
    /// calls again, with this or other traffic, has it whole.
    void steer(SteeredTraffic traffic) throws IOException;

    /// Why the kernel cannot be asked whether it has an address; empty when it can.
    Optional<String> refusal();

    /// Whether frames to a virtual server are kept from the kernel's stack from the moment on at which this machine has the
    /// address, before anybody hears of that and steers again.
    default boolean awaitsAddresses() {
        return refusal().isEmpty();
    }

    @Override
    void close() throws IOException;
}
