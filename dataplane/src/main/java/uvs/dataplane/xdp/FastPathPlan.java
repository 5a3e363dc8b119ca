package uvs.dataplane.xdp;

import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;

/// What [FastPathFilter] has found out about the packet that [FastPathCarrier] gets next on the same processor: a map with one
/// value for each processor, and where each thing stands in it.
final class FastPathPlan {

    /// 1 while there is one.
    static final int VALID = 0;
    static final int INTERFACE = 4;
    static final int ETHERNET = 8;
    static final int PROTOCOL = 20;
    /// What the packet is known by.
    static final int SOURCE = 24;
    static final int PORTS = 28;
    static final int NEW_SOURCE = 32;
    static final int NEW_DESTINATION = 36;
    static final int NEW_PORTS = 40;
    static final int IP_DIFFERENCE = 44;
    /// What the change of addresses adds to the complement of a checksum, and that of ports: a partial one has only the first.
    static final int ADDRESS_DIFFERENCE = 48;
    static final int PORT_DIFFERENCE = 52;
    static final int SIZE = 56;

    private FastPathPlan() {
    }

    static Descriptor createMap() throws SystemCallException {
        return Bpf.createMap(Bpf.PER_PROCESSOR_ARRAY, "uvs_plan", Integer.BYTES, SIZE, 1, 0);
    }
}
