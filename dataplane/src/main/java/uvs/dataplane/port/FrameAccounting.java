package uvs.dataplane.port;

/// Where all frames of an engine are. The engine counts each of them where it is, so that one which it lost track of is missing
/// from [#free] for good.
///
/// @param all       how many places packet memory has, the sum of the others
/// @param free      in nobody's hands
/// @param held      the worker's: received, kept, or being written
/// @param receiving given to the kernel to receive into, or received and not looked at yet
/// @param sending   given to the kernel to send
public record FrameAccounting(int all, int free, int held, int receiving, int sending) {

    public FrameAccounting {
        if (free + held + receiving + sending != all) {
            throw new IllegalArgumentException("free=" + free + " held=" + held + " receiving=" + receiving + " sending="
                + sending + " are not all=" + all);
        }
    }
}
