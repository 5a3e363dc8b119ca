package uvs.config.text;

/// What a check comes to, with the exit status that `keepalived -t` has for it.
public enum Verdict {

    CLEAN(0),
    /// keepalived would not run with it.
    UNUSABLE(4),
    /// It runs, less what is wrong.
    ERRORS(5),
    /// It runs; scripts could be changed by others than root.
    SECURITY(6);

    private final int exitStatus;

    Verdict(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    public int exitStatus() {
        return exitStatus;
    }
}
