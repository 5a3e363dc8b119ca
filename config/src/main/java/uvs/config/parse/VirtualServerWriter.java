package uvs.config.parse;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.BfdCheck;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.DnsCheck;
import uvs.config.HealthChecker.FileCheck;
import uvs.config.HealthChecker.HexPattern;
import uvs.config.HealthChecker.Http;
import uvs.config.HealthChecker.HttpGet;
import uvs.config.HealthChecker.MiscCheck;
import uvs.config.HealthChecker.PingCheck;
import uvs.config.HealthChecker.Regex;
import uvs.config.HealthChecker.SmtpCheck;
import uvs.config.HealthChecker.SslGet;
import uvs.config.HealthChecker.TcpCheck;
import uvs.config.HealthChecker.Timing;
import uvs.config.HealthChecker.UdpCheck;
import uvs.config.HealthChecker.Url;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.config.VirtualServer.Service;
import uvs.config.keyword.CheckerKeywords;
import uvs.config.keyword.CheckerKeywords.Asking;
import uvs.config.keyword.CheckerKeywords.Connecting;
import uvs.config.keyword.CheckerKeywords.Timed;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.VirtualServerHead;
import uvs.config.keyword.VirtualServerKeywords;
import uvs.config.keyword.Weight;

/// Writes virtual servers, their real servers and the checkers of these.
final class VirtualServerWriter {

    private static final long LONGEST_SCRIPT = 4_294;

    private final Output out;

    VirtualServerWriter(Output out) {
        this.out = out;
    }

    void write(VirtualServer v) {
        out.section(RootKeywords.VIRTUAL_SERVER, head(v.service()), () -> {
            if (v.service() instanceof Service.Mark) {
                out.value(VirtualServerKeywords.IP_FAMILY, v.family());
            }
            out.value(VirtualServerKeywords.DELAY_LOOP, v.delayLoop());
            out.value(VirtualServerKeywords.LB_ALGO, v.scheduler());
            flags(v.schedulerFlags());
            out.flag(VirtualServerKeywords.HASHED, v.hashed());
            out.flag(VirtualServerKeywords.OPS, v.onePacket());
            out.value(VirtualServerKeywords.LB_KIND, v.method());
            out.value(VirtualServerKeywords.PROTOCOL, v.protocol());
            v.persistence().ifPresent(persistence -> {
                out.value(VirtualServerKeywords.PERSISTENCE_TIMEOUT, persistence.timeout());
                out.value(VirtualServerKeywords.PERSISTENCE_GRANULARITY, persistence.prefixLength());
                out.value(VirtualServerKeywords.PERSISTENCE_ENGINE, persistence.engine());
            });
            v.sorryServer().ifPresent(sorry -> {
                out.value(VirtualServerKeywords.SORRY_SERVER,
                    new VirtualServerHead.Address(sorry.address(), sorry.port()));
                out.flag(VirtualServerKeywords.SORRY_SERVER_INHIBIT, sorry.inhibit());
                out.value(VirtualServerKeywords.SORRY_SERVER_LVS_METHOD, sorry.method());
            });
            out.value(VirtualServerKeywords.QUORUM, v.quorum().weight());
            out.value(VirtualServerKeywords.HYSTERESIS, v.quorum().hysteresis());
            out.value(VirtualServerKeywords.QUORUM_UP, v.quorum().up());
            out.value(VirtualServerKeywords.QUORUM_DOWN, v.quorum().down());
            out.value(VirtualServerKeywords.ALPHA, v.alpha());
            out.flag(VirtualServerKeywords.OMEGA, v.omega());
            out.value(VirtualServerKeywords.INHIBIT_ON_FAILURE, v.inhibitOnFailure());
            out.flag(VirtualServerKeywords.HA_SUSPEND, v.haSuspend());
            out.value(VirtualServerKeywords.VIRTUALHOST, v.virtualhost());
            out.value(VirtualServerKeywords.WEIGHT, v.weight());
            out.value(VirtualServerKeywords.SMTP_ALERT, v.smtpAlert());
            out.value(VirtualServerKeywords.SNMP_NAME, v.snmpName());
            v.realServers().forEach(this::realServer);
        });
    }

    private static VirtualServerHead head(Service service) {
        return switch (service) {
            case Service.Address(var a) -> new VirtualServerHead.Address(a.address(), a.port());
            case Service.Mark(var mark) -> new VirtualServerHead.Mark(mark.mark());
            case Service.Group(var group) -> new VirtualServerHead.Group(group.name());
        };
    }

    private void flags(Set<String> set) {
        for (var flag : List.of(
            VirtualServerKeywords.FLAG_1, VirtualServerKeywords.FLAG_2, VirtualServerKeywords.FLAG_3,
            VirtualServerKeywords.SH_PORT, VirtualServerKeywords.SH_FALLBACK, VirtualServerKeywords.MH_PORT,
            VirtualServerKeywords.MH_FALLBACK)) {
            out.flag(flag, set.contains(flag.name()));
        }
    }

    private void realServer(RealServer r) {
        out.section(VirtualServerKeywords.REAL_SERVER, new VirtualServerHead.Address(r.address(), r.port()),
            () -> {
            out.value(VirtualServerKeywords.RS_WEIGHT, r.weight());
            out.value(VirtualServerKeywords.RS_LVS_METHOD, r.method());
            out.value(VirtualServerKeywords.RS_UTHRESHOLD, r.upperThreshold());
            out.value(VirtualServerKeywords.RS_LTHRESHOLD, r.lowerThreshold());
            out.value(VirtualServerKeywords.RS_INHIBIT_ON_FAILURE, r.inhibitOnFailure());
            out.value(VirtualServerKeywords.RS_ALPHA, r.alpha());
            out.value(VirtualServerKeywords.RS_NOTIFY_UP, r.notifyUp());
            out.value(VirtualServerKeywords.RS_NOTIFY_DOWN, r.notifyDown());
            out.value(VirtualServerKeywords.RS_SMTP_ALERT, r.smtpAlert());
            out.value(VirtualServerKeywords.RS_VIRTUALHOST, r.virtualhost());
            out.value(VirtualServerKeywords.RS_SNMP_NAME, r.snmpName());
            r.checkers().forEach(this::checker);
        });
    }

    private void checker(HealthChecker checker) {
        switch (checker) {
            case TcpCheck(var connection, var timing) -> out.section(VirtualServerKeywords.TCP_CHECK, () -> {
                connection(connection, CheckerKeywords.TCP_CONNECTING);
                timing(timing, CheckerKeywords.TCP_TIMED);
            });
            case PingCheck(var connection, var timing) -> out.section(VirtualServerKeywords.PING_CHECK,
                () -> {
                connection(connection, CheckerKeywords.PING_CONNECTING);
                timing(timing, CheckerKeywords.PING_TIMED);
            });
            case HttpGet(var connection, var timing, var http) -> out.section(VirtualServerKeywords.HTTP_GET,
                () -> {
                http(http, CheckerKeywords.HTTP_ASKING, false);
                connection(connection, CheckerKeywords.HTTP_CONNECTING);
                timing(timing, CheckerKeywords.HTTP_TIMED);
            });
            case SslGet ssl -> out.section(VirtualServerKeywords.SSL_GET, () -> {
                http(ssl.http(), CheckerKeywords.SSL_ASKING, ssl.tlsCompliant());
                out.value(CheckerKeywords.ENABLE_SNI, ssl.enableSni());
                out.value(CheckerKeywords.SNI_NAME, ssl.sniName());
                out.value(CheckerKeywords.TLS_COMPLIANT, ssl.tlsCompliant());
                connection(ssl.connection(), CheckerKeywords.SSL_CONNECTING);
                timing(ssl.timing(), CheckerKeywords.SSL_TIMED);
            });
            case SmtpCheck(var hosts, var timing, String name) -> out.section(
                VirtualServerKeywords.SMTP_CHECK, () -> {
                out.value(CheckerKeywords.HELO_NAME, name);
                smtpHosts(hosts);
                timing(timing, CheckerKeywords.SMTP_TIMED);
            });
            case DnsCheck dns -> out.section(VirtualServerKeywords.DNS_CHECK, () -> {
                out.value(CheckerKeywords.DNS_TYPE, dns.type());
                out.value(CheckerKeywords.DNS_NAME, dns.queryName());
                connection(dns.connection(), CheckerKeywords.DNS_CONNECTING);
                timing(dns.timing(), CheckerKeywords.DNS_TIMED);
            });
            case MiscCheck misc -> out.section(VirtualServerKeywords.MISC_CHECK, () -> misc(misc));
            case UdpCheck udp -> out.section(VirtualServerKeywords.UDP_CHECK, () -> udp(udp));
            case FileCheck(var file, int weight, boolean reverse) ->
                out.section(VirtualServerKeywords.FILE_CHECK, () -> {
                    out.value(CheckerKeywords.CHECKED_FILE, file.name());
                    out.value(CheckerKeywords.FILE_WEIGHT, new Weight(weight, reverse));
                });
            case BfdCheck(var bfd, boolean alpha) -> out.section(VirtualServerKeywords.BFD_CHECK, () -> {
                out.value(CheckerKeywords.BFD_NAME, bfd.name());
                out.value(CheckerKeywords.BFD_ALPHA, alpha);
            });
        }
    }

    private void connection(Connection c, Connecting keywords) {
        out.value(keywords.connectIp, c.address());
        out.value(keywords.connectPort, Optional.of(c.port()).filter(port -> port > 0));
        out.value(keywords.bindTo, c.bindAddress());
        out.value(keywords.bindPort, Optional.of(c.bindPort()).filter(port -> port > 0));
        out.value(keywords.bindIf, c.bindInterface());
        out.value(keywords.connectTimeout, c.connectTimeout());
        out.value(keywords.fwmark, Optional.of(c.fwmark()).filter(mark -> mark != 0));
    }

    private void timing(Timing t, Timed keywords) {
        out.value(keywords.retry, t.retry());
        out.value(keywords.delayBeforeRetry, t.delayBeforeRetry());
        out.value(keywords.warmup, t.warmup());
        out.value(keywords.delayLoop, t.delayLoop());
        out.value(keywords.alpha, t.alpha());
        out.value(keywords.logAllFailures, t.logAllFailures());
    }

    private void http(Http http, Asking keywords, boolean compliant) {
        http.urls().forEach(url -> out.section(keywords.url, () -> url(url, compliant)));
        out.value(keywords.httpProtocol, http.protocol());
        out.value(keywords.fastRecovery, http.fastRecovery());
    }

    private void url(Url url, boolean compliant) {
        out.value(CheckerKeywords.PATH, url.path());
        out.value(CheckerKeywords.URL_VIRTUALHOST, url.virtualhost());
        out.value(CheckerKeywords.DIGEST, url.digest());
        out.value(CheckerKeywords.STATUS_CODE, url.statusCodes());
        url.regex().ifPresent(this::regex);
        out.value(CheckerKeywords.URL_TLS_COMPLIANT, url.tlsCompliant(), compliant);
    }

    private void regex(Regex regex) {
        out.value(CheckerKeywords.REGEX, regex.pattern());
        out.flag(CheckerKeywords.REGEX_NO_MATCH, regex.negated());
        out.value(CheckerKeywords.REGEX_OPTIONS, Optional.of(regex.options())
            .filter(words -> !words.isEmpty()));
        out.value(CheckerKeywords.REGEX_MIN_OFFSET, regex.minOffset());
        out.value(CheckerKeywords.REGEX_MAX_OFFSET, Optional.of(regex.maxOffset())
            .filter(offset -> offset > 0));
        out.value(CheckerKeywords.REGEX_STACK, regex.stack());
    }

    private void smtpHosts(List<Connection> hosts) {
        if (hosts.size() == 1) {
            connection(hosts.getFirst(), CheckerKeywords.SMTP_CONNECTING);
        } else {
            hosts.forEach(host -> out.section(
                CheckerKeywords.HOST, () -> connection(host, CheckerKeywords.HOST_CONNECTING)));
        }
    }

    private void misc(MiscCheck misc) {
        out.value(CheckerKeywords.MISC_PATH, ConfigurationWriter.alone(misc.command()));
        // A time that the keyword cannot tell comes from the delay loop, and will again.
        out.value(CheckerKeywords.MISC_TIMEOUT, Optional.of(misc.timeout())
            .filter(time -> ConfigurationWriter.isWholeSeconds(time, LONGEST_SCRIPT)));
        out.flag(CheckerKeywords.MISC_DYNAMIC, misc.dynamic());
        out.value(CheckerKeywords.MISC_USER, ConfigurationWriter.user(misc.command()));
        timing(misc.timing(), CheckerKeywords.MISC_TIMED);
    }

    private void udp(UdpCheck udp) {
        out.value(CheckerKeywords.PAYLOAD, udp.payload());
        udp.reply().ifPresent(reply -> {
            out.value(CheckerKeywords.REQUIRE_REPLY, reply.pattern().orElse(new HexPattern("")));
            out.value(CheckerKeywords.MIN_REPLY_LENGTH, reply.minLength());
            out.value(CheckerKeywords.MAX_REPLY_LENGTH, reply.maxLength());
        });
        connection(udp.connection(), CheckerKeywords.UDP_CONNECTING);
        timing(udp.timing(), CheckerKeywords.UDP_TIMED);
    }
}
