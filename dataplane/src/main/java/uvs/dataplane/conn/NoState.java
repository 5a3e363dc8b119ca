package uvs.dataplane.conn;

/// The only state of a protocol that IPVS does not follow (AH, ESP).
public enum NoState implements ConnectionState {

    NONE;

    @Override
    public int number() {
        return 0;
    }
}
