package uvs.dataplane.conn;

/// The only state of a UDP connection.
public enum UdpState implements ConnectionState {

    UDP;

    @Override
    public int number() {
        return 0;
    }
}
