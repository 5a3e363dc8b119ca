package uvs.config.keyword;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import uvs.config.Command;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.Range;
import uvs.config.net.Family;
import uvs.config.text.Problem;

/// Keywords of `virtual_server_group`, `virtual_server` and `real_server`.
public final class VirtualServerKeywords {

    private static final long UNSIGNED = 0xffff_ffffL;
    private static final int MAX_WEIGHT = Integer.MAX_VALUE;
    private static final List<String> SCHEDULERS = List.of(
        "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "mh", "sed", "nq", "fo", "ovf", "twos");

    static final ValueType<String> SCHEDULER =
        Types.of(String.join("\\|", SCHEDULERS), VirtualServerKeywords::readScheduler, name -> name);

    static final Map<String, Family> FAMILIES =
        new TreeMap<>(Map.of("inet", Family.IPV4, "inet6", Family.IPV6));

    static final Block GROUP = new Block("virtual_server_group");
    public static final LinesKeyword<GroupEntry> GROUP_ENTRY =
        GROUP.body("(line)", GroupEntryType.INSTANCE).honoured();

    static final Block BLOCK = new Block("virtual_server");
    static final Block REAL = new Block("real_server");

    public static final ValueKeyword<Family> IP_FAMILY =
        BLOCK.value("ip_family", Types.choice(FAMILIES)).inherits("that of the addresses, else inet")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> DELAY_LOOP =
        BLOCK.value("delay_loop", Types.timer(Types.LONG_TIMER)).defaultsTo("60").honoured();
    public static final ValueKeyword<String> LB_ALGO =
        BLOCK.value("lb_algo", SCHEDULER).defaultsTo("wlc").honoured();
    public static final ValueKeyword<String> LVS_SCHED =
        BLOCK.value("lvs_sched", SCHEDULER).sameAs(LB_ALGO).note("the same as lb_algo");
    public static final ValueKeyword<Boolean> HASHED = BLOCK.flag("hashed").tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> FLAG_1 = BLOCK.flag("flag-1").tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> FLAG_2 = BLOCK.flag("flag-2").tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> FLAG_3 = BLOCK.flag("flag-3").tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> SH_PORT = BLOCK.flag("sh-port").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> SH_FALLBACK = BLOCK.flag("sh-fallback").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> MH_PORT = BLOCK.flag("mh-port").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> MH_FALLBACK = BLOCK.flag("mh-fallback").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> OPS = BLOCK.flag("ops").tier(Tier.B).honoured();
    public static final ValueKeyword<ForwardingMethod> LB_KIND =
        BLOCK.value("lb_kind", ForwardingType.INSTANCE).defaultsTo("NAT").honoured();
    public static final ValueKeyword<ForwardingMethod> LVS_METHOD =
        BLOCK.value("lvs_method", ForwardingType.INSTANCE).sameAs(LB_KIND).note("the same as lb_kind");
    public static final ValueKeyword<Protocol> PROTOCOL =
        BLOCK.value("protocol", Types.of("TCP\\|UDP\\|SCTP, in any case", VirtualServerKeywords::readProtocol,
            Protocol::name)).inherits("UDP, with a warning").honoured();
    public static final ValueKeyword<Duration> PERSISTENCE_TIMEOUT = BLOCK.value("persistence_timeout",
        Types.optional(Types.of("whole seconds in 1..2678400", a -> readSeconds(a, 2_678_400),
            Numbers::seconds),
            Duration.ofSeconds(360))).inherits("none; 360 without a number").honoured();
    public static final ValueKeyword<Integer> PERSISTENCE_GRANULARITY =
        BLOCK.value("persistence_granularity", GranularityType.INSTANCE).inherits("the whole address")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<String> PERSISTENCE_ENGINE =
        BLOCK.value("persistence_engine", Types.text(15)).tier(Tier.C);
    public static final ValueKeyword<VirtualServerHead.Address> SORRY_SERVER =
        BLOCK.value("sorry_server", VirtualServerHead.ADDRESS).honoured();
    public static final ValueKeyword<Boolean> SORRY_SERVER_INHIBIT =
        BLOCK.flag("sorry_server_inhibit").tier(Tier.B).honoured();
    public static final ValueKeyword<ForwardingMethod> SORRY_SERVER_LVS_METHOD =
        BLOCK.value("sorry_server_lvs_method", ForwardingType.INSTANCE).inherits("lb_kind").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Long> QUORUM =
        BLOCK.value("quorum", Types.number(1, UNSIGNED)).defaultsTo("1").tier(Tier.B).honoured();
    public static final ValueKeyword<Long> HYSTERESIS =
        BLOCK.value("hysteresis", Types.number(0, UNSIGNED)).defaultsTo("0").tier(Tier.B).honoured();
    public static final ValueKeyword<Command> QUORUM_UP =
        BLOCK.value("quorum_up", CommandType.WITH_USER).tier(Tier.B).honoured();
    public static final ValueKeyword<Command> QUORUM_DOWN =
        BLOCK.value("quorum_down", CommandType.WITH_USER).tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> ALPHA =
        BLOCK.bool("alpha").defaultsTo("off").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> OMEGA = BLOCK.flag("omega").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> INHIBIT_ON_FAILURE =
        BLOCK.bool("inhibit_on_failure").defaultsTo("off").honoured();
    public static final ValueKeyword<Boolean> HA_SUSPEND = BLOCK.flag("ha_suspend").tier(Tier.B).honoured();
    public static final ValueKeyword<String> VIRTUALHOST = BLOCK.value("virtualhost", Types.TEXT).honoured();
    public static final ValueKeyword<Integer> RETRY =
        BLOCK.value("retry", Types.strictInteger(1, Integer.MAX_VALUE)).inherits("the checker's").honoured();
    public static final ValueKeyword<Duration> DELAY_BEFORE_RETRY =
        BLOCK.value("delay_before_retry", Types.timer(Types.TIMER)).inherits("the checker's").honoured();
    public static final ValueKeyword<Duration> CONNECT_TIMEOUT =
        BLOCK.value("connect_timeout", Types.timer(Types.POSITIVE_TIMER)).defaultsTo("5").honoured();
    public static final ValueKeyword<Duration> WARMUP =
        BLOCK.value("warmup", Types.timer(Types.TIMER)).inherits("delay_loop").tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> WEIGHT =
        BLOCK.value("weight", Types.integer(1, MAX_WEIGHT)).defaultsTo("1").tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> SMTP_ALERT =
        BLOCK.bool("smtp_alert").inherits("smtp_alert_checker, else smtp_alert, else on").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<String> SNMP_NAME = BLOCK.value("snmp_name", Types.TEXT).tier(Tier.C);
    public static final SectionKeyword<VirtualServerHead.Address> REAL_SERVER =
        BLOCK.section("real_server", REAL, VirtualServerHead.ADDRESS).honoured();

    public static final ValueKeyword<Integer> RS_WEIGHT =
        REAL.value("weight", Types.integer(0, MAX_WEIGHT)).inherits("the virtual server's, 1").honoured();
    public static final ValueKeyword<ForwardingMethod> RS_LVS_METHOD =
        REAL.value("lvs_method", ForwardingType.INSTANCE).inherits("the virtual server's").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Long> RS_UTHRESHOLD =
        REAL.value("uthreshold", Types.number(0, UNSIGNED)).defaultsTo("0").tier(Tier.B).honoured();
    public static final ValueKeyword<Long> RS_LTHRESHOLD =
        REAL.value("lthreshold", Types.number(0, UNSIGNED)).defaultsTo("0").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> RS_INHIBIT_ON_FAILURE =
        REAL.bool("inhibit_on_failure").inherits("the virtual server's").honoured();
    public static final ValueKeyword<Command> RS_NOTIFY_UP =
        REAL.value("notify_up", CommandType.WITH_USER).honoured();
    public static final ValueKeyword<Command> RS_NOTIFY_DOWN =
        REAL.value("notify_down", CommandType.WITH_USER).honoured();
    public static final ValueKeyword<Boolean> RS_ALPHA =
        REAL.bool("alpha").inherits("the virtual server's").tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> RS_RETRY =
        REAL.value("retry", Types.strictInteger(1, Integer.MAX_VALUE)).inherits("the virtual server's")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> RS_DELAY_BEFORE_RETRY =
        REAL.value("delay_before_retry", Types.timer(Types.TIMER)).inherits("the virtual server's")
            .tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Duration> RS_WARMUP =
        REAL.value("warmup", Types.timer(Types.TIMER)).inherits("the virtual server's").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<Duration> RS_CONNECT_TIMEOUT =
        REAL.value("connect_timeout", Types.timer(Types.POSITIVE_TIMER)).inherits("the virtual server's")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> RS_DELAY_LOOP =
        REAL.value("delay_loop", Types.timer(Types.LONG_TIMER)).inherits("the virtual server's").tier(Tier.B)
            .honoured();
    public static final ValueKeyword<String> RS_VIRTUALHOST =
        REAL.value("virtualhost", Types.TEXT).inherits("the virtual server's").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> RS_SMTP_ALERT =
        REAL.bool("smtp_alert").defaultsTo("on").tier(Tier.B).honoured();
    public static final ValueKeyword<String> RS_SNMP_NAME = REAL.value("snmp_name", Types.TEXT).tier(Tier.C);

    public static final SectionKeyword<Boolean> TCP_CHECK = checker(CheckerKeywords.TCP).honoured();
    public static final SectionKeyword<Boolean> HTTP_GET = checker(CheckerKeywords.HTTP).honoured();
    public static final SectionKeyword<Boolean> SSL_GET = checker(CheckerKeywords.SSL).honoured();
    public static final SectionKeyword<Boolean> SMTP_CHECK =
        checker(CheckerKeywords.SMTP).tier(Tier.B).honoured();
    public static final SectionKeyword<Boolean> DNS_CHECK =
        checker(CheckerKeywords.DNS).tier(Tier.B).honoured();
    public static final SectionKeyword<Boolean> MISC_CHECK = checker(CheckerKeywords.MISC).honoured();
    public static final SectionKeyword<Boolean> UDP_CHECK =
        checker(CheckerKeywords.UDP).tier(Tier.B).honoured();
    public static final SectionKeyword<Boolean> PING_CHECK =
        checker(CheckerKeywords.PING).tier(Tier.B).honoured();
    public static final SectionKeyword<Boolean> FILE_CHECK =
        checker(CheckerKeywords.FILE).tier(Tier.B).honoured();
    public static final SectionKeyword<Boolean> BFD_CHECK = checker(CheckerKeywords.BFD).tier(Tier.C);

    private VirtualServerKeywords() {
    }

    private static SectionKeyword<Boolean> checker(Block block) {
        return REAL.repeatedSection(block.name(), block);
    }

    private static String readScheduler(Arguments arguments) {
        String name = arguments.next();
        return name == null || SCHEDULERS.contains(name) ? name : arguments.wrong(
            "there is no scheduler '" + name + "'", Nearest.to(name, SCHEDULERS)
                .map(near -> "did you mean " + near + "?")
                    .orElse("write one of " + String.join(", ", SCHEDULERS)));
    }

    private static Protocol readProtocol(Arguments arguments) {
        String name = arguments.next();
        return switch (name == null ? null : name.toUpperCase(Locale.ROOT)) {
            case null -> null;
            case "TCP" -> Protocol.TCP;
            case "UDP" -> Protocol.UDP;
            case "SCTP" -> Protocol.SCTP;
            default -> arguments.wrong(Problem.GENERAL_ERROR, "there is no protocol '" + name + "'",
                "write TCP, UDP or SCTP");
        };
    }

    private static Duration readSeconds(Arguments arguments, long greatest) {
        if ("0".equals(arguments.peek())) {
            arguments.next();
            return arguments.wrong(Problem.INVALID_NUMBER, "persistence_timeout 0 is not in 1.." + greatest,
                "take the line out for no persistence");
        }
        Long seconds = Numbers.read(arguments, new Range(1, greatest), Numbers.Junk.REFUSED);
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
