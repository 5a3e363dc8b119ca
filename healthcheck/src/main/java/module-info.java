/// Finds out which real servers can serve, and says what to do about it.
///
/// A reader starts with [uvs.healthcheck.HealthChecks], which the daemon drives. What results mean is in the
/// pure functions of [uvs.healthcheck.HealthRules] and [uvs.healthcheck.Retry]; the checks themselves are in
/// [uvs.healthcheck.check], on one Netty event loop. Nothing here touches the table of virtual servers: every
/// change leaves as a value, a [uvs.healthcheck.Decision].
module uvs.healthcheck {
    requires transitive uvs.config;
    requires transitive uvs.dataplane;
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.codec;
    requires io.netty.codec.dns;
    requires io.netty.codec.smtp;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires transitive HdrHistogram;

    exports uvs.healthcheck;
    exports uvs.healthcheck.check;
}
