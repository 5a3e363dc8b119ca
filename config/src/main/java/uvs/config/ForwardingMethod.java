package uvs.config;

/// How a packet gets to its real server: the `lb_kind` of a virtual server, the `lvs_method` of a real one.
public sealed interface ForwardingMethod {

    /// Masquerading: the destination address and port are rewritten, the replies come back through the
    /// director and are rewritten too.
    record Nat() implements ForwardingMethod {}

    /// Direct routing: the packet goes unchanged to the real server's Ethernet address; the replies go
    /// straight to the client.
    record DirectRouting() implements ForwardingMethod {}

    /// Tunnelling: the packet goes inside another one to the real server; the replies go straight to the
    /// client.
    ///
    /// @param port the UDP port of GUE on the real server; 0 for the other types
    record Tunnel(TunnelType type, int port, TunnelChecksum checksum) implements ForwardingMethod {

        public Tunnel {
            if (type == TunnelType.GUE ? port < 1 || port > 65_535 : port != 0) {
                throw new IllegalArgumentException("port=" + port + " does not go with " + type);
            }
        }
    }

    /// The numbers are those of the kernel's `IP_VS_CONN_F_TUNNEL_TYPE_*`, in order.
    enum TunnelType { IPIP, GUE, GRE }

    /// What of a tunnel's own header is summed. `REMOTE` is GUE's remote checksum offload.
    enum TunnelChecksum { NONE, FULL, REMOTE }
}
