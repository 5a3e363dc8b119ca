package uvs.config.parse;

import java.time.Duration;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.FirewallSettings;
import uvs.config.GlobalDefs;
import uvs.config.GlobalDefs.FileSettings;
import uvs.config.GlobalDefs.NotifyFifo;
import uvs.config.GlobalDefs.ProcessNames;
import uvs.config.GlobalDefs.ReceiveBuffers.Buffer;
import uvs.config.GlobalDefs.ReloadSettings;
import uvs.config.GlobalDefs.SchedulingSettings;
import uvs.config.LvsSettings;
import uvs.config.MailSettings;
import uvs.config.ScriptSettings;
import uvs.config.SnmpSettings;
import uvs.config.VrrpSettings;
import uvs.config.keyword.Fifo;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.keyword.UserAndGroup;
import uvs.config.keyword.ValueKeyword;

/// Writes `global_defs`. What only gives other blocks their defaults is written in those.
final class GlobalWriter {

    private final Output out;

    GlobalWriter(Output out) {
        this.out = out;
    }

    void write(GlobalDefs g) {
        out.section(RootKeywords.GLOBAL_DEFS, () -> {
            out.value(GlobalKeywords.ROUTER_ID, g.routerId());
            mail(g.mail());
            scripts(g.scripts());
            vrrp(g);
            firewall(g.firewall());
            fifo(g.notifyFifo(), GlobalKeywords.NOTIFY_FIFO, GlobalKeywords.NOTIFY_FIFO_SCRIPT);
            fifo(g.vrrpNotifyFifo(), GlobalKeywords.VRRP_NOTIFY_FIFO, GlobalKeywords.VRRP_NOTIFY_FIFO_SCRIPT);
            fifo(g.lvsNotifyFifo(), GlobalKeywords.LVS_NOTIFY_FIFO, GlobalKeywords.LVS_NOTIFY_FIFO_SCRIPT);
            lvs(g.lvs());
            snmp(g.snmp());
            out.value(GlobalKeywords.ENABLE_DBUS, g.dbus().enabled());
            out.value(GlobalKeywords.DBUS_SERVICE_NAME, g.dbus().serviceName());
            out.value(GlobalKeywords.DBUS_NO_INTERFACE_NAME, g.dbus().noInterfaceName());
            scheduling(g.vrrpProcess(), GlobalKeywords.VRRP_PROCESS);
            scheduling(g.checkerProcess(), GlobalKeywords.CHECKER_PROCESS);
            scheduling(g.bfdProcess(), GlobalKeywords.BFD_PROCESS);
            names(g.processNames());
            buffer(g.receiveBuffers().vrrpCommand(), GlobalKeywords.VRRP_COMMAND_BUFFERS);
            buffer(g.receiveBuffers().vrrpMonitor(), GlobalKeywords.VRRP_MONITOR_BUFFERS);
            buffer(g.receiveBuffers().lvsCommand(), GlobalKeywords.LVS_COMMAND_BUFFERS);
            buffer(g.receiveBuffers().lvsMonitor(), GlobalKeywords.LVS_MONITOR_BUFFERS);
            buffer(g.receiveBuffers().processMonitor(), GlobalKeywords.PROCESS_MONITOR_BUFFERS);
            reload(g.reload());
            files(g.files());
            out.value(GlobalKeywords.RANDOM_SEED, g.randomSeed());
        });
    }

    private void mail(MailSettings m) {
        out.lines(GlobalKeywords.NOTIFICATION_EMAIL, m.notificationEmail());
        out.value(GlobalKeywords.NOTIFICATION_EMAIL_FROM, m.from());
        out.value(GlobalKeywords.SMTP_SERVER, m.server());
        out.value(GlobalKeywords.SMTP_HELO_NAME, m.heloName());
        out.value(GlobalKeywords.SMTP_CONNECT_TIMEOUT, m.connectTimeout());
        out.value(GlobalKeywords.NO_EMAIL_FAULTS, m.noEmailFaults());
        out.value(GlobalKeywords.NO_CHECKER_EMAILS, m.noCheckerEmails());
    }

    private void scripts(ScriptSettings s) {
        out.value(GlobalKeywords.SCRIPT_USER, s.user().map(user -> new UserAndGroup(user, s.group())));
        out.value(GlobalKeywords.ENABLE_SCRIPT_SECURITY, s.enableSecurity());
        out.value(GlobalKeywords.SET_SUPPLEMENTARY_GROUPS, s.setSupplementaryGroups());
        out.value(GlobalKeywords.STARTUP_SCRIPT, s.startupScript());
        out.value(GlobalKeywords.STARTUP_SCRIPT_TIMEOUT, s.startupTimeout());
        out.value(GlobalKeywords.SHUTDOWN_SCRIPT, s.shutdownScript());
        out.value(GlobalKeywords.SHUTDOWN_SCRIPT_TIMEOUT, s.shutdownTimeout());
    }

    private void vrrp(GlobalDefs g) {
        VrrpSettings v = g.vrrp();
        if (v.dynamicInterfaces()) {
            out.value(GlobalKeywords.DYNAMIC_INTERFACES, v.dynamicAllowIfChanges());
        }
        out.value(GlobalKeywords.DEFAULT_INTERFACE, g.defaultInterface());
        out.value(GlobalKeywords.DISABLE_LOCAL_IGMP, v.disableLocalIgmp());
        out.value(GlobalKeywords.MAX_AUTO_PRIORITY, v.maxAutoPriority());
        out.value(GlobalKeywords.MIN_AUTO_PRIORITY_DELAY, (int) (v.minAutoPriorityDelay().toNanos() / 1_000));
        out.unlessUsual(GlobalKeywords.VRRP_GARP_INTERVAL, v.garpInterval(), Duration.ZERO);
        out.unlessUsual(GlobalKeywords.VRRP_GNA_INTERVAL, v.gnaInterval(), Duration.ZERO);
        out.value(GlobalKeywords.VRRP_STARTUP_DELAY,
            Optional.of(v.startupDelay()).filter(delay -> !delay.isZero()));
        out.value(GlobalKeywords.VRRP_DELAY_AFTER_BOOT,
            Optional.of(v.delayAfterBoot()).filter(delay -> !delay.isZero()));
        out.value(GlobalKeywords.LOG_UNKNOWN_VRIDS, v.logUnknownVrids());
        out.value(GlobalKeywords.VMAC_PREFIX, v.vmacPrefix());
        out.value(GlobalKeywords.VMAC_ADDR_PREFIX, v.vmacAddrPrefix());
        out.value(GlobalKeywords.FIFO_WRITE_VRRP_STATES_ON_RELOAD, v.fifoWriteStatesOnReload());
        out.value(GlobalKeywords.VRRP_RX_BUFS_POLICY,
            Optional.of(v.receiveBufferPolicy()).filter(policy -> !policy.isEmpty()));
        out.value(GlobalKeywords.VRRP_RX_BUFS_MULTIPLIER, v.receiveBufferMultiplier());
    }

    private void firewall(FirewallSettings f) {
        out.value(GlobalKeywords.VRRP_IPTABLES,
            Optional.of(f.iptablesChains()).filter(chains -> !chains.isEmpty()));
        // Only where it was built for iptables does keepalived know this one.
        out.unlessUsual(GlobalKeywords.VRRP_IPSETS, f.ipsets(),
            new Section(RootKeywords.GLOBAL_DEFS.inner(), true, 0, 0).get(GlobalKeywords.VRRP_IPSETS));
        out.value(GlobalKeywords.NFTABLES, f.nftablesTable());
        out.value(GlobalKeywords.NFTABLES_PRIORITY, f.nftablesPriority());
        out.value(GlobalKeywords.NFTABLES_IFINDEX, f.nftablesIfindex());
        out.value(GlobalKeywords.NFTABLES_COUNTERS, f.nftablesCounters());
        out.value(GlobalKeywords.NFTABLES_IPVS, f.nftablesIpvsTable());
        out.value(GlobalKeywords.NFTABLES_IPVS_PRIORITY, f.nftablesIpvsPriority());
        out.value(GlobalKeywords.NFTABLES_IPVS_START_FWMARK, f.nftablesIpvsStartFwmark());
    }

    private void fifo(NotifyFifo f, ValueKeyword<Fifo> path, ValueKeyword<Command> script) {
        out.value(path, f.path().map(name -> new Fifo(name, f.user().map(user -> new UserAndGroup(user,
            f.group())))));
        out.value(script, f.script());
    }

    private void lvs(LvsSettings l) {
        out.value(GlobalKeywords.LVS_SYNC_DAEMON, l.syncDaemon());
        boolean timeouts = l.timeouts().tcp().isPresent() || l.timeouts().tcpFin().isPresent()
            || l.timeouts().udp().isPresent();
        out.value(GlobalKeywords.LVS_TIMEOUTS, Optional.of(l.timeouts()).filter(_ -> timeouts));
        out.value(GlobalKeywords.LVS_FLUSH, l.flush());
        out.value(GlobalKeywords.LVS_FLUSH_ON_STOP,
            Optional.of(l.flushOnStop()).filter(flush -> flush != LvsSettings.FlushOnStop.OFF));
        out.value(GlobalKeywords.CHECKER_LOG_ALL_FAILURES, l.checkerLogAllFailures());
        out.value(GlobalKeywords.RS_INIT_NOTIFIES, l.rsInitNotifies());
    }

    private void snmp(SnmpSettings s) {
        out.value(GlobalKeywords.ENABLE_TRAPS, s.traps());
        out.value(GlobalKeywords.ENABLE_SNMP_VRRP, s.vrrp());
        out.value(GlobalKeywords.ENABLE_SNMP_CHECKER, s.checker());
        out.value(GlobalKeywords.ENABLE_SNMP_RFCV2, s.rfcv2());
        out.value(GlobalKeywords.ENABLE_SNMP_RFCV3, s.rfcv3());
        out.value(GlobalKeywords.SNMP_SOCKET, s.socket());
        out.value(GlobalKeywords.SNMP_VS_STATS_UPDATE_INTERVAL, s.virtualServerInterval());
        out.value(GlobalKeywords.SNMP_RS_STATS_UPDATE_INTERVAL, s.realServerInterval());
    }

    private void scheduling(SchedulingSettings s, GlobalKeywords.Scheduling keywords) {
        out.value(keywords.priority, s.niceness());
        out.value(keywords.noSwap, s.noSwap());
        out.value(keywords.realTimePriority, s.realTimePriority());
        out.value(keywords.cpuAffinity, Optional.of(s.cpuAffinity()).filter(cpus -> !cpus.isEmpty()));
        out.value(keywords.realTimeLimit, s.realTimeLimit().toNanos() / 1_000);
    }

    private void names(ProcessNames n) {
        out.value(GlobalKeywords.PROCESS_NAMES, n.standard());
        out.value(GlobalKeywords.PROCESS_NAME, n.parent());
        out.value(GlobalKeywords.VRRP_PROCESS_NAME, n.vrrp());
        out.value(GlobalKeywords.CHECKER_PROCESS_NAME, n.checker());
        out.value(GlobalKeywords.BFD_PROCESS_NAME, n.bfd());
    }

    private void buffer(Buffer b, GlobalKeywords.Buffers keywords) {
        out.value(keywords.bytes, b.bytes());
        out.value(keywords.force, b.force());
    }

    private void reload(ReloadSettings r) {
        if (r.checkConfig()) {
            out.value(GlobalKeywords.RELOAD_CHECK_CONFIG, r.checkLog().orElse(""));
        }
        out.value(GlobalKeywords.RELOAD_TIME_FILE, r.timeFile());
        out.value(GlobalKeywords.RELOAD_REPEAT, r.repeat());
        out.value(GlobalKeywords.RELOAD_FILE, r.file());
    }

    private void files(FileSettings f) {
        out.value(GlobalKeywords.UMASK, f.umask());
        out.value(GlobalKeywords.CONFIG_SAVE_DIR, f.configSaveDir());
        out.value(GlobalKeywords.TMP_CONFIG_DIRECTORY, f.tmpConfigDirectory());
        out.value(GlobalKeywords.DATA_USE_INSTANCE, f.dataUseInstance());
        out.value(GlobalKeywords.USE_SYMLINK_PATHS, f.useSymlinkPaths());
        out.value(GlobalKeywords.STATE_DUMP_FILE, f.stateDumpFile());
        out.value(GlobalKeywords.STATS_DUMP_FILE, f.statsDumpFile());
        out.value(GlobalKeywords.JSON_DUMP_FILE, f.jsonDumpFile());
        out.value(GlobalKeywords.JSON_VERSION, f.jsonVersion());
        out.value(GlobalKeywords.IPROUTE_USR_DIR, f.iprouteUsrDir());
        out.value(GlobalKeywords.IPROUTE_ETC_DIR, f.iprouteEtcDir());
    }
}
