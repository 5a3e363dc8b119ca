package uvs.dataplane.conn;

/// Whose packet changes a state, and what the director sees of the other side.
public enum Direction {

    /// From the client, with NAT: replies are seen too.
    INPUT,
    /// From the real server.
    OUTPUT,
    /// From the client, with DR or TUN: no reply is ever seen, so the client's packets have to tell all.
    INPUT_ONLY;

    /// The direction of a packet, when the flags of its connection are these.
    static Direction of(boolean reply, int flags) {
        if (reply) {
            return OUTPUT;
        }
        return (flags & ConnectionFlags.NO_OUTPUT) != 0 ? INPUT_ONLY : INPUT;
    }
}
