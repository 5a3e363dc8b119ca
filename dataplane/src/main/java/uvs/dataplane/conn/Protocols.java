package uvs.dataplane.conn;

/// The protocol numbers that have states, as constants for `switch`.
final class Protocols {

    static final int TCP = 6;
    static final int UDP = 17;
    static final int SCTP = 132;

    private Protocols() {
    }
}
