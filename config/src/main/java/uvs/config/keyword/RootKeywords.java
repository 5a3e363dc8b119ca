package uvs.config.keyword;

import java.time.Duration;
import uvs.config.InterfaceAddress;
import uvs.config.InterfaceSettings.Linkbeat;
import uvs.config.InterfaceSettings.UpDownDelay;
import uvs.config.Route;
import uvs.config.Rule;

/// Keywords outside blocks: settings of the process, and the blocks themselves.
public final class RootKeywords {

    static final Block BLOCK = new Block("the file");

    public static final ValueKeyword<String> NET_NAMESPACE =
        BLOCK.value("net_namespace", Types.TEXT).tier(Tier.C);
    public static final ValueKeyword<String> NET_NAMESPACE_IPVS =
        BLOCK.value("net_namespace_ipvs", Types.optional(Types.TEXT, "")).inherits("as net_namespace")
            .tier(Tier.C)
            .note("no name stands for the namespace that the program was started in");
    public static final ValueKeyword<Boolean> NAMESPACE_WITH_IPSETS =
        BLOCK.flag("namespace_with_ipsets").tier(Tier.C);
    public static final ValueKeyword<String> INSTANCE = BLOCK.value("instance", Types.TEXT).tier(Tier.C);
    public static final ValueKeyword<Boolean> USE_PID_DIR = BLOCK.flag("use_pid_dir").tier(Tier.C);
    public static final ValueKeyword<Duration> CHILD_WAIT_TIME =
        BLOCK.value("child_wait_time", Types.seconds(Types.SECONDS)).defaultsTo("5").tier(Tier.C);
    public static final ValueKeyword<Boolean> LINKBEAT_USE_POLLING =
        BLOCK.flag("linkbeat_use_polling").tier(Tier.C).note("old; write linkbeat_interfaces").honoured();

    public static final SectionKeyword<Boolean> GLOBAL_DEFS =
        BLOCK.section("global_defs", GlobalKeywords.BLOCK).honoured();

    public static final SectionKeyword<String> VRRP_SCRIPT =
        BLOCK.section("vrrp_script", TrackKeywords.SCRIPT, Types.TEXT).honoured();
    public static final SectionKeyword<String> VRRP_TRACK_PROCESS =
        BLOCK.section("vrrp_track_process", TrackKeywords.PROCESS, Types.TEXT).tier(Tier.B).honoured();
    public static final SectionKeyword<String> TRACK_FILE =
        BLOCK.section("track_file", TrackKeywords.FILE, Types.TEXT).tier(Tier.B).honoured();
    public static final SectionKeyword<String> VRRP_TRACK_FILE =
        BLOCK.section("vrrp_track_file", TrackKeywords.FILE, Types.TEXT).tier(Tier.B)
            .note("old; write track_file").honoured();
    public static final SectionKeyword<String> BFD_INSTANCE =
        BLOCK.section("bfd_instance", TrackKeywords.BFD, Types.text(31)).tier(Tier.C);

    public static final LinesKeyword<InterfaceAddress> STATIC_IPADDRESS =
        BLOCK.lines("static_ipaddress", AddressType.INSTANCE).tier(Tier.B).honoured();
    public static final LinesKeyword<Route> STATIC_ROUTES =
        BLOCK.lines("static_routes", RouteType.INSTANCE).tier(Tier.B).honoured();
    public static final LinesKeyword<Rule> STATIC_RULES =
        BLOCK.lines("static_rules", RuleType.INSTANCE).tier(Tier.B).honoured();
    public static final SectionKeyword<String> TRACK_GROUP =
        BLOCK.section("track_group", InterfaceKeywords.TRACK_GROUP, Types.TEXT).tier(Tier.C).honoured();
    public static final SectionKeyword<String> GARP_GROUP = BLOCK.section(
        "garp_group", InterfaceKeywords.GARP_GROUP, InterfaceKeywords.OPTIONAL_NAME).tier(Tier.C).honoured();
    public static final LinesKeyword<UpDownDelay> INTERFACE_UP_DOWN_DELAYS =
        BLOCK.lines("interface_up_down_delays", InterfaceKeywords.DELAY).tier(Tier.C).honoured();
    public static final LinesKeyword<Linkbeat> LINKBEAT_INTERFACES =
        BLOCK.lines("linkbeat_interfaces", InterfaceKeywords.LINKBEAT).tier(Tier.C).honoured();
    public static final SectionKeyword<String> VRRP_INSTANCE =
        BLOCK.section("vrrp_instance", VrrpKeywords.BLOCK, Types.TEXT).honoured();
    public static final SectionKeyword<String> VRRP_SYNC_GROUP =
        BLOCK.section("vrrp_sync_group", VrrpKeywords.SYNC_GROUP, Types.TEXT).honoured();
    public static final SectionKeyword<Boolean> SSL =
        BLOCK.section("SSL", InterfaceKeywords.SSL).tier(Tier.C).honoured();

    public static final SectionKeyword<String> VIRTUAL_SERVER_GROUP =
        BLOCK.section("virtual_server_group", VirtualServerKeywords.GROUP, Types.TEXT).honoured();
    public static final SectionKeyword<VirtualServerHead> VIRTUAL_SERVER =
        BLOCK.section("virtual_server", VirtualServerKeywords.BLOCK, VirtualServerHead.TYPE).honoured();

    private RootKeywords() {
    }
}
