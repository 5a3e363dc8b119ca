package uvs.dataplane.forward;

import uvs.config.ForwardingMethod;
import uvs.dataplane.conn.ConnectionFlags;

/// The forwarding method of a configuration as the flag of a connection.
final class ForwardingFlags {

    private ForwardingFlags() {
    }

    static int of(ForwardingMethod method) {
        return switch (method) {
            case ForwardingMethod.Nat _ -> ConnectionFlags.NAT;
            case ForwardingMethod.DirectRouting _ -> ConnectionFlags.DIRECT_ROUTING;
            case ForwardingMethod.Tunnel _ -> ConnectionFlags.TUNNEL;
        };
    }
}
