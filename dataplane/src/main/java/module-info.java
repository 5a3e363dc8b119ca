/// Takes frames in, decides where each belongs, and sends it on.
///
/// A reader starts with `uvs.dataplane.forward.Forwarder`, which every packet passes through. The header views are
/// in `uvs.dataplane.wire`; frames come and go through a `uvs.dataplane.port.Port`. Only `uvs.dataplane.linux` calls
/// native code. What drives the data plane from above is [uvs.dataplane.service.Backend].
module uvs.dataplane {
    requires transitive uvs.config;
    requires transitive uvs.scheduler;
    requires transitive org.agrona;
    requires org.jctools.core.jdk11;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.transport;
    requires io.netty.transport.classes.io_uring;

    exports uvs.dataplane.service;
    exports uvs.dataplane.conn;
    exports uvs.dataplane.ipvs to uvs.tools, uvs.bench;
    exports uvs.dataplane.port to uvs.tools, uvs.bench;
    exports uvs.dataplane.xdp to uvs.tools, uvs.bench;
    exports uvs.dataplane.forward to uvs.tools, uvs.bench;
    exports uvs.dataplane.linux to uvs.vrrp, uvs.healthcheck, uvs.tools;
    exports uvs.dataplane.netlink to uvs.vrrp, uvs.healthcheck, uvs.tools;
    exports uvs.dataplane.wire;
    exports uvs.dataplane.testbed;
}
