package uvs.tools.adm;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.scheduler.SchedulerFlag;
import uvs.scheduler.Schedulers;

/// What the options of a line mean together: checks them as ipvsadm does, and makes the command of them.
final class Completion {

    private static final Set<Checked> LISTED =
        EnumSet.of(Checked.CONNECTION, Checked.SERVICE, Checked.TIMEOUT, Checked.DAEMON);
    /// The longest name that the kernel's interface can carry, of a scheduler, an engine or an interface.
    private static final int NAME_LENGTH = 15;

    private final Draft draft;
    private final Set<Checked> given;

    Completion(Draft draft, Set<Checked> given) {
        this.draft = draft;
        this.given = given;
    }

    Operation complete() throws Refusal {
        Set<String> flags = flags();
        draft.verb.check(given);
        return switch (draft.verb) {
            case ADD_SERVICE -> new Operation.AddService(virtual(), service(flags));
            case EDIT_SERVICE -> new Operation.EditService(virtual(), service(flags));
            case DELETE_SERVICE -> new Operation.DeleteService(virtual());
            case CLEAR -> new Operation.Clear();
            case LIST -> list();
            case ADD_SERVER -> {
                RealServerSettings settings = server();
                yield new Operation.AddServer(virtual(), real(), settings);
            }
            case EDIT_SERVER -> {
                RealServerSettings settings = server();
                yield new Operation.EditServer(virtual(), real(), settings);
            }
            case DELETE_SERVER -> new Operation.DeleteServer(virtual(), namedReal());
            case SET -> new Operation.SetTimeouts(draft.timeouts);
            case START_DAEMON -> new Operation.StartDaemon(new SyncDaemon(
                draft.role, cut(draft.mcastInterface), draft.syncId, draft.syncMaxlen,
                draft.mcastGroup, draft.mcastPort, draft.mcastTtl));
            case STOP_DAEMON -> new Operation.StopDaemon(draft.role, draft.syncId);
            case RESTORE -> new Operation.Restore();
            case SAVE -> new Operation.Save(given.contains(Checked.NUMERIC));
            case ZERO -> new Operation.Zero(named());
            case HELP, VERSION -> throw new IllegalStateException(draft.verb + " ends the line at once");
        };
    }

    private String scheduler() {
        return draft.scheduler.isEmpty() ? Schedulers.DEFAULT : cut(draft.scheduler);
    }

    private static String cut(String name) {
        return name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name;
    }

    /// A flag under the name of another scheduler is refused, even where no scheduler is asked for.
    private Set<String> flags() throws Refusal {
        String scheduler = scheduler();
        var flags = new LinkedHashSet<String>();
        var words = new StringTokenizer(draft.flags, ",");
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            Optional<SchedulerFlag> flag = SchedulerFlag.named(word);
            if (flag.isEmpty()) {
                throw Refusal.usage("invalid scheduler flag `" + word + "'");
            }
            String name = flag.get().nameFor(scheduler);
            if (!word.startsWith("flag-") && !word.equals(name)) {
                throw Refusal.usage("incompatible scheduler flag `" + word + "'");
            }
            flags.add(name);
        }
        return flags;
    }

    private VirtualServerId virtual() {
        return draft.mark != 0 ? new VirtualServerId.FirewallMark(draft.mark, draft.markFamily)
            : new VirtualServerId.Address(
                draft.serviceProtocol, draft.service.address(), draft.service.port().orElse(0));
    }

    private Optional<VirtualServerId> named() {
        return given.contains(Checked.SERVICE) ? Optional.of(virtual()) : Optional.empty();
    }

    private VirtualServerSettings service(Set<String> flags) throws Refusal {
        if (draft.service != null && draft.service.port().orElse(0) == 0 && draft.persistence == 0) {
            throw Refusal.usage("Zero port specified for non-persistent service");
        }
        boolean onePacket = given.contains(Checked.OPS);
        if (onePacket && draft.service != null && draft.serviceProtocol != Protocol.UDP) {
            throw Refusal.usage("One-Packet Scheduling is only for UDP virtual services");
        }
        Optional<VirtualServerSettings.Persistence> persistence = draft.persistence == 0 ? Optional.empty()
            : Optional.of(new VirtualServerSettings.Persistence(draft.persistence, prefixLength()));
        Optional<String> engine = draft.engine.isEmpty() ? Optional.empty() : Optional.of(cut(draft.engine));
        return new VirtualServerSettings(scheduler(), flags, persistence, onePacket, engine);
    }

    /// The kernel takes any mask; one with gaps is in nobody's configuration but by mistake.
    private int prefixLength() throws Refusal {
        if (draft.family() == Family.IPV6) {
            return draft.prefixLength;
        }
        int length = Integer.bitCount(draft.netmask);
        if (draft.netmask != (length == 0 ? 0 : -1 << Family.IPV4.bits() - length)) {
            throw Refusal.failed(
                "the netmask of -M has gaps: write one with all ones in front, such as 255.255.255.0");
        }
        return length;
    }

    private RealServerSettings server() throws Refusal {
        boolean tunnel = draft.forwarding == Word.IPIP;
        if (draft.real.address().family() != draft.family() && !tunnel) {
            throw Refusal.usage("Different address family is allowed only for tunneling servers");
        }
        if (tunnel) {
            draft.tunnel.check(given);
        } else {
            TunnelKind.checkNone(given);
        }
        return new RealServerSettings(method(), draft.weight, draft.upperThreshold, draft.lowerThreshold);
    }

    private ForwardingMethod method() {
        return switch (draft.forwarding) {
            case MASQUERADING -> new ForwardingMethod.Nat();
            case IPIP -> new ForwardingMethod.Tunnel(
                draft.tunnel.type(), draft.tunnelPort, TunnelKind.checksum(given));
            default -> new ForwardingMethod.DirectRouting();
        };
    }

    /// Only NAT can change the port; behind a firewall mark the port is for the health checks of others.
    private RealServerId real() {
        return draft.mark == 0 && draft.forwarding != Word.MASQUERADING
            ? new RealServerId(draft.real.address(), servicePort()) : namedReal();
    }

    private RealServerId namedReal() {
        return new RealServerId(draft.real.address(), draft.real.port().orElse(servicePort()));
    }

    private int servicePort() {
        return draft.mark != 0 ? 0 : draft.service.port().orElse(0);
    }

    private Operation list() throws Refusal {
        checkConflict(LISTED, given, "'list' command");
        boolean servicesOnly = given.contains(Checked.STATS) || given.contains(Checked.RATE)
            || given.contains(Checked.THRESHOLDS);
        boolean engines = given.contains(Checked.PERSISTENT_CONN);
        boolean other = given.contains(Checked.TIMEOUT) || given.contains(Checked.DAEMON);
        boolean connections = given.contains(Checked.CONNECTION);
        if (connections && servicesOnly || other && (servicesOnly || engines)) {
            throw Refusal.usage("options conflicts in the list command");
        }
        boolean numeric = given.contains(Checked.NUMERIC);
        if (connections) {
            return new Operation.ListConnections(numeric, engines);
        }
        if (other) {
            return given.contains(Checked.TIMEOUT)
                ? new Operation.ListTimeouts() : new Operation.ListDaemons();
        }
        return new Operation.ListServices(named(), columns(), numeric, given.contains(Checked.EXACT),
            !given.contains(Checked.NOSORT));
    }

    private ServiceColumns columns() {
        return given.contains(Checked.STATS) ? ServiceColumns.STATS
            : given.contains(Checked.RATE) ? ServiceColumns.RATE
            : given.contains(Checked.THRESHOLDS) ? ServiceColumns.THRESHOLDS
            : given.contains(Checked.PERSISTENT_CONN) ? ServiceColumns.PERSISTENT_CONN
            : given.contains(Checked.TUN_INFO) ? ServiceColumns.TUN_INFO : ServiceColumns.CONNECTIONS;
    }

    /// Refuses a second one of options that exclude each other.
    ///
    /// @param where `'list' command` or the like
    static void checkConflict(Set<Checked> exclusive, Set<Checked> given, String where) throws Refusal {
        Checked first = null;
        for (Checked each : exclusive) {
            if (given.contains(each) && first != null) {
                throw Refusal.usage("The option '" + each.text() + "' conflicts with the '" + first.text()
                    + "' option in the " + where);
            }
            first = given.contains(each) ? each : first;
        }
    }
}
