package uvs.dataplane.xdp;

import java.util.ArrayList;
import java.util.List;
import uvs.dataplane.linux.Descriptor;

/// Descriptors that are closed together: at the end, or when the next one cannot be had.
final class DescriptorGroup implements AutoCloseable {

    private final List<Descriptor> all = new ArrayList<>();

    Descriptor add(Descriptor descriptor) {
        all.add(descriptor);
        return descriptor;
    }

    /// The last one first.
    @Override
    public void close() {
        all.reversed().forEach(Descriptor::close);
        all.clear();
    }
}
