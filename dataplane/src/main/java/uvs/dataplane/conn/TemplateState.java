package uvs.dataplane.conn;

/// The states of a persistence template, with the kernel's numbers.
public enum TemplateState implements ConnectionState {

    NONE,
    /// A connection that it controls was seen working.
    ASSURED;

    @Override
    public int number() {
        return ordinal();
    }
}
