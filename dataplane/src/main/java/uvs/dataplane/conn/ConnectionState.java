package uvs.dataplane.conn;

/// A state of a connection, of whichever protocol. The number is the kernel's, and what a line holds.
public sealed interface ConnectionState permits TcpState, UdpState, SctpState, TemplateState, NoState {

    int number();

    String name();

    /// As `ipvsadm -Lnc` names it.
    default String listed() {
        return name();
    }

    /// The state of this number in a protocol, as IPVS tells them apart.
    ///
    /// @param protocol the number in the IP header
    static ConnectionState of(int protocol, boolean template, int number) {
        if (template) {
            return TemplateState.values()[number & 1];
        }
        return switch (protocol) {
            case Protocols.TCP -> TcpState.of(number);
            case Protocols.UDP -> UdpState.UDP;
            case Protocols.SCTP -> SctpState.of(number);
            default -> NoState.NONE;
        };
    }

    /// Whether the handshake is not complete: such a connection may be given up for a newer one.
    static boolean isHalfOpen(int protocol, int number) {
        return switch (protocol) {
            case Protocols.TCP -> TcpState.of(number).isHalfOpen();
            case Protocols.SCTP -> SctpState.of(number).isHalfOpen();
            default -> false;
        };
    }
}
