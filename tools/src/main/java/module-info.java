/// The `uvs` program: its commands, and the daemon put together from the other modules.
///
/// A reader starts with [uvs.tools.Main].
module uvs.tools {
    requires uvs.config;
    requires uvs.dataplane;
    requires uvs.scheduler;
    requires org.agrona;
    requires org.jctools.core.jdk11;
    requires uvs.vrrp;
    requires uvs.healthcheck;
    requires jakarta.mail;
    requires info.picocli;
    requires java.management;
    requires jdk.httpserver;
    requires jdk.management;
    requires jdk.unsupported;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires org.jline.terminal;
    requires org.jline.terminal.ffm;

    opens uvs.tools to info.picocli;
    opens uvs.tools.command to info.picocli;
    opens uvs.tools.demo to info.picocli;
}
