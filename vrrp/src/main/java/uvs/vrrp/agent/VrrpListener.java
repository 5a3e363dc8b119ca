package uvs.vrrp.agent;

/// Hears what happens to virtual routers.
@FunctionalInterface
public interface VrrpListener {

    /// Called for one notice after the other, by a thread of its own that delays nothing but later notices.
    void on(Notice notice);
}
