/// Holds virtual addresses beside other routers: VRRP versions 2 and 3, as keepalived speaks them.
///
/// A reader starts with [uvs.vrrp.VirtualRouter], the protocol as a function of state, event and time. The bytes are
/// in [uvs.vrrp.wire]. The daemon drives [uvs.vrrp.agent.Vrrp], one thread which nothing else may delay.
module uvs.vrrp {
    requires transitive uvs.config;
    requires transitive uvs.dataplane;
    requires HdrHistogram;
    requires org.jctools.core.jdk11;

    exports uvs.vrrp;
    exports uvs.vrrp.agent;
    exports uvs.vrrp.track;
    exports uvs.vrrp.wire;
}
