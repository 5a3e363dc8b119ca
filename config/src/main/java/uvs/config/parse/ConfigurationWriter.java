package uvs.config.parse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uvs.config.BfdInstance;
import uvs.config.Command;
import uvs.config.Configuration;
import uvs.config.InterfaceSettings.GarpGroup;
import uvs.config.ProcessSettings;
import uvs.config.SslSettings;
import uvs.config.TrackFile;
import uvs.config.TrackProcess;
import uvs.config.TrackProcess.ParameterMatch;
import uvs.config.VirtualServer;
import uvs.config.VirtualServerGroup;
import uvs.config.VrrpInstance;
import uvs.config.VrrpScript;
import uvs.config.VrrpSyncGroup;
import uvs.config.keyword.GroupEntry;
import uvs.config.keyword.InterfaceKeywords;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.TrackKeywords;
import uvs.config.keyword.UserAndGroup;
import uvs.config.keyword.VirtualServerKeywords;
import uvs.config.keyword.Weight;

/// Writes a configuration as keepalived.conf, with every default: reading what it wrote gives an equal
/// configuration, and so the same text again.
public final class ConfigurationWriter {

    private final Output out = new Output();

    private ConfigurationWriter() {
    }

    public static String write(Configuration configuration) {
        var writer = new ConfigurationWriter();
        writer.all(configuration);
        return writer.out.toString();
    }

    private void all(Configuration c) {
        process(c.process());
        new GlobalWriter(out).write(c.globalDefs());
        for (var group : c.staticNetwork().trackGroups()) {
            out.section(RootKeywords.TRACK_GROUP, group.name(),
                () -> out.lines(InterfaceKeywords.GROUP, group.instances()));
        }
        out.lines(RootKeywords.STATIC_IPADDRESS, c.staticNetwork().addresses());
        out.lines(RootKeywords.STATIC_ROUTES, c.staticNetwork().routes());
        out.lines(RootKeywords.STATIC_RULES, c.staticNetwork().rules());
        c.interfaces().garpGroups().forEach(this::garpGroup);
        out.lines(RootKeywords.INTERFACE_UP_DOWN_DELAYS, c.interfaces().upDownDelays());
        out.lines(RootKeywords.LINKBEAT_INTERFACES, c.interfaces().linkbeats());
        c.vrrpScripts().forEach(this::script);
        c.trackProcesses().forEach(this::trackProcess);
        c.trackFiles().forEach(this::trackFile);
        c.bfdInstances().forEach(this::bfd);
        var vrrp = new VrrpWriter(out, c);
        for (VrrpSyncGroup group : c.vrrpSyncGroups()) {
            vrrp.group(group);
        }
        for (VrrpInstance instance : c.vrrpInstances()) {
            vrrp.instance(instance);
        }
        c.ssl().ifPresent(this::ssl);
        c.virtualServerGroups().forEach(this::serverGroup);
        var servers = new VirtualServerWriter(out);
        for (VirtualServer server : c.virtualServers()) {
            servers.write(server);
        }
    }

    private void process(ProcessSettings p) {
        out.value(RootKeywords.NET_NAMESPACE, p.netNamespace());
        out.value(RootKeywords.NET_NAMESPACE_IPVS, p.netNamespaceIpvs());
        out.flag(RootKeywords.NAMESPACE_WITH_IPSETS, p.namespaceWithIpsets());
        out.value(RootKeywords.INSTANCE, p.instance());
        out.flag(RootKeywords.USE_PID_DIR, p.usePidDir());
        out.value(RootKeywords.CHILD_WAIT_TIME, p.childWaitTime());
        out.flag(RootKeywords.LINKBEAT_USE_POLLING, p.linkbeatUsePolling());
    }

    private void garpGroup(GarpGroup group) {
        out.section(RootKeywords.GARP_GROUP, "", () -> {
            out.value(InterfaceKeywords.GARP_INTERVAL, group.garpInterval());
            out.value(InterfaceKeywords.GNA_INTERVAL, group.gnaInterval());
            out.lines(InterfaceKeywords.INTERFACES, group.interfaces());
        });
    }

    private void script(VrrpScript s) {
        out.section(RootKeywords.VRRP_SCRIPT, s.name(), () -> {
            out.value(TrackKeywords.SCRIPT_LINE, alone(s.script()));
            out.value(TrackKeywords.INTERVAL, s.interval());
            out.value(TrackKeywords.TIMEOUT, s.timeout());
            out.value(TrackKeywords.SCRIPT_WEIGHT, new Weight(s.weight(), s.reverse()));
            out.value(TrackKeywords.RISE, s.rise());
            out.value(TrackKeywords.FALL, s.fall());
            out.value(TrackKeywords.USER, user(s.script()));
            out.flag(TrackKeywords.INIT_FAIL, s.initFail());
        });
    }

    /// A command whose user is told by a keyword of its own.
    static Command alone(Command command) {
        return new Command(command.words(), Optional.empty(), Optional.empty());
    }

    static Optional<UserAndGroup> user(Command command) {
        return command.user().map(user -> new UserAndGroup(user, command.group()));
    }

    private void trackProcess(TrackProcess p) {
        out.section(RootKeywords.VRRP_TRACK_PROCESS, p.name(), () -> {
            out.value(TrackKeywords.PROCESS_LINE, p.process());
            ParameterMatch usual = p.process().size() > 1 ? ParameterMatch.EXACT : ParameterMatch.NONE;
            out.value(TrackKeywords.PARAM_MATCH, Optional.of(p.parameterMatch())
                .filter(match -> match != usual));
            out.value(TrackKeywords.PROCESS_WEIGHT, new Weight(p.weight(), p.reverse()));
            out.value(TrackKeywords.QUORUM, p.quorum());
            out.value(TrackKeywords.QUORUM_MAX,
                Optional.of(p.quorumMax()).filter(most -> most != TrackProcess.UNLIMITED));
            out.value(TrackKeywords.FORK_DELAY, p.forkDelay());
            out.value(TrackKeywords.TERMINATE_DELAY, p.terminateDelay());
            out.flag(TrackKeywords.FULL_COMMAND, p.fullCommand());
        });
    }

    private void trackFile(TrackFile f) {
        out.section(RootKeywords.TRACK_FILE, f.name(), () -> {
            out.value(TrackKeywords.FILE_LINE, f.file());
            out.value(TrackKeywords.FILE_WEIGHT, new Weight(f.weight(), f.reverse()));
            out.value(TrackKeywords.INIT_FILE, f.initFile());
        });
    }

    private void bfd(BfdInstance b) {
        out.section(RootKeywords.BFD_INSTANCE, b.name(), () -> {
            out.value(TrackKeywords.NEIGHBOR_IP, b.neighbourIp());
            out.value(TrackKeywords.SOURCE_IP, b.sourceIp());
            out.value(TrackKeywords.MIN_RX, b.minRx());
            out.value(TrackKeywords.MIN_TX, b.minTx());
            out.value(TrackKeywords.IDLE_TX, b.idleTx());
            out.value(TrackKeywords.MULTIPLIER, b.multiplier());
            out.flag(TrackKeywords.PASSIVE, b.passive());
            out.flag(TrackKeywords.MULTIHOP, b.multihop());
            out.value(TrackKeywords.TTL, b.ttl());
            out.value(TrackKeywords.MAX_HOPS, b.maxHops());
            out.value(TrackKeywords.BFD_WEIGHT, new Weight(b.weight(), b.reverse()));
            out.flag(TrackKeywords.FOR_VRRP, b.forVrrp() && !b.forChecker());
            out.flag(TrackKeywords.FOR_CHECKER, b.forChecker() && !b.forVrrp());
        });
    }

    private void ssl(SslSettings s) {
        out.section(RootKeywords.SSL, () -> {
            out.value(InterfaceKeywords.PASSWORD, s.password());
            out.value(InterfaceKeywords.CA, s.ca());
            out.value(InterfaceKeywords.CERTIFICATE, s.certificate());
            out.value(InterfaceKeywords.KEY, s.key());
        });
    }

    private void serverGroup(VirtualServerGroup group) {
        List<GroupEntry> entries = group.entries().stream().map(entry -> new GroupEntry(entry, true))
            .toList();
        out.values(RootKeywords.VIRTUAL_SERVER_GROUP, group.name(), VirtualServerKeywords.GROUP_ENTRY,
            entries);
    }

    /// Whether a time can be written as whole seconds up to a number of them.
    static boolean isWholeSeconds(Duration time, long most) {
        return time.getNano() == 0 && time.toSeconds() <= most;
    }
}
