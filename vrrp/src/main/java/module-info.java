/// Holds virtual addresses beside other routers: VRRP versions 2 and 3, as keepalived speaks them.
///
/// A reader starts with `uvs.vrrp.VirtualRouter`, the protocol as a function of state, event and time. The bytes are
/// in `uvs.vrrp.wire`.
module uvs.vrrp {
    requires transitive uvs.config;
    requires uvs.dataplane;

    exports uvs.vrrp;
    exports uvs.vrrp.wire;
}
