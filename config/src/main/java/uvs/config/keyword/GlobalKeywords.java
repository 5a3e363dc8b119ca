package uvs.config.keyword;

import java.time.Duration;
import java.util.List;
import uvs.config.Command;
import uvs.config.LvsSettings.FlushOnStop;
import uvs.config.LvsSettings.SyncDaemon;
import uvs.config.LvsSettings.Timeouts;
import uvs.config.MailSettings.MailServer;
import uvs.config.Range;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Keywords of `global_defs`.
public final class GlobalKeywords {

    private static final long UNSIGNED = 0xffff_ffffL;
    private static final Range FROM_MILLISECOND = new Range(1_000, UNSIGNED);

    static final Block BLOCK = new Block("global_defs");

    public static final ValueKeyword<String> ROUTER_ID =
        BLOCK.value("router_id", Types.TEXT).inherits("the host's name").honoured();
    public static final LinesKeyword<String> NOTIFICATION_EMAIL =
        BLOCK.words("notification_email", Types.TEXT).honoured();
    public static final ValueKeyword<String> NOTIFICATION_EMAIL_FROM =
        BLOCK.value("notification_email_from", Types.TEXT).inherits("keepalived@ and the host's name")
            .honoured();
    public static final ValueKeyword<MailServer> SMTP_SERVER =
        BLOCK.value("smtp_server", GlobalTypes.MAIL_SERVER).inherits("none; port 25").honoured();
    public static final ValueKeyword<String> SMTP_HELO_NAME =
        BLOCK.value("smtp_helo_name", Types.TEXT).inherits("the host's name").tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> SMTP_CONNECT_TIMEOUT =
        BLOCK.value("smtp_connect_timeout", Types.seconds(Types.SECONDS)).defaultsTo("30").honoured();
    public static final ValueKeyword<Boolean> SMTP_ALERT =
        BLOCK.bool("smtp_alert").inherits("on for virtual servers, off for the others").honoured();
    public static final ValueKeyword<Boolean> SMTP_ALERT_VRRP =
        BLOCK.bool("smtp_alert_vrrp").inherits("smtp_alert").honoured();
    public static final ValueKeyword<Boolean> SMTP_ALERT_CHECKER =
        BLOCK.bool("smtp_alert_checker").inherits("smtp_alert").honoured();
    public static final ValueKeyword<Boolean> NO_EMAIL_FAULTS = off("no_email_faults", Tier.C);
    public static final ValueKeyword<Boolean> NO_CHECKER_EMAILS = off("no_checker_emails", Tier.C).honoured();
    public static final ValueKeyword<Boolean> CHECKER_LOG_ALL_FAILURES =
        off("checker_log_all_failures", Tier.B).honoured();
    public static final ValueKeyword<Boolean> RS_INIT_NOTIFIES = off("rs_init_notifies", Tier.C).honoured();

    public static final ValueKeyword<Command> STARTUP_SCRIPT =
        BLOCK.value("startup_script", CommandType.WITH_USER).tier(Tier.B);
    public static final ValueKeyword<Duration> STARTUP_SCRIPT_TIMEOUT =
        BLOCK.value("startup_script_timeout", Types.seconds(new Range(1, 1_000))).defaultsTo("10")
            .tier(Tier.C);
    public static final ValueKeyword<Command> SHUTDOWN_SCRIPT =
        BLOCK.value("shutdown_script", CommandType.WITH_USER).tier(Tier.B);
    public static final ValueKeyword<Duration> SHUTDOWN_SCRIPT_TIMEOUT =
        BLOCK.value("shutdown_script_timeout", Types.seconds(new Range(1, 1_000))).defaultsTo("10")
            .tier(Tier.C);
    public static final ValueKeyword<UserAndGroup> SCRIPT_USER = BLOCK.value("script_user", UserAndGroup.TYPE)
        .inherits("keepalived_script where it exists, else root").honoured();
    public static final ValueKeyword<Boolean> SET_SUPPLEMENTARY_GROUPS =
        off("set_supplementary_groups", Tier.C).recent().honoured();
    public static final ValueKeyword<Boolean> ENABLE_SCRIPT_SECURITY =
        off("enable_script_security", Tier.A).honoured();

    public static final ValueKeyword<Boolean> DYNAMIC_INTERFACES = BLOCK.value("dynamic_interfaces",
        GlobalTypes.ALLOW_IF_CHANGES).inherits("off").tier(Tier.B).honoured();
    public static final ValueKeyword<String> DEFAULT_INTERFACE =
        BLOCK.value("default_interface", Types.TEXT).defaultsTo("eth0").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> DISABLE_LOCAL_IGMP = off("disable_local_igmp", Tier.C);
    public static final ValueKeyword<Integer> MAX_AUTO_PRIORITY =
        BLOCK.value("max_auto_priority", Types.optional(Types.integer(-1, 99), 99)).defaultsTo("0")
            .tier(Tier.C);
    public static final ValueKeyword<Integer> MIN_AUTO_PRIORITY_DELAY =
        BLOCK.value("min_auto_priority_delay", Types.integer(1, 10_000_000)).defaultsTo("1000000")
            .tier(Tier.C)
            .note("microseconds");

    public static final ValueKeyword<Integer> VRRP_VERSION =
        BLOCK.value("vrrp_version", Types.strictInteger(2, 3)).defaultsTo("2").honoured();
    public static final ValueKeyword<Boolean> VRRP_STRICT = off("vrrp_strict", Tier.A).honoured();
    public static final ValueKeyword<Boolean> VRRP_SKIP_CHECK_ADV_ADDR =
        off("vrrp_skip_check_adv_addr", Tier.A).honoured();
    public static final ValueKeyword<IpAddress> VRRP_MCAST_GROUP4 =
        BLOCK.value("vrrp_mcast_group4", Types.address(Family.IPV4)).defaultsTo("224.0.0.18").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<IpAddress> VRRP_MCAST_GROUP6 =
        BLOCK.value("vrrp_mcast_group6", Types.address(Family.IPV6)).defaultsTo("ff02::12").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Duration> VRRP_GARP_MASTER_DELAY =
        BLOCK.value("vrrp_garp_master_delay", Types.seconds(Types.SECONDS)).defaultsTo("5").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Integer> VRRP_GARP_MASTER_REPEAT =
        BLOCK.value("vrrp_garp_master_repeat", Types.atLeastOne(Integer.MAX_VALUE)).defaultsTo("5")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> VRRP_GARP_MASTER_REFRESH =
        BLOCK.value("vrrp_garp_master_refresh", Types.seconds(Types.SECONDS)).defaultsTo("0").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Integer> VRRP_GARP_MASTER_REFRESH_REPEAT =
        BLOCK.value("vrrp_garp_master_refresh_repeat", Types.atLeastOne(Integer.MAX_VALUE)).defaultsTo("1")
            .tier(Tier.C).honoured();
    public static final ValueKeyword<Duration> VRRP_GARP_LOWER_PRIO_DELAY =
        BLOCK.value("vrrp_garp_lower_prio_delay", Types.seconds(Types.SECONDS))
            .inherits("vrrp_garp_master_delay")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> VRRP_GARP_LOWER_PRIO_REPEAT =
        BLOCK.value("vrrp_garp_lower_prio_repeat", Types.integer(0, Integer.MAX_VALUE))
            .inherits("vrrp_garp_master_repeat").tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> VRRP_GARP_INTERVAL =
        BLOCK.value("vrrp_garp_interval", Types.timer(Types.TIMER)).defaultsTo("0").tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> VRRP_GNA_INTERVAL =
        BLOCK.value("vrrp_gna_interval", Types.timer(Types.TIMER)).defaultsTo("0").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> VRRP_MIN_GARP = off("vrrp_min_garp", Tier.C).honoured();
    public static final ValueKeyword<GarpExtra> VRRP_GARP_EXTRA_IF =
        BLOCK.value("vrrp_garp_extra_if", GarpExtra.TYPE).inherits("off").tier(Tier.C).honoured();
    public static final ValueKeyword<GarpExtra> VRRP_VMAC_GARP_INTVL =
        BLOCK.value("vrrp_vmac_garp_intvl", GarpExtra.TYPE).spellingOf(VRRP_GARP_EXTRA_IF).tier(Tier.C)
            .honoured();
    public static final ValueKeyword<Integer> VRRP_DOWN_TIMER_ADVERTS =
        BLOCK.value("vrrp_down_timer_adverts", Types.integer(1, 100)).defaultsTo("3").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> VRRP_LOWER_PRIO_NO_ADVERT =
        off("vrrp_lower_prio_no_advert", Tier.B).honoured();
    public static final ValueKeyword<Boolean> VRRP_HIGHER_PRIO_SEND_ADVERT =
        off("vrrp_higher_prio_send_advert", Tier.B).honoured();
    public static final ValueKeyword<Boolean> VRRP_CHECK_UNICAST_SRC =
        off("vrrp_check_unicast_src", Tier.B).honoured();
    public static final ValueKeyword<Boolean> VRRP_OWNER_IGNORE_ADVERTS =
        off("vrrp_owner_ignore_adverts", Tier.C).recent().honoured();
    public static final ValueKeyword<Boolean> V3_CHECKSUM_AS_V2 =
        off("v3_checksum_as_v2", Tier.B).recent().honoured();

    public static final ValueKeyword<List<String>> VRRP_IPTABLES =
        BLOCK.value("vrrp_iptables", GlobalTypes.CHAINS).inherits("off; INPUT OUTPUT without a name")
            .tier(Tier.B);
    public static final ValueKeyword<List<String>> VRRP_IPSETS =
        BLOCK.value("vrrp_ipsets", GlobalTypes.IPSETS)
        .defaultsTo("keepalived keepalived6 keepalived_if6 keepalived_igmp keepalived_mld keepalived_nd")
            .tier(Tier.C);
    public static final ValueKeyword<String> NFTABLES =
        BLOCK.value("nftables", Types.optional(Types.text(29), "keepalived"))
            .inherits("when a firewall is needed")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> NFTABLES_PRIORITY =
        BLOCK.value("nftables_priority", Types.integer(Integer.MIN_VALUE, Integer.MAX_VALUE)).defaultsTo("-1")
            .tier(Tier.C);
    public static final ValueKeyword<Boolean> NFTABLES_IFINDEX = off("nftables_ifindex", Tier.C);
    public static final ValueKeyword<Boolean> NFTABLES_COUNTERS = off("nftables_counters", Tier.C);
    public static final ValueKeyword<String> NFTABLES_IPVS =
        BLOCK.value("nftables_ipvs", Types.optional(Types.text(29), "keepalived_ipvs")).inherits("off")
            .tier(Tier.C);
    public static final ValueKeyword<Integer> NFTABLES_IPVS_PRIORITY =
        BLOCK.value("nftables_ipvs_priority", Types.integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
            .tier(Tier.C);
    public static final ValueKeyword<Long> NFTABLES_IPVS_START_FWMARK =
        BLOCK.value("nftables_ipvs_start_fwmark", Types.number(1, UNSIGNED)).defaultsTo("1000").tier(Tier.C);

    public static final ValueKeyword<Duration> VRRP_STARTUP_DELAY =
        BLOCK.value("vrrp_startup_delay", Types.timer(FROM_MILLISECOND)).inherits("0").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Duration> VRRP_DELAY_AFTER_BOOT =
        BLOCK.value("vrrp_delay_after_boot", Types.timer(FROM_MILLISECOND)).inherits("0").tier(Tier.C)
            .recent().honoured();
    public static final ValueKeyword<Boolean> VRRP_NOTIFY_PRIORITY_CHANGES =
        off("vrrp_notify_priority_changes", Tier.C).honoured();
    public static final ValueKeyword<Boolean> LOG_UNKNOWN_VRIDS = off("log_unknown_vrids", Tier.C).honoured();
    public static final ValueKeyword<String> VMAC_PREFIX =
        BLOCK.value("vmac_prefix", Types.text(8)).defaultsTo("vrrp").tier(Tier.C).honoured();
    public static final ValueKeyword<String> VMAC_ADDR_PREFIX =
        BLOCK.value("vmac_addr_prefix", Types.text(8)).inherits("vmac_prefix").tier(Tier.C);

    public static final ValueKeyword<Fifo> NOTIFY_FIFO =
        BLOCK.value("notify_fifo", Fifo.TYPE).tier(Tier.B).honoured();
    public static final ValueKeyword<Command> NOTIFY_FIFO_SCRIPT = script("notify_fifo_script").honoured();
    public static final ValueKeyword<Fifo> VRRP_NOTIFY_FIFO =
        BLOCK.value("vrrp_notify_fifo", Fifo.TYPE).tier(Tier.B).honoured();
    public static final ValueKeyword<Command> VRRP_NOTIFY_FIFO_SCRIPT =
        script("vrrp_notify_fifo_script").honoured();
    public static final ValueKeyword<Fifo> LVS_NOTIFY_FIFO =
        BLOCK.value("lvs_notify_fifo", Fifo.TYPE).tier(Tier.B).honoured();
    public static final ValueKeyword<Command> LVS_NOTIFY_FIFO_SCRIPT =
        script("lvs_notify_fifo_script").honoured();
    public static final ValueKeyword<Boolean> FIFO_WRITE_VRRP_STATES_ON_RELOAD =
        off("fifo_write_vrrp_states_on_reload", Tier.B).honoured();

    public static final ValueKeyword<SyncDaemon> LVS_SYNC_DAEMON =
        BLOCK.value("lvs_sync_daemon", SyncDaemonType.INSTANCE).tier(Tier.B).honoured()
            .note("with the backend ipvs");
    public static final ValueKeyword<Timeouts> LVS_TIMEOUTS =
        BLOCK.value("lvs_timeouts", GlobalTypes.TIMEOUTS).inherits("the backend's").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> LVS_FLUSH = off("lvs_flush", Tier.B).honoured();
    public static final ValueKeyword<FlushOnStop> LVS_FLUSH_ON_STOP =
        BLOCK.value("lvs_flush_on_stop", GlobalTypes.FLUSH).inherits("off").tier(Tier.B).honoured();
    public static final ValueKeyword<FlushOnStop> LVS_FLUSH_ONSTOP =
        BLOCK.value("lvs_flush_onstop", GlobalTypes.FLUSH).spellingOf(LVS_FLUSH_ON_STOP).tier(Tier.B);

    public static final ValueKeyword<Boolean> ENABLE_TRAPS = off("enable_traps", Tier.C);
    public static final ValueKeyword<Boolean> ENABLE_SNMP_VRRP = off("enable_snmp_vrrp", Tier.C);
    public static final ValueKeyword<Boolean> ENABLE_SNMP_KEEPALIVED =
        BLOCK.bool("enable_snmp_keepalived").spellingOf(ENABLE_SNMP_VRRP).tier(Tier.C);
    public static final ValueKeyword<Boolean> ENABLE_SNMP_CHECKER = off("enable_snmp_checker", Tier.C);
    public static final ValueKeyword<Boolean> ENABLE_SNMP_RFC =
        off("enable_snmp_rfc", Tier.C).note("both of the next two");
    public static final ValueKeyword<Boolean> ENABLE_SNMP_RFCV2 = off("enable_snmp_rfcv2", Tier.C);
    public static final ValueKeyword<Boolean> ENABLE_SNMP_RFCV3 = off("enable_snmp_rfcv3", Tier.C);
    public static final ValueKeyword<String> SNMP_SOCKET = BLOCK.value("snmp_socket",
        Types.optional(Types.TEXT, "udp:localhost:705")).defaultsTo("udp:localhost:705").tier(Tier.C);
    public static final ValueKeyword<Duration> SNMP_VS_STATS_UPDATE_INTERVAL =
        interval("snmp_vs_stats_update_interval");
    public static final ValueKeyword<Duration> SNMP_RS_STATS_UPDATE_INTERVAL =
        interval("snmp_rs_stats_update_interval");
    public static final ValueKeyword<Boolean> ENABLE_DBUS = off("enable_dbus", Tier.C);
    public static final ValueKeyword<String> DBUS_SERVICE_NAME =
        BLOCK.value("dbus_service_name", Types.TEXT).defaultsTo("org.keepalived.Vrrp1").tier(Tier.C);
    public static final ValueKeyword<String> DBUS_NO_INTERFACE_NAME =
        BLOCK.value("dbus_no_interface_name", Types.TEXT).tier(Tier.C);

    /// How one process is scheduled: the same keywords with another beginning.
    public static final class Scheduling {

        public final ValueKeyword<Integer> priority;
        public final ValueKeyword<Boolean> noSwap;
        public final ValueKeyword<Integer> realTimePriority;
        public final ValueKeyword<List<Integer>> cpuAffinity;
        public final ValueKeyword<Long> realTimeLimit;

        Scheduling(String process) {
            priority = BLOCK.value(process + "_priority", Types.integer(-20, 19)).tier(Tier.C);
            noSwap = off(process + "_no_swap", Tier.C);
            realTimePriority = BLOCK.value(process + "_rt_priority", Types.integer(1, 99)).tier(Tier.C);
            cpuAffinity = BLOCK.value(process + "_cpu_affinity", GlobalTypes.CPUS).tier(Tier.C);
            realTimeLimit = BLOCK.value(process + "_rlimit_rttime", Types.number(1, UNSIGNED))
                .defaultsTo("10000")
                .tier(Tier.C).note("microseconds; the kernel would end the whole program, not one thread");
            if (process.equals("vrrp")) {
                priority.honoured();
                realTimePriority.honoured();
                cpuAffinity.honoured();
                noSwap.honoured();
            }
            BLOCK.value(process + "_rlimit_rtime", Types.number(1, UNSIGNED)).spellingOf(realTimeLimit)
                .tier(Tier.C);
        }
    }

    public static final Scheduling VRRP_PROCESS = new Scheduling("vrrp");
    public static final Scheduling CHECKER_PROCESS = new Scheduling("checker");
    public static final Scheduling BFD_PROCESS = new Scheduling("bfd");

    public static final ValueKeyword<Boolean> PROCESS_NAMES = off("process_names", Tier.C);
    public static final ValueKeyword<String> PROCESS_NAME = processName("process_name");
    public static final ValueKeyword<String> VRRP_PROCESS_NAME = processName("vrrp_process_name");
    public static final ValueKeyword<String> CHECKER_PROCESS_NAME = processName("checker_process_name");
    public static final ValueKeyword<String> LVS_PROCESS_NAME =
        BLOCK.value("lvs_process_name", Types.text(15)).spellingOf(CHECKER_PROCESS_NAME).tier(Tier.C);
    public static final ValueKeyword<String> BFD_PROCESS_NAME = processName("bfd_process_name");

    /// The size of one receive buffer.
    public static final class Buffers {

        public final ValueKeyword<Long> bytes;
        public final ValueKeyword<Boolean> force;

        Buffers(String socket) {
            bytes = BLOCK.value(socket + "_rcv_bufs", Types.number(0, UNSIGNED)).tier(Tier.C);
            force = off(socket + "_rcv_bufs_force", Tier.C);
        }
    }

    public static final Buffers VRRP_COMMAND_BUFFERS = new Buffers("vrrp_netlink_cmd");
    public static final Buffers VRRP_MONITOR_BUFFERS = new Buffers("vrrp_netlink_monitor");
    public static final Buffers LVS_COMMAND_BUFFERS = new Buffers("lvs_netlink_cmd");
    public static final Buffers LVS_MONITOR_BUFFERS = new Buffers("lvs_netlink_monitor");
    public static final Buffers PROCESS_MONITOR_BUFFERS = new Buffers("process_monitor");
    public static final ValueKeyword<String> VRRP_RX_BUFS_POLICY =
        BLOCK.value("vrrp_rx_bufs_policy", GlobalTypes.BUFFER_POLICY).inherits("the system's").tier(Tier.C);
    public static final ValueKeyword<Integer> VRRP_RX_BUFS_MULTIPLIER =
        BLOCK.value("vrrp_rx_bufs_multiplier", Types.integer(1, Integer.MAX_VALUE)).defaultsTo("3")
            .tier(Tier.C);

    public static final ValueKeyword<Integer> UMASK =
        BLOCK.value("umask", UmaskType.INSTANCE).defaultsTo("0177").tier(Tier.C);
    public static final ValueKeyword<Long> RANDOM_SEED =
        BLOCK.value("random_seed", Types.number(0, UNSIGNED)).inherits("the time").tier(Tier.C).honoured();
    public static final ValueKeyword<String> RELOAD_CHECK_CONFIG =
        BLOCK.value("reload_check_config", Types.optional(Types.TEXT, "")).inherits("off").tier(Tier.B);
    public static final ValueKeyword<String> RELOAD_TIME_FILE =
        BLOCK.value("reload_time_file", Types.TEXT).tier(Tier.C);
    public static final ValueKeyword<Boolean> RELOAD_REPEAT = off("reload_repeat", Tier.C);
    public static final ValueKeyword<String> RELOAD_FILE =
        BLOCK.value("reload_file", Types.optional(Types.TEXT, "")).tier(Tier.C);
    public static final ValueKeyword<String> CONFIG_SAVE_DIR =
        BLOCK.value("config_save_dir", Types.TEXT).tier(Tier.C);
    public static final ValueKeyword<String> TMP_CONFIG_DIRECTORY =
        BLOCK.value("tmp_config_directory", Types.TEXT).tier(Tier.C);
    public static final ValueKeyword<Boolean> DATA_USE_INSTANCE = off("data_use_instance", Tier.C);
    public static final ValueKeyword<Boolean> USE_SYMLINK_PATHS = off("use_symlink_paths", Tier.C).recent();
    public static final ValueKeyword<String> STATE_DUMP_FILE =
        file("state_dump_file", "/tmp/keepalived.data").honoured();
    public static final ValueKeyword<String> STATS_DUMP_FILE =
        file("stats_dump_file", "/tmp/keepalived.stats").honoured();
    public static final ValueKeyword<String> JSON_DUMP_FILE =
        file("json_dump_file", "/tmp/keepalived.json").honoured();
    public static final ValueKeyword<Integer> JSON_VERSION =
        BLOCK.value("json_version", Types.strictInteger(1, 2)).defaultsTo("1").tier(Tier.B).recent()
            .honoured();
    public static final ValueKeyword<String> IPROUTE_USR_DIR =
        BLOCK.value("iproute_usr_dir", Types.TEXT).tier(Tier.C).recent();
    public static final ValueKeyword<String> IPROUTE_ETC_DIR =
        BLOCK.value("iproute_etc_dir", Types.TEXT).tier(Tier.C).recent();
    public static final ValueKeyword<List<String>> INCLUDE_CHECK =
        BLOCK.value("include_check", GlobalTypes.INCLUDE_CHECK).inherits("off").tier(Tier.C).honoured();

    private GlobalKeywords() {
    }

    private static ValueKeyword<Boolean> off(String name, Tier tier) {
        return BLOCK.bool(name).defaultsTo("off").tier(tier);
    }

    private static ValueKeyword<Command> script(String name) {
        return BLOCK.value(name, CommandType.WITH_USER).tier(Tier.B);
    }

    private static ValueKeyword<Duration> interval(String name) {
        return BLOCK.value(name, Types.timer(new Range(1_000, 30_000_000))).defaultsTo("5").tier(Tier.C)
            .recent();
    }

    private static ValueKeyword<String> processName(String name) {
        return BLOCK.value(name, Types.text(15)).tier(Tier.C);
    }

    private static ValueKeyword<String> file(String name, String path) {
        return BLOCK.value(name, Types.TEXT).defaultsTo(path).tier(Tier.B).recent();
    }
}
