package uvs.config.parse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.DbusSettings;
import uvs.config.FirewallSettings;
import uvs.config.GlobalDefs;
import uvs.config.GlobalDefs.FileSettings;
import uvs.config.GlobalDefs.NotifyFifo;
import uvs.config.GlobalDefs.ProcessNames;
import uvs.config.GlobalDefs.ReceiveBuffers;
import uvs.config.GlobalDefs.ReloadSettings;
import uvs.config.GlobalDefs.SchedulingSettings;
import uvs.config.LvsSettings;
import uvs.config.LvsSettings.FlushOnStop;
import uvs.config.LvsSettings.Timeouts;
import uvs.config.MailSettings;
import uvs.config.ProcessSettings;
import uvs.config.ScriptSettings;
import uvs.config.SnmpSettings;
import uvs.config.VrrpSettings;
import uvs.config.keyword.Fifo;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.keyword.UserAndGroup;
import uvs.config.keyword.ValueKeyword;
import uvs.config.text.ReaderOptions;

/// Makes the records of `global_defs` and of the keywords outside blocks.
final class Globals {

    private final Section file;
    private final Section globals;
    private final ReaderOptions options;

    /// @param globals the block, or an empty section
    Globals(Section file, Section globals, ReaderOptions options) {
        this.file = file;
        this.globals = globals;
        this.options = options;
    }

    ProcessSettings process() {
        return new ProcessSettings(
            file.given(RootKeywords.NET_NAMESPACE), file.given(RootKeywords.NET_NAMESPACE_IPVS),
            file.get(RootKeywords.NAMESPACE_WITH_IPSETS), file.given(RootKeywords.INSTANCE),
            file.get(RootKeywords.USE_PID_DIR), file.get(RootKeywords.CHILD_WAIT_TIME),
            file.get(RootKeywords.LINKBEAT_USE_POLLING));
    }

    GlobalDefs defs() {
        return new GlobalDefs(
            globals.get(GlobalKeywords.ROUTER_ID, options.hostName()), mail(), scripts(), vrrp(), firewall(),
            fifo(GlobalKeywords.NOTIFY_FIFO, GlobalKeywords.NOTIFY_FIFO_SCRIPT),
            fifo(GlobalKeywords.VRRP_NOTIFY_FIFO, GlobalKeywords.VRRP_NOTIFY_FIFO_SCRIPT),
            fifo(GlobalKeywords.LVS_NOTIFY_FIFO, GlobalKeywords.LVS_NOTIFY_FIFO_SCRIPT),
            lvs(), snmp(),
            new DbusSettings(globals.get(GlobalKeywords.ENABLE_DBUS),
                globals.get(GlobalKeywords.DBUS_SERVICE_NAME),
                globals.given(GlobalKeywords.DBUS_NO_INTERFACE_NAME)),
            scheduling(GlobalKeywords.VRRP_PROCESS), scheduling(GlobalKeywords.CHECKER_PROCESS),
            scheduling(GlobalKeywords.BFD_PROCESS), names(), buffers(), reload(), files(),
            globals.get(GlobalKeywords.DEFAULT_INTERFACE), globals.given(GlobalKeywords.RANDOM_SEED));
    }

    private MailSettings mail() {
        return new MailSettings(
            globals.get(GlobalKeywords.NOTIFICATION_EMAIL),
            globals.get(GlobalKeywords.NOTIFICATION_EMAIL_FROM, "keepalived@" + options.hostName()),
            globals.given(GlobalKeywords.SMTP_SERVER),
            globals.get(GlobalKeywords.SMTP_HELO_NAME, options.hostName()),
            globals.get(GlobalKeywords.SMTP_CONNECT_TIMEOUT), globals.get(GlobalKeywords.NO_EMAIL_FAULTS),
            globals.get(GlobalKeywords.NO_CHECKER_EMAILS));
    }

    private ScriptSettings scripts() {
        Optional<UserAndGroup> user = globals.given(GlobalKeywords.SCRIPT_USER);
        return new ScriptSettings(
            user.map(UserAndGroup::user), user.flatMap(UserAndGroup::group),
            globals.get(GlobalKeywords.ENABLE_SCRIPT_SECURITY),
            globals.get(GlobalKeywords.SET_SUPPLEMENTARY_GROUPS), command(GlobalKeywords.STARTUP_SCRIPT),
            globals.get(GlobalKeywords.STARTUP_SCRIPT_TIMEOUT), command(GlobalKeywords.SHUTDOWN_SCRIPT),
            globals.get(GlobalKeywords.SHUTDOWN_SCRIPT_TIMEOUT));
    }

    private Optional<Command> command(ValueKeyword<Command> keyword) {
        Optional<UserAndGroup> user = globals.given(GlobalKeywords.SCRIPT_USER);
        return globals.given(keyword)
            .map(command -> command.orAs(user.map(UserAndGroup::user), user.flatMap(UserAndGroup::group)));
    }

    private VrrpSettings vrrp() {
        Optional<Boolean> dynamic = globals.given(GlobalKeywords.DYNAMIC_INTERFACES);
        String prefix = globals.get(GlobalKeywords.VMAC_PREFIX);
        return new VrrpSettings(
            dynamic.isPresent(), dynamic.orElse(false),
            globals.get(GlobalKeywords.DISABLE_LOCAL_IGMP), globals.get(GlobalKeywords.MAX_AUTO_PRIORITY),
            Duration.ofNanos(globals.get(GlobalKeywords.MIN_AUTO_PRIORITY_DELAY) * 1_000L),
            globals.get(GlobalKeywords.VRRP_STARTUP_DELAY, Duration.ZERO),
            globals.get(GlobalKeywords.VRRP_DELAY_AFTER_BOOT, Duration.ZERO),
            globals.get(GlobalKeywords.LOG_UNKNOWN_VRIDS), prefix,
            globals.get(GlobalKeywords.VMAC_ADDR_PREFIX, prefix),
            globals.get(GlobalKeywords.FIFO_WRITE_VRRP_STATES_ON_RELOAD),
            globals.get(GlobalKeywords.VRRP_RX_BUFS_POLICY, ""),
            globals.get(GlobalKeywords.VRRP_RX_BUFS_MULTIPLIER),
            globals.get(GlobalKeywords.VRRP_GARP_INTERVAL), globals.get(GlobalKeywords.VRRP_GNA_INTERVAL));
    }

    private FirewallSettings firewall() {
        return new FirewallSettings(
            globals.get(GlobalKeywords.VRRP_IPTABLES, List.of()), globals.get(GlobalKeywords.VRRP_IPSETS),
            globals.given(GlobalKeywords.NFTABLES), globals.get(GlobalKeywords.NFTABLES_PRIORITY),
            globals.get(GlobalKeywords.NFTABLES_IFINDEX), globals.get(GlobalKeywords.NFTABLES_COUNTERS),
            globals.given(GlobalKeywords.NFTABLES_IPVS), globals.given(GlobalKeywords.NFTABLES_IPVS_PRIORITY),
            globals.get(GlobalKeywords.NFTABLES_IPVS_START_FWMARK));
    }

    private NotifyFifo fifo(ValueKeyword<Fifo> path, ValueKeyword<Command> script) {
        Optional<Fifo> fifo = globals.given(path);
        Optional<UserAndGroup> owner = fifo.flatMap(Fifo::owner);
        return new NotifyFifo(
            fifo.map(Fifo::path), owner.map(UserAndGroup::user), owner.flatMap(UserAndGroup::group),
            command(script));
    }

    private LvsSettings lvs() {
        return new LvsSettings(
            globals.given(GlobalKeywords.LVS_SYNC_DAEMON),
            globals.get(GlobalKeywords.LVS_TIMEOUTS,
                new Timeouts(Optional.empty(), Optional.empty(), Optional.empty())),
            globals.get(GlobalKeywords.LVS_FLUSH),
            globals.get(GlobalKeywords.LVS_FLUSH_ON_STOP, FlushOnStop.OFF),
            globals.get(GlobalKeywords.CHECKER_LOG_ALL_FAILURES),
                globals.get(GlobalKeywords.RS_INIT_NOTIFIES));
    }

    private SnmpSettings snmp() {
        boolean both = globals.get(GlobalKeywords.ENABLE_SNMP_RFC);
        return new SnmpSettings(
            globals.get(GlobalKeywords.ENABLE_TRAPS), globals.get(GlobalKeywords.ENABLE_SNMP_VRRP),
            globals.get(GlobalKeywords.ENABLE_SNMP_CHECKER), both
                || globals.get(GlobalKeywords.ENABLE_SNMP_RFCV2),
            both || globals.get(GlobalKeywords.ENABLE_SNMP_RFCV3), globals.get(GlobalKeywords.SNMP_SOCKET),
            globals.get(GlobalKeywords.SNMP_VS_STATS_UPDATE_INTERVAL),
            globals.get(GlobalKeywords.SNMP_RS_STATS_UPDATE_INTERVAL));
    }

    private SchedulingSettings scheduling(GlobalKeywords.Scheduling keywords) {
        return new SchedulingSettings(
            globals.given(keywords.priority), globals.get(keywords.noSwap),
            globals.given(keywords.realTimePriority), globals.get(keywords.cpuAffinity, List.of()),
            Duration.ofNanos(globals.get(keywords.realTimeLimit) * 1_000));
    }

    private ProcessNames names() {
        return new ProcessNames(
            globals.get(GlobalKeywords.PROCESS_NAMES), globals.given(GlobalKeywords.PROCESS_NAME),
            globals.given(GlobalKeywords.VRRP_PROCESS_NAME),
                globals.given(GlobalKeywords.CHECKER_PROCESS_NAME),
            globals.given(GlobalKeywords.BFD_PROCESS_NAME));
    }

    private ReceiveBuffers buffers() {
        return new ReceiveBuffers(
            buffer(GlobalKeywords.VRRP_COMMAND_BUFFERS), buffer(GlobalKeywords.VRRP_MONITOR_BUFFERS),
            buffer(GlobalKeywords.LVS_COMMAND_BUFFERS), buffer(GlobalKeywords.LVS_MONITOR_BUFFERS),
            buffer(GlobalKeywords.PROCESS_MONITOR_BUFFERS));
    }

    private ReceiveBuffers.Buffer buffer(GlobalKeywords.Buffers keywords) {
        return new ReceiveBuffers.Buffer(globals.given(keywords.bytes), globals.get(keywords.force));
    }

    private ReloadSettings reload() {
        Optional<String> check = globals.given(GlobalKeywords.RELOAD_CHECK_CONFIG);
        return new ReloadSettings(
            check.isPresent(), check.filter(log -> !log.isEmpty()),
                globals.given(GlobalKeywords.RELOAD_TIME_FILE),
            globals.get(GlobalKeywords.RELOAD_REPEAT), globals.given(GlobalKeywords.RELOAD_FILE));
    }

    private FileSettings files() {
        return new FileSettings(
            globals.get(GlobalKeywords.UMASK), globals.given(GlobalKeywords.CONFIG_SAVE_DIR),
            globals.given(GlobalKeywords.TMP_CONFIG_DIRECTORY), globals.get(GlobalKeywords.DATA_USE_INSTANCE),
            globals.get(GlobalKeywords.USE_SYMLINK_PATHS), globals.get(GlobalKeywords.STATE_DUMP_FILE),
            globals.get(GlobalKeywords.STATS_DUMP_FILE), globals.get(GlobalKeywords.JSON_DUMP_FILE),
            globals.get(GlobalKeywords.JSON_VERSION), globals.given(GlobalKeywords.IPROUTE_USR_DIR),
            globals.given(GlobalKeywords.IPROUTE_ETC_DIR));
    }
}
