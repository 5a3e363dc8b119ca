package uvs.dataplane.ipvs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import uvs.dataplane.ipvs.Ipvs.Command;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.GenericNetlink;
import uvs.dataplane.netlink.NetlinkAttributes;
import uvs.dataplane.netlink.NetlinkWriter;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.Rules;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.scheduler.SchedulerFlag;

/// The kernel's IPVS in the network namespace of this process.
///
/// Nothing is remembered here: what the kernel answers is what there is, whoever added it, and it stays when this is
/// closed. One thread owns an instance.
public final class IpvsBackend implements Backend {

    private static final Consumer<NetlinkWriter> NOTHING = writer -> { };

    private final GenericNetlink netlink;

    private IpvsBackend(GenericNetlink netlink) {
        this.netlink = netlink;
    }

    /// Opens a socket to the kernel's IPVS, which makes the kernel load the module if it can.
    ///
    /// @throws BackendException with [Reason#UNAVAILABLE] when the kernel has no IPVS, and what to do
    public static IpvsBackend open() throws BackendException {
        try {
            return new IpvsBackend(new GenericNetlink(Ipvs.FAMILY, Ipvs.VERSION));
        } catch (SystemCallException e) {
            throw Refusal.noFamily(e);
        }
    }

    @Override
    public void addVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        if (isRefusedHere(id, settings) && find(id).isPresent()) {
            throw Rules.exists(id);
        }
        put(Command.NEW_SERVICE, id, settings);
    }

    @Override
    public void editVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        if (isRefusedHere(id, settings)) {
            get(id);
        }
        put(Command.SET_SERVICE, id, settings);
    }

    private static boolean isRefusedHere(VirtualServerId id, VirtualServerSettings settings) {
        try {
            check(id, settings);
            return false;
        } catch (BackendException _) {
            return true;
        }
    }

    private static void check(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        for (String flag : settings.schedulerFlags()) {
            if (SchedulerFlag.named(flag).isEmpty()) {
                throw new BackendException(Reason.INVALID, "scheduler flag " + flag + " of virtual server " + id
                    + " is not one of " + String.join(" ", SchedulerFlag.allNames()));
            }
        }
        Rules.check(id, settings);
    }

    private void put(Command command, VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        check(id, settings);
        try {
            send(command, writer -> Requests.service(writer, id, settings));
        } catch (SystemCallException e) {
            throw switch (e.errno()) {
                case Errno.EEXIST -> Rules.exists(id);
                case Errno.ESRCH -> Rules.isMissing(id);
                case Errno.ENOENT -> new BackendException(Reason.NO_SCHEDULER,
                    "the kernel has no scheduler " + settings.scheduler() + settings.engine()
                        .map(engine -> ", or no persistence engine " + engine).orElse("")
                        + ", which virtual server " + id + " names; load its module ip_vs_" + settings.scheduler(), e);
                default -> Refusal.of(e, "take virtual server " + id);
            };
        }
    }

    @Override
    public void removeVirtualServer(VirtualServerId id) throws BackendException {
        onService(Command.DEL_SERVICE, id, "remove");
    }

    private List<NetlinkAttributes> onService(Command command, VirtualServerId id, String verb)
        throws BackendException {
        try {
            return send(command, writer -> Requests.service(writer, id));
        } catch (SystemCallException e) {
            throw e.errno() == Errno.ESRCH ? Rules.isMissing(id)
                : Refusal.of(e, verb + " virtual server " + id);
        }
    }

    @Override
    public void addRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        put(Command.NEW_DEST, virtual, id, settings);
    }

    @Override
    public void editRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        put(Command.SET_DEST, virtual, id, settings);
    }

    private void put(Command command, VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        try {
            send(command, writer -> {
                Requests.service(writer, virtual);
                Requests.dest(writer, id, settings);
            });
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EINVAL || e.errno() == Errno.ERANGE) {
                Rules.check(virtual, id, settings);
            }
            throw refusal(e, virtual, id, "take");
        }
    }

    private static BackendException refusal(
        SystemCallException e, VirtualServerId virtual, RealServerId id, String verb) {
        return switch (e.errno()) {
            case Errno.EEXIST -> Rules.exists(virtual, id);
            case Errno.ESRCH -> Rules.isMissing(virtual);
            case Errno.ENOENT -> Rules.isMissing(virtual, id);
            case Errno.EINVAL -> new BackendException(Reason.INVALID, "the kernel's IPVS refused to " + verb
                + " real server " + id + " of " + virtual
                + "; its address must be unicast, and no tunnel may cross families while connections are synchronised", e);
            default -> Refusal.of(e, verb + " real server " + id + " of " + virtual);
        };
    }

    @Override
    public void removeRealServer(VirtualServerId virtual, RealServerId id) throws BackendException {
        try {
            send(Command.DEL_DEST, writer -> {
                Requests.service(writer, virtual);
                Requests.dest(writer, id);
            });
        } catch (SystemCallException e) {
            throw refusal(e, virtual, id, "remove");
        }
    }

    @Override
    public void flush() throws BackendException {
        simple(Command.FLUSH, NOTHING, "remove all virtual servers");
    }

    @Override
    public void zero() throws BackendException {
        simple(Command.ZERO, NOTHING, "clear all counters");
    }

    @Override
    public void zero(VirtualServerId id) throws BackendException {
        onService(Command.ZERO, id, "clear the counters of");
    }

    @Override
    public ConnectionTimeouts timeouts() throws BackendException {
        return Answers.timeouts(only(simple(Command.GET_CONFIG, NOTHING, "tell its timeouts"), "timeouts"));
    }

    @Override
    public void timeouts(ConnectionTimeouts timeouts) throws BackendException {
        simple(Command.SET_CONFIG, writer -> Requests.timeouts(writer, timeouts), "set timeouts " + timeouts);
    }

    @Override
    public void startSyncDaemon(SyncDaemon daemon) throws BackendException {
        String name = name(daemon.role());
        try {
            send(Command.NEW_DAEMON, writer -> Requests.daemon(writer, daemon));
        } catch (SystemCallException e) {
            throw switch (e.errno()) {
                case Errno.EEXIST -> new BackendException(Reason.EXISTS, name + " runs already", e);
                case Errno.ENODEV -> new BackendException(Reason.SYSTEM, e.errno(), name + " cannot start: interface "
                    + daemon.interfaceName() + " does not exist; name one that `ip link` lists", e);
                case Errno.EINVAL -> new BackendException(Reason.INVALID, "the kernel's IPVS refused " + daemon
                    + "; tunnels that cross families cannot be synchronised", e);
                default -> Refusal.of(e, "start the " + name);
            };
        }
    }

    @Override
    public void stopSyncDaemon(SyncDaemon.Role role, int syncId) throws BackendException {
        try {
            send(Command.DEL_DAEMON, writer -> Requests.daemon(writer, role, syncId));
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ESRCH) {
                throw new BackendException(Reason.NO_DAEMON, "no " + name(role) + " is running", e);
            }
            // The kernel does not answer at all when it stops a thread that has not run once yet.
            boolean stopped = e.errno() == Errno.ETIMEDOUT
                && syncDaemons().stream().noneMatch(daemon -> daemon.role() == role);
            if (!stopped) {
                throw Refusal.of(e, "stop the " + name(role));
            }
        }
    }

    private static String name(SyncDaemon.Role role) {
        return switch (role) {
            case MASTER -> "master synchronisation daemon";
            case BACKUP -> "backup synchronisation daemon";
        };
    }

    @Override
    public List<SyncDaemon> syncDaemons() throws BackendException {
        var daemons = new ArrayList<SyncDaemon>();
        for (NetlinkAttributes answer : dump(Command.GET_DAEMON, NOTHING, "list synchronisation daemons")) {
            daemons.add(Answers.daemon(answer));
        }
        daemons.sort(Comparator.comparing(SyncDaemon::role));
        return daemons;
    }

    @Override
    public BackendInfo info() throws BackendException {
        return Answers.info(only(simple(Command.GET_INFO, NOTHING, "tell its version"), "version"));
    }

    @Override
    public List<VirtualServerStatus> list() throws BackendException {
        var servers = new ArrayList<VirtualServerStatus>();
        for (NetlinkAttributes answer : dump(Command.GET_SERVICE, NOTHING, "list virtual servers")) {
            servers.add(withRealServers(Answers.service(answer)));
        }
        servers.sort(Comparator.comparing(VirtualServerStatus::id, VirtualServerId.ORDER));
        return servers;
    }

    @Override
    public VirtualServerStatus get(VirtualServerId id) throws BackendException {
        return find(id).orElseThrow(() -> Rules.isMissing(id));
    }

    private Optional<VirtualServerStatus> find(VirtualServerId id) throws BackendException {
        try {
            return Optional.of(withRealServers(
                Answers.service(only(onService(Command.GET_SERVICE, id, "show"), "virtual server"))));
        } catch (BackendException e) {
            if (e.reason() == Reason.NO_VIRTUAL_SERVER) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private VirtualServerStatus withRealServers(VirtualServerStatus virtual) throws BackendException {
        var realServers = new ArrayList<RealServerStatus>();
        List<NetlinkAttributes> answers = dump(Command.GET_DEST,
            writer -> Requests.service(writer, virtual.id()), "list the real servers of " + virtual.id());
        for (NetlinkAttributes answer : answers) {
            realServers.add(Answers.dest(answer, virtual.id()));
        }
        realServers.sort(Comparator.comparing(RealServerStatus::id, RealServerId.ORDER));
        return new VirtualServerStatus(
            virtual.id(), virtual.settings(), virtual.counters(), virtual.rates(), realServers);
    }

    @Override
    public ConnectionScan connections() throws BackendException {
        try {
            return new ProcConnections();
        } catch (IOException e) {
            throw new BackendException(Reason.SYSTEM, ProcConnections.FILE + " cannot be read: " + e.getMessage()
                + "; it needs root and the ip_vs module", e);
        }
    }

    private List<NetlinkAttributes> simple(Command command, Consumer<NetlinkWriter> body, String what)
        throws BackendException {
        try {
            return send(command, body);
        } catch (SystemCallException e) {
            throw Refusal.of(e, what);
        }
    }

    private List<NetlinkAttributes> send(Command command, Consumer<NetlinkWriter> body) throws SystemCallException {
        return netlink.command(command.number(), body, "IPVS_CMD_" + command);
    }

    private List<NetlinkAttributes> dump(Command command, Consumer<NetlinkWriter> body, String what)
        throws BackendException {
        try {
            return netlink.dump(command.number(), body, "IPVS_CMD_" + command);
        } catch (SystemCallException e) {
            throw Refusal.of(e, what);
        }
    }

    private static NetlinkAttributes only(List<NetlinkAttributes> answers, String what) throws BackendException {
        if (answers.size() != 1) {
            throw new BackendException(Reason.SYSTEM,
                "the kernel's IPVS answered with " + answers.size() + " messages when asked for its " + what);
        }
        return answers.getFirst();
    }

    /// Closes the socket. The table is the kernel's, and stays.
    @Override
    public void close() {
        netlink.close();
    }
}
