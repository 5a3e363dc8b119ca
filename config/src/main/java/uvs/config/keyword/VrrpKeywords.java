package uvs.config.keyword;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uvs.config.Command;
import uvs.config.InterfaceAddress;
import uvs.config.Range;
import uvs.config.Route;
import uvs.config.Rule;
import uvs.config.VrrpInstance.AntiReplay;
import uvs.config.VrrpInstance.HmacKey;
import uvs.config.VrrpInstance.HmacMode;
import uvs.config.VrrpInstance.OldChecksum;
import uvs.config.VrrpInstance.UnicastPeer;
import uvs.config.keyword.VmacType.IpvlanLine;
import uvs.config.keyword.VmacType.VmacLine;
import uvs.config.net.IpAddress;
import uvs.config.text.Quotes;

/// Keywords of `vrrp_instance` and `vrrp_sync_group`.
public final class VrrpKeywords {

    /// The trackers that an instance or a group has.
    public static final class Trackers {

        public final LinesKeyword<TrackedLine> interfaces;
        public final LinesKeyword<TrackedLine> scripts;
        public final LinesKeyword<TrackedLine> processes;
        public final LinesKeyword<TrackedLine> files;
        public final LinesKeyword<TrackedLine> bfds;

        Trackers(Block block) {
            interfaces = block.lines("track_interface", TrackedType.WEIGHTS).honoured();
            scripts = block.lines("track_script", TrackedType.WEIGHTS).honoured();
            processes = block.lines("track_process", TrackedType.LARGE_WEIGHTS).tier(Tier.B).honoured();
            files = block.lines("track_file", TrackedType.LARGE_WEIGHTS).tier(Tier.B).honoured();
            bfds = block.lines("track_bfd", TrackedType.WEIGHTS).tier(Tier.C);
        }
    }

    /// The commands that an instance or a group runs when its state changes.
    public static final class Notifiers {

        public final ValueKeyword<Command> master;
        public final ValueKeyword<Command> backup;
        public final ValueKeyword<Command> fault;
        public final ValueKeyword<Command> stop;
        public final ValueKeyword<Command> any;
        public final ValueKeyword<Boolean> priorityChanges;

        Notifiers(Block block) {
            master = block.value("notify_master", CommandType.WITH_USER).honoured();
            backup = block.value("notify_backup", CommandType.WITH_USER).honoured();
            fault = block.value("notify_fault", CommandType.WITH_USER).honoured();
            stop = block.value("notify_stop", CommandType.WITH_USER).honoured();
            any = block.value("notify", CommandType.WITH_USER).honoured();
            priorityChanges = block.bool("notify_priority_changes").inherits("vrrp_notify_priority_changes")
                .tier(Tier.C).honoured();
        }
    }

    static final Block AUTHENTICATION = new Block("authentication");
    public static final ValueKeyword<String> AUTH_TYPE =
        AUTHENTICATION.value("auth_type", Types.oneOf("PASS", "AH")).honoured();
    public static final ValueKeyword<String> AUTH_PASS =
        AUTHENTICATION.value("auth_pass", Types.TEXT).note("cut at 8 characters").honoured();

    static final Block HMAC = new Block("auth_hmac");
    public static final ValueKeyword<List<HmacKey>> KEY = HMAC.value("key", Types.of(
        "1..255 and value, hex:digits or file:path", VrrpKeywords::readKey, VrrpKeywords::writeKey))
            .adds((a, b) -> {
            var both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        }).tier(Tier.C).recent();
    public static final ValueKeyword<Integer> ACTIVE_KEY =
        HMAC.value("active_key", Types.strictInteger(1, 255)).inherits("the first").tier(Tier.C).recent();
    public static final ValueKeyword<Duration> TIME_WINDOW =
        HMAC.value("time_window", Types.seconds(new Range(1, 300))).inherits("3 times advert_int, at least 5")
            .tier(Tier.C).recent();
    public static final ValueKeyword<AntiReplay> ANTI_REPLAY = HMAC.value("anti_replay", Types.choice(
        new TreeMap<>(Map.of("time", AntiReplay.TIME, "monotonic", AntiReplay.MONOTONIC)))).defaultsTo("time")
        .tier(Tier.C).recent();
    public static final ValueKeyword<HmacMode> HMAC_MODE =
        HMAC.value("mode", Types.choice(new TreeMap<>(Map.of(
        "enforce", HmacMode.ENFORCE, "permissive", HmacMode.PERMISSIVE, "receive-only",
            HmacMode.RECEIVE_ONLY))))
        .defaultsTo("enforce").tier(Tier.C).recent();

    static final Block BLOCK = new Block("vrrp_instance");
    public static final ValueKeyword<String> STATE =
        BLOCK.value("state", Types.oneOf("MASTER", "BACKUP")).defaultsTo("BACKUP").honoured();
    public static final ValueKeyword<String> INTERFACE =
        BLOCK.value("interface", Types.TEXT).note("required, unless unicast_src_ip is given").honoured();
    public static final ValueKeyword<Integer> VIRTUAL_ROUTER_ID =
        BLOCK.value("virtual_router_id", Types.strictInteger(1, 255)).note("required").honoured();
    public static final ValueKeyword<Integer> VERSION =
        BLOCK.value("version", Types.strictInteger(2, 3)).inherits("vrrp_version; 3 for IPv6").honoured();
    public static final ValueKeyword<Integer> PRIORITY =
        BLOCK.value("priority", Types.strictInteger(1, 255)).inherits("100; 255 with state MASTER")
            .honoured();
    public static final ValueKeyword<Duration> ADVERT_INT =
        BLOCK.value("advert_int", Types.timer(new Range(10_000, 255_000_000))).defaultsTo("1").honoured();
    public static final ValueKeyword<Boolean> STRICT_MODE =
        BLOCK.bool("strict_mode").inherits("vrrp_strict").tier(Tier.B).honoured();
    public static final LinesKeyword<InterfaceAddress> VIRTUAL_IPADDRESS =
        BLOCK.lines("virtual_ipaddress", AddressType.INSTANCE).honoured();
    public static final LinesKeyword<InterfaceAddress> VIRTUAL_IPADDRESS_EXCLUDED =
        BLOCK.lines("virtual_ipaddress_excluded", AddressType.INSTANCE).tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> NO_VIRTUAL_IPADDRESS =
        BLOCK.flag("no_virtual_ipaddress").tier(Tier.C).recent().honoured();
    public static final LinesKeyword<Route> VIRTUAL_ROUTES =
        BLOCK.lines("virtual_routes", RouteType.INSTANCE).tier(Tier.B).honoured();
    public static final LinesKeyword<Rule> VIRTUAL_RULES =
        BLOCK.lines("virtual_rules", RuleType.INSTANCE).tier(Tier.C).honoured();
    public static final SectionKeyword<Boolean> AUTHENTICATION_BLOCK =
        BLOCK.section("authentication", AUTHENTICATION).honoured();
    public static final SectionKeyword<Boolean> AUTH_HMAC =
        BLOCK.section("auth_hmac", HMAC).tier(Tier.C).recent();
    public static final ValueKeyword<IpAddress> UNICAST_SRC_IP =
        BLOCK.value("unicast_src_ip", Types.ADDRESS).inherits("the interface's").honoured();
    public static final LinesKeyword<UnicastPeer> UNICAST_PEER = BLOCK.words("unicast_peer", Types.of(
        "address [min_ttl 0..255] [max_ttl 0..255]", VrrpKeywords::readPeer, VrrpKeywords::writePeer))
            .honoured();
    public static final ValueKeyword<Integer> UNICAST_TTL =
        BLOCK.value("unicast_ttl", Types.strictInteger(0, 255)).defaultsTo("255").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> UNICAST_FAULT_NO_PEER =
        BLOCK.flag("unicast_fault_no_peer").tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> CHECK_UNICAST_SRC =
        BLOCK.bool("check_unicast_src").inherits("vrrp_check_unicast_src").tier(Tier.B).honoured();
    public static final ValueKeyword<OldChecksum> OLD_UNICAST_CHECKSUM = BLOCK.value("old_unicast_checksum",
        Types.optional(Types.choice(new TreeMap<>(Map.of("never", OldChecksum.NEVER))), OldChecksum.ALWAYS))
        .inherits("found out").tier(Tier.C).honoured();
    public static final ValueKeyword<IpAddress> MCAST_SRC_IP =
        BLOCK.value("mcast_src_ip", Types.ADDRESS).inherits("the interface's").tier(Tier.B).honoured();
    public static final ValueKeyword<IpAddress> MCAST_DST_IP =
        BLOCK.value("mcast_dst_ip", Types.ADDRESS).inherits("vrrp_mcast_group4, vrrp_mcast_group6")
            .tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> TRACK_SRC_IP =
        BLOCK.flag("track_src_ip").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> NOPREEMPT = BLOCK.flag("nopreempt").honoured();
    public static final ValueKeyword<Boolean> PREEMPT =
        BLOCK.flag("preempt").defaultsTo(true, "on").honoured();
    public static final ValueKeyword<Duration> PREEMPT_DELAY =
        BLOCK.value("preempt_delay", Types.timer(new Range(0, 1_000_000_000))).defaultsTo("0").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Boolean> NATIVE_IPV6 =
        BLOCK.flag("native_ipv6").tier(Tier.B).note("old; the addresses decide").honoured();
    public static final ValueKeyword<Boolean> ACCEPT =
        BLOCK.flag("accept").inherits("on, unless strict_mode").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> NO_ACCEPT = BLOCK.flag("no_accept").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> SKIP_CHECK_ADV_ADDR =
        BLOCK.bool("skip_check_adv_addr").inherits("vrrp_skip_check_adv_addr").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> V3_CHECKSUM_AS_V2 =
        BLOCK.bool("v3_checksum_as_v2").inherits("the global one").tier(Tier.B).recent().honoured();
    public static final Trackers TRACKERS = new Trackers(BLOCK);
    public static final ValueKeyword<Boolean> DONT_TRACK_PRIMARY =
        BLOCK.flag("dont_track_primary").tier(Tier.B).honoured();
    public static final Notifiers NOTIFIERS = new Notifiers(BLOCK);
    public static final ValueKeyword<Optional<Command>> NOTIFY_DELETED = BLOCK.value("notify_deleted",
        Types.<Optional<Command>>of("[command [user [group]]]",
            arguments -> arguments.more() ? CommandType.WITH_USER.readOptional(arguments) : Optional.empty(),
            command -> command.map(CommandType.WITH_USER::write).orElse("")))
        .note("without a command, notify and the FIFOs are told DELETED").honoured();
    public static final ValueKeyword<Command> NOTIFY_MASTER_RX_LOWER_PRI =
        BLOCK.value("notify_master_rx_lower_pri", CommandType.WITH_USER).tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> SMTP_ALERT =
        BLOCK.bool("smtp_alert").inherits("smtp_alert_vrrp, else smtp_alert, else off").honoured();
    public static final ValueKeyword<Duration> GARP_MASTER_DELAY =
        BLOCK.value("garp_master_delay", Types.seconds(Types.SECONDS)).inherits("the global one").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Integer> GARP_MASTER_REPEAT =
        BLOCK.value("garp_master_repeat", Types.atLeastOne(Integer.MAX_VALUE)).inherits("the global one")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> GARP_MASTER_REFRESH =
        BLOCK.value("garp_master_refresh", Types.seconds(Types.SECONDS)).inherits("the global one")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> GARP_MASTER_REFRESH_REPEAT =
        BLOCK.value("garp_master_refresh_repeat", Types.atLeastOne(Integer.MAX_VALUE))
            .inherits("the global one")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> GARP_LOWER_PRIO_DELAY =
        BLOCK.value("garp_lower_prio_delay", Types.seconds(Types.SECONDS)).inherits("the global one")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> GARP_LOWER_PRIO_REPEAT =
        BLOCK.value("garp_lower_prio_repeat", Types.integer(0, Integer.MAX_VALUE)).inherits("the global one")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<GarpExtra> GARP_EXTRA_IF =
        BLOCK.value("garp_extra_if", GarpExtra.TYPE).inherits("the global one").tier(Tier.C)
            .note("without all it is for macvlans of use_vmac_addr only").honoured();
    public static final ValueKeyword<GarpExtra> VMAC_GARP_INTVL =
        BLOCK.value("vmac_garp_intvl", GarpExtra.TYPE).spellingOf(GARP_EXTRA_IF).tier(Tier.C).honoured();
    public static final ValueKeyword<Integer> DOWN_TIMER_ADVERTS =
        BLOCK.value("down_timer_adverts", Types.integer(1, 100)).inherits("the global one").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Integer> TIMER_EXPIRED_BACKUP = BLOCK.value("timer_expired_backup",
        Types.optional(Types.strictInteger(1, 254), 254)).inherits("off; 254 without a number").tier(Tier.C)
            .recent().honoured();
    public static final ValueKeyword<Integer> THREAD_TIMER_EXPIRED = BLOCK.value("thread_timer_expired",
        Types.optional(Types.strictInteger(1, 254), 254)).spellingOf(TIMER_EXPIRED_BACKUP).tier(Tier.C)
            .recent();
    public static final ValueKeyword<Boolean> LOWER_PRIO_NO_ADVERT =
        BLOCK.bool("lower_prio_no_advert").inherits("the global one").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> HIGHER_PRIO_SEND_ADVERT =
        BLOCK.bool("higher_prio_send_advert").inherits("the global one").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> OWNER_IGNORE_ADVERTS =
        BLOCK.bool("owner_ignore_adverts").inherits("the global one").tier(Tier.C).recent().honoured();
    public static final ValueKeyword<VmacLine> USE_VMAC =
        BLOCK.value("use_vmac", VmacType.VMAC).inherits("off; named vrrp.ID or vrrp6.ID").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Boolean> VMAC_XMIT_BASE =
        BLOCK.flag("vmac_xmit_base").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> USE_VMAC_ADDR = BLOCK.flag("use_vmac_addr").tier(Tier.C);
    public static final ValueKeyword<IpvlanLine> USE_IPVLAN =
        BLOCK.value("use_ipvlan", VmacType.IPVLAN).inherits("off").tier(Tier.C)
            .note("a fault where the kernel has no ipvlan").honoured();
    public static final ValueKeyword<String> VRF = BLOCK.value("vrf", Types.TEXT).tier(Tier.C)
        .note("a fault while there is no such VRF").honoured();
    public static final ValueKeyword<Boolean> PROMOTE_SECONDARIES =
        BLOCK.flag("promote_secondaries").tier(Tier.C).honoured();
    public static final ValueKeyword<String> LVS_SYNC_DAEMON_INTERFACE =
        BLOCK.value("lvs_sync_daemon_interface", Types.TEXT).tier(Tier.B).note("old; write lvs_sync_daemon");
    public static final ValueKeyword<Boolean> LINKBEAT_USE_POLLING =
        BLOCK.flag("linkbeat_use_polling").tier(Tier.C).note("old; write linkbeat_interfaces").honoured();
    public static final ValueKeyword<Integer> KERNEL_RX_BUF_SIZE =
        BLOCK.value("kernel_rx_buf_size", Types.integer(0, Integer.MAX_VALUE)).tier(Tier.C);
    public static final ValueKeyword<Integer> DEBUG =
        BLOCK.value("debug", Types.integer(0, 4)).defaultsTo("0").tier(Tier.C);

    static final Block SYNC_GROUP = new Block("vrrp_sync_group");
    public static final LinesKeyword<String> GROUP = SYNC_GROUP.words("group", Types.TEXT).honoured();
    public static final Notifiers GROUP_NOTIFIERS = new Notifiers(SYNC_GROUP);
    public static final ValueKeyword<Boolean> GROUP_SMTP_ALERT =
        SYNC_GROUP.bool("smtp_alert").inherits("smtp_alert_vrrp, else smtp_alert, else off").tier(Tier.B)
            .honoured();
    public static final Trackers GROUP_TRACKERS = new Trackers(SYNC_GROUP);
    public static final ValueKeyword<Boolean> SYNC_GROUP_TRACKING_WEIGHT =
        SYNC_GROUP.flag("sync_group_tracking_weight").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> GLOBAL_TRACKING =
        SYNC_GROUP.flag("global_tracking").tier(Tier.C).note("old; does nothing").honoured();

    private VrrpKeywords() {
    }

    private static UnicastPeer readPeer(Arguments arguments) {
        IpAddress address = Types.ADDRESS.read(arguments);
        if (address == null) {
            return null;
        }
        Optional<Integer> least = Optional.empty();
        Optional<Integer> most = Optional.empty();
        while ("min_ttl".equals(arguments.peek()) || "max_ttl".equals(arguments.peek())) {
            String which = arguments.next();
            Long ttl = Numbers.read(arguments, new Range(0, 255), Numbers.Junk.REFUSED);
            Optional<Integer> value = ttl == null ? Optional.empty() : Optional.of(ttl.intValue());
            least = which.equals("min_ttl") ? value : least;
            most = which.equals("max_ttl") ? value : most;
        }
        return new UnicastPeer(address, least, most);
    }

    private static String writePeer(UnicastPeer peer) {
        return peer.address() + peer.minTtl().map(ttl -> " min_ttl " + ttl).orElse("")
            + peer.maxTtl().map(ttl -> " max_ttl " + ttl).orElse("");
    }

    private static List<HmacKey> readKey(Arguments arguments) {
        Long id = Numbers.read(arguments, new Range(1, 255), Numbers.Junk.REFUSED);
        String value = id == null ? null : arguments.next();
        if (value == null) {
            return null;
        }
        boolean hex = value.startsWith("hex:");
        int length = hex ? (value.length() - 4) / 2 : value.length();
        if (hex && !value.substring(4).matches("([0-9a-fA-F]{2})+")) {
            return arguments.wrong("the key " + id + " is not pairs of hexadecimal digits", "correct it");
        }
        if (!value.startsWith("file:") && (length < 32 || length > 64)) {
            return arguments.wrong("the key " + id + " has " + length + " bytes, not 32 to 64",
                "write one that has");
        }
        return List.of(new HmacKey(id.intValue(), value));
    }

    private static String writeKey(List<HmacKey> keys) {
        return keys.getFirst().id() + " " + Quotes.quotedIfNeeded(keys.getFirst().value());
    }
}
