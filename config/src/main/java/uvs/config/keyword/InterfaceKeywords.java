package uvs.config.keyword;

import java.time.Duration;
import java.util.LinkedHashMap;
import uvs.config.InterfaceSettings.Linkbeat;
import uvs.config.InterfaceSettings.LinkbeatMethod;
import uvs.config.InterfaceSettings.UpDownDelay;
import uvs.config.Range;
import uvs.config.text.Quotes;

/// Keywords of the small blocks: `track_group`, `garp_group`, `SSL`, and the lines of those without keywords.
public final class InterfaceKeywords {

    private static final Range DELAYS = new Range(0, 255_000_000);

    static final ValueType<String> OPTIONAL_NAME = Types.optional(Types.TEXT, "");

    static final Block TRACK_GROUP = new Block("track_group");
    public static final LinesKeyword<String> GROUP = TRACK_GROUP.words("group", Types.TEXT).tier(Tier.C).honoured();

    static final Block GARP_GROUP = new Block("garp_group");
    public static final ValueKeyword<Duration> GARP_INTERVAL =
        GARP_GROUP.value("garp_interval", Types.timer(Types.TIMER)).tier(Tier.C).honoured();
    public static final ValueKeyword<Duration> GNA_INTERVAL =
        GARP_GROUP.value("gna_interval", Types.timer(Types.TIMER)).tier(Tier.C).honoured();
    public static final ValueKeyword<String> INTERFACE =
        GARP_GROUP.value("interface", Types.TEXT).tier(Tier.C).honoured();
    public static final LinesKeyword<String> INTERFACES =
        GARP_GROUP.words("interfaces", Types.TEXT).tier(Tier.C).honoured();

    static final Block SSL = new Block("SSL");
    public static final ValueKeyword<String> PASSWORD =
        SSL.value("password", Types.TEXT).tier(Tier.C).honoured();
    public static final ValueKeyword<String> CA =
        SSL.value("ca", Types.TEXT).tier(Tier.C).note("for --strict-checks certificates").honoured();
    public static final ValueKeyword<String> CERTIFICATE =
        SSL.value("certificate", Types.TEXT).tier(Tier.C).honoured();
    public static final ValueKeyword<String> KEY = SSL.value("key", Types.TEXT).tier(Tier.C).honoured();

    static final ValueType<UpDownDelay> DELAY =
        Types.of("interface down [up], each seconds in 0..255", arguments -> {
        String name = arguments.next();
        Duration down = name == null ? null : Numbers.readTimer(arguments, DELAYS, 6);
        Duration up = down == null || !arguments.more() ? Duration.ZERO
            : Numbers.readTimer(arguments, DELAYS, 6);
        return down == null || up == null ? null : new UpDownDelay(name, down, up);
    }, delay -> Quotes.quotedIfNeeded(delay.interfaceName()) + " " + Numbers.seconds(delay.down()) + " "
        + Numbers.seconds(delay.up()));

    static final ValueType<Linkbeat> LINKBEAT = Types.of("interface [MII\\|ETHTOOL\\|IOCTL]", arguments -> {
        String name = arguments.next();
        var methods = new LinkedHashMap<String, LinkbeatMethod>();
        for (LinkbeatMethod method : LinkbeatMethod.values()) {
            methods.put(method.name(), method);
        }
        methods.remove("ANY");
        LinkbeatMethod method = name == null ? null
            : arguments.more() ? Types.choice(methods).read(arguments) : LinkbeatMethod.ANY;
        return method == null ? null : new Linkbeat(name, method);
    }, beat -> Quotes.quotedIfNeeded(beat.interfaceName())
        + (beat.method() == LinkbeatMethod.ANY ? "" : " " + beat.method()));

    private InterfaceKeywords() {
    }
}
