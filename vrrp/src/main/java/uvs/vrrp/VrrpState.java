package uvs.vrrp;

/// The state of a virtual router or a sync group in the words of keepalived's logs, notifications and reports.
public enum VrrpState {

    INIT,
    BACKUP,
    MASTER,
    FAULT;

    /// The number that the JSON report gives it.
    public int number() {
        return ordinal();
    }
}
