package uvs.config.parse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uvs.config.Command;
import uvs.config.Endpoint;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.config.VirtualServer.Persistence;
import uvs.config.VirtualServer.Quorum;
import uvs.config.VirtualServer.Service;
import uvs.config.VirtualServer.SorryServer;
import uvs.config.VirtualServerGroup;
import uvs.config.VirtualServerGroup.Entry;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.keyword.ValueKeyword;
import uvs.config.keyword.VirtualServerHead;
import uvs.config.keyword.VirtualServerKeywords;
import uvs.config.net.Family;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// Makes the records of virtual servers, and puts right what keepalived puts right after reading, each time
/// with a diagnostic.
final class VirtualServers {

    private static final Duration PERSISTENCE = Duration.ofSeconds(360);

    private final Diagnostics diagnostics;
    private final Section file;
    private final Section globals;
    private final Trackers trackers;
    private final Checkers checkers;
    private final ServerGroups groups;

    VirtualServers(Section file, Section globals, Trackers trackers, Diagnostics diagnostics) {
        this.file = file;
        this.globals = globals;
        this.trackers = trackers;
        this.diagnostics = diagnostics;
        checkers = new Checkers(trackers, diagnostics);
        groups = new ServerGroups(file, diagnostics);
    }

    List<VirtualServerGroup> groups() {
        return groups.all();
    }

    List<VirtualServer> servers() {
        var servers = new ArrayList<VirtualServer>();
        var seen = new HashMap<VirtualServer.Key, Section>();
        for (Section section : file.get(RootKeywords.VIRTUAL_SERVER)) {
            VirtualServer server = new One(section).make();
            if (server == null) {
                continue;
            }
            Section first = seen.putIfAbsent(server.key(), section);
            if (first == null) {
                servers.add(server);
            } else {
                diagnostics.report(Problem.ADVICE, section.position(), "virtual_server " + server.key()
                    + " is there already, in " + diagnostics.place(first.position(), section.position())
                    + ", and this one is left out", "write both as one");
            }
        }
        return servers;
    }

    private void error(Section section, String text, String cure) {
        diagnostics.report(Problem.GENERAL_ERROR, section.position(), text, cure);
    }

    private void warn(Section section, long position, String text, String cure) {
        diagnostics.report(Problem.WARNING, position, text, cure);
    }

    /// One virtual server in the making.
    private final class One {

        private final Section section;
        private final VirtualServerHead head;
        private Service service;
        private Family family;
        /// Whether addresses have ports of their own: not so for firewall marks.
        private boolean marksOnly;
        /// The port of its one address; 0 for any, or for a group or mark.
        private int port;
        private boolean anyPort;

        One(Section section) {
            this.section = section;
            head = section.head(RootKeywords.VIRTUAL_SERVER);
        }

        VirtualServer make() {
            if (!findService()) {
                return null;
            }
            Optional<Protocol> protocol = protocol();
            ForwardingMethod method = section.get(VirtualServerKeywords.LB_KIND);
            if (!section.has(VirtualServerKeywords.LB_ALGO)) {
                warn(section, section.position(), "virtual_server " + name()
                    + " has no lb_algo, and gets wlc",
                    "write lb_algo wlc");
            }
            if (!section.has(VirtualServerKeywords.LB_KIND)) {
                warn(section, section.position(), "virtual_server " + name()
                    + " has no lb_kind, and gets NAT",
                    "write lb_kind NAT");
            }
            Optional<SorryServer> sorry = sorryServer(method);
            List<RealServer> real = realServers(method, sorry);
            if (real.isEmpty()) {
                error(section, "virtual_server " + name() + " has no real_server, and is left out",
                    "write one in it");
                return null;
            }
            return new VirtualServer(
                service, family, protocol, section.get(VirtualServerKeywords.LB_ALGO), flags(),
                    onePacket(protocol),
                section.get(VirtualServerKeywords.HASHED) && fits(VirtualServerKeywords.HASHED), method,
                    persistence(protocol), sorry, quorum(real),
                section.get(VirtualServerKeywords.ALPHA), section.get(VirtualServerKeywords.OMEGA),
                section.get(VirtualServerKeywords.INHIBIT_ON_FAILURE), haSuspend(),
                section.get(VirtualServerKeywords.DELAY_LOOP), section.get(VirtualServerKeywords.WEIGHT),
                section.given(VirtualServerKeywords.VIRTUALHOST),
                section.get(VirtualServerKeywords.SMTP_ALERT, alertDefault()),
                section.given(VirtualServerKeywords.SNMP_NAME), real);
        }

        private String name() {
            return VirtualServerHead.TYPE.write(head);
        }

        /// Mail about virtual servers is on by default, unlike mail about VRRP: so keepalived has always
        /// been.
        private boolean alertDefault() {
            return globals.get(GlobalKeywords.SMTP_ALERT_CHECKER,
                globals.get(GlobalKeywords.SMTP_ALERT, true));
        }

        /// Finds out what the block is headed by. Reports and answers false when it is a group that is not
        /// there.
        private boolean findService() {
            Optional<Family> asked = section.given(VirtualServerKeywords.IP_FAMILY);
            switch (head) {
                case VirtualServerHead.Address(var address, int given) -> {
                    family = address.family();
                    port = given;
                    anyPort = given == 0;
                    service = new Service.Address(new Endpoint.Address(address, given));
                }
                case VirtualServerHead.Mark(int mark) -> {
                    family = asked.or(this::familyOfRealServers).orElse(Family.IPV4);
                    marksOnly = true;
                    service = new Service.Mark(new Endpoint.Fwmark(mark, family));
                }
                case VirtualServerHead.Group(String group) -> {
                    VirtualServerGroup found = groups.find(group);
                    if (found == null) {
                        error(section, "there is no virtual_server_group " + group
                            + ", and its virtual_server is left out", "write the group, or correct the name");
                        return false;
                    }
                    found = asked.isPresent() ? groups.withFamily(found, asked.get()) : found;
                    family = ServerGroups.familyOf(found.entries().getFirst());
                    marksOnly = found.entries().stream().allMatch(entry -> entry instanceof Entry.Mark);
                    anyPort = found.entries().stream().anyMatch(
                        entry -> entry instanceof Entry.Addresses addresses && addresses.port() == 0);
                    service = new Service.Group(found);
                }
            }
            if (asked.isPresent() && asked.get() != family) {
                error(section, "ip_family is not that of " + name(), "take it out");
            }
            return true;
        }

        private Optional<Family> familyOfRealServers() {
            return section.get(VirtualServerKeywords.REAL_SERVER).stream()
                .filter(real -> !(real.get(VirtualServerKeywords.RS_LVS_METHOD,
                    section.get(VirtualServerKeywords.LB_KIND)) instanceof ForwardingMethod.Tunnel))
                .map(real -> real.head(VirtualServerKeywords.REAL_SERVER).address().family()).findFirst();
        }

        private Optional<Protocol> protocol() {
            Optional<Protocol> given = section.given(VirtualServerKeywords.PROTOCOL);
            if (marksOnly) {
                if (given.isPresent()) {
                    warn(section, section.positionOf(VirtualServerKeywords.PROTOCOL),
                        "a fwmark has no protocol, and this one is not used", "take it out");
                }
                return Optional.empty();
            }
            if (given.isEmpty()) {
                warn(section, section.position(), "virtual_server " + name()
                    + " has no protocol, and gets UDP",
                    "write protocol TCP, UDP or SCTP");
            }
            return given.or(() -> Optional.of(Protocol.UDP));
        }

        private Set<String> flags() {
            var flags = new TreeSet<String>();
            for (var flag : List.of(
                VirtualServerKeywords.FLAG_1, VirtualServerKeywords.FLAG_2, VirtualServerKeywords.FLAG_3,
                VirtualServerKeywords.SH_PORT, VirtualServerKeywords.SH_FALLBACK,
                VirtualServerKeywords.MH_PORT, VirtualServerKeywords.MH_FALLBACK)) {
                if (section.get(flag) && fits(flag)) {
                    flags.add(flag.name());
                }
            }
            return flags;
        }

        /// Whether a scheduler's own flag goes with this scheduler, and comes after it: keepalived does not
        /// look ahead. Reports it if not.
        private boolean fits(ValueKeyword<Boolean> flag) {
            if (flag.name().startsWith("flag-")) {
                return true;
            }
            String owner = flag.name().startsWith("mh-") ? "mh" : "sh";
            boolean other = !section.get(VirtualServerKeywords.LB_ALGO).equals(owner);
            boolean early = section.positionOf(flag) < section.positionOf(VirtualServerKeywords.LB_ALGO);
            if (other || early) {
                warn(section, section.positionOf(flag), other
                    ? flag.name() + " goes with lb_algo " + owner + " only, and is not used"
                    : flag.name() + " comes before lb_algo, and is not used",
                    other ? "take it out" : "write lb_algo " + owner + " first");
            }
            return !other && !early;
        }

        private boolean onePacket(Optional<Protocol> protocol) {
            boolean asked = section.get(VirtualServerKeywords.OPS);
            if (asked && protocol.filter(p -> p != Protocol.UDP).isPresent()) {
                warn(section, section.positionOf(VirtualServerKeywords.OPS),
                    "ops goes with UDP only, and is not used",
                    "take it out");
                return false;
            }
            return asked;
        }

        private boolean haSuspend() {
            boolean asked = section.get(VirtualServerKeywords.HA_SUSPEND);
            if (asked && marksOnly) {
                warn(section, section.positionOf(VirtualServerKeywords.HA_SUSPEND),
                    "ha_suspend does not go with a fwmark, and is not used", "take it out");
                return false;
            }
            return asked;
        }

        private Optional<Persistence> persistence(Optional<Protocol> protocol) {
            Optional<Duration> timeout = section.given(VirtualServerKeywords.PERSISTENCE_TIMEOUT);
            Optional<Integer> granularity = section.given(VirtualServerKeywords.PERSISTENCE_GRANULARITY);
            if (timeout.isEmpty() && anyPort) {
                warn(section, section.position(), "virtual_server " + name()
                    + " has no port, which needs persistence, and gets persistence_timeout 360",
                    "write a port, or the timeout");
                timeout = Optional.of(PERSISTENCE);
            }
            if (timeout.isEmpty() && granularity.isPresent()) {
                timeout = Optional.of(PERSISTENCE);
            }
            if (granularity.isPresent() && granularity.get() > family.bits()) {
                diagnostics.report(Problem.GENERAL_ERROR,
                    section.positionOf(VirtualServerKeywords.PERSISTENCE_GRANULARITY),
                        "persistence_granularity "
                        + granularity.get() + " is not in 1.." + family.bits(), "write one that is");
                granularity = Optional.empty();
            }
            int length = granularity.orElse(family.bits());
            Optional<String> engine = section.given(VirtualServerKeywords.PERSISTENCE_ENGINE);
            return timeout.map(time -> new Persistence(time, length, engine));
        }

        private Optional<SorryServer> sorryServer(ForwardingMethod method) {
            Optional<VirtualServerHead.Address> given = section.given(VirtualServerKeywords.SORRY_SERVER);
            ForwardingMethod own = section.get(VirtualServerKeywords.SORRY_SERVER_LVS_METHOD, method);
            if (given.isPresent() && mismatch(given.get(), own)) {
                diagnostics.report(Problem.GENERAL_ERROR,
                    section.positionOf(VirtualServerKeywords.SORRY_SERVER),
                    "sorry_server " + given.get().address() + " is not of the family of " + name()
                        + ", and is left out", "write one that is, or lb_kind TUN");
                return Optional.empty();
            }
            return given.map(server -> new SorryServer(
                server.address(), portOf(section, server, own, VirtualServerKeywords.SORRY_SERVER), own,
                section.get(VirtualServerKeywords.SORRY_SERVER_INHIBIT)));
        }

        private boolean mismatch(VirtualServerHead.Address server, ForwardingMethod method) {
            return server.address().family() != family && !(method instanceof ForwardingMethod.Tunnel);
        }

        /// The port that a server has in effect: only NAT can change it.
        private int portOf(
            Section where, VirtualServerHead.Address server, ForwardingMethod method, Keyword<?> keyword) {
            boolean nat = method instanceof ForwardingMethod.Nat;
            if (service instanceof Service.Group(var group) && !marksOnly) {
                boolean marks = group.entries().stream().anyMatch(entry -> entry instanceof Entry.Mark);
                if (marks && !nat && server.port() != 0) {
                    warn(where, where.position(), "port " + server.port() + " of " + server.address()
                        + " does not go with a fwmark of the group, and is not used for it",
                        "write the fwmark in a group of its own");
                }
                return server.port();
            }
            if (server.port() == 0 || server.port() == port || nat) {
                return server.port() == 0 && !marksOnly ? port : server.port();
            }
            long position = keyword == VirtualServerKeywords.SORRY_SERVER ? where.positionOf(keyword)
                : where.position();
            warn(where, position, "port " + server.port() + " of " + server.address()
                + " cannot be: only NAT changes ports, and "
                    + (port == 0 ? "it is not used" : port + " is used"),
                marksOnly ? "take the port out" : "write " + (port == 0 ? "no port" : port)
                    + ", or lb_kind NAT");
            return port;
        }

        private List<RealServer> realServers(ForwardingMethod method, Optional<SorryServer> sorry) {
            var servers = new LinkedHashMap<RealServer.Key, RealServer>();
            var places = new HashMap<RealServer.Key, Section>();
            for (Section real : section.get(VirtualServerKeywords.REAL_SERVER)) {
                RealServer server = realServer(real, method, sorry);
                if (server == null) {
                    continue;
                }
                Section first = places.putIfAbsent(server.key(), real);
                if (first == null) {
                    servers.put(server.key(), server);
                } else {
                    error(real, "real_server " + server.key() + " is there already, in "
                        + diagnostics.place(first.position(), real.position()) + ", and this one is left out",
                        "take one of them out");
                }
            }
            return List.copyOf(servers.values());
        }

        private RealServer realServer(Section real, ForwardingMethod inherited, Optional<SorryServer> sorry) {
            VirtualServerHead.Address server = real.head(VirtualServerKeywords.REAL_SERVER);
            ForwardingMethod method = real.get(VirtualServerKeywords.RS_LVS_METHOD, inherited);
            if (mismatch(server, method)) {
                error(real, "real_server " + server.address() + " is not of the family of " + name()
                    + ", and is left out", "write one that is, or lvs_method TUN");
                return null;
            }
            int serverPort = portOf(real, server, method, VirtualServerKeywords.REAL_SERVER);
            boolean alpha = real.get(VirtualServerKeywords.RS_ALPHA,
                section.get(VirtualServerKeywords.ALPHA));
            boolean isSorry = sorry.filter(s -> s.address().equals(server.address())
                && s.port() == serverPort)
                .isPresent();
            boolean inhibit = real.get(VirtualServerKeywords.RS_INHIBIT_ON_FAILURE, isSorry
                ? sorry.get().inhibit() : section.get(VirtualServerKeywords.INHIBIT_ON_FAILURE));
            long upper = real.get(VirtualServerKeywords.RS_UTHRESHOLD);
            long lower = real.get(VirtualServerKeywords.RS_LTHRESHOLD);
            if (lower > upper) {
                diagnostics.report(Problem.ADVICE, real.positionOf(VirtualServerKeywords.RS_LTHRESHOLD),
                    "lthreshold " + lower + " is above uthreshold " + upper, "write a smaller one");
            }
            Optional<String> host = real.given(VirtualServerKeywords.RS_VIRTUALHOST)
                .or(() -> section.given(VirtualServerKeywords.VIRTUALHOST));
            return new RealServer(
                server.address(), serverPort,
                real.get(VirtualServerKeywords.RS_WEIGHT, section.get(VirtualServerKeywords.WEIGHT)), method,
                    upper,
                lower, inhibit, alpha,
                command(real, VirtualServerKeywords.RS_NOTIFY_UP),
                command(real, VirtualServerKeywords.RS_NOTIFY_DOWN),
                real.get(VirtualServerKeywords.RS_SMTP_ALERT), host,
                real.given(VirtualServerKeywords.RS_SNMP_NAME),
                checkers.of(real, inherited(real, server, serverPort, host, alpha)));
        }

        private Checkers.Inherited inherited(
            Section real, VirtualServerHead.Address server, int serverPort, Optional<String> host,
                boolean alpha) {
            Duration loop = section.get(VirtualServerKeywords.DELAY_LOOP);
            return new Checkers.Inherited(
                server.address(), serverPort,
                real.given(VirtualServerKeywords.RS_RETRY)
                    .or(() -> section.given(VirtualServerKeywords.RETRY)),
                real.given(VirtualServerKeywords.RS_DELAY_BEFORE_RETRY)
                    .or(() -> section.given(VirtualServerKeywords.DELAY_BEFORE_RETRY)),
                real.given(VirtualServerKeywords.RS_WARMUP)
                    .or(() -> section.given(VirtualServerKeywords.WARMUP)),
                real.given(VirtualServerKeywords.RS_CONNECT_TIMEOUT)
                    .or(() -> section.given(VirtualServerKeywords.CONNECT_TIMEOUT)),
                real.get(VirtualServerKeywords.RS_DELAY_LOOP, loop), loop, host, alpha,
                globals.get(GlobalKeywords.CHECKER_LOG_ALL_FAILURES));
        }

        private Quorum quorum(List<RealServer> real) {
            long quorum = section.get(VirtualServerKeywords.QUORUM);
            long hysteresis = section.get(VirtualServerKeywords.HYSTERESIS);
            long weights = real.stream().mapToLong(RealServer::weight).sum();
            if (quorum > weights && weights > 0) {
                warn(section, section.positionOf(VirtualServerKeywords.QUORUM), "quorum " + quorum
                    + " is above the sum of the weights, and is taken as " + weights, "write a smaller one");
                quorum = weights;
            }
            if (hysteresis >= quorum) {
                warn(section, section.positionOf(VirtualServerKeywords.HYSTERESIS), "hysteresis " + hysteresis
                    + " is not below the quorum, and is taken as " + (quorum - 1), "write a smaller one");
                hysteresis = quorum - 1;
            }
            return new Quorum(quorum, hysteresis, command(section, VirtualServerKeywords.QUORUM_UP),
                command(section, VirtualServerKeywords.QUORUM_DOWN));
        }

        private Optional<Command> command(Section where, ValueKeyword<Command> keyword) {
            return where.given(keyword).map(command -> trackers.used(command, where.positionOf(keyword)));
        }
    }
}
