package uvs.config.keyword;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.Range;
import uvs.config.TrackFile.InitFile;
import uvs.config.TrackProcess.ParameterMatch;
import uvs.config.net.IpAddress;
import uvs.config.text.Quotes;

/// Keywords of what instances and checkers watch: `vrrp_script`, `vrrp_track_process`, `track_file` and
/// `bfd_instance`.
public final class TrackKeywords {

    private static final Range MILLISECONDS = new Range(0, 4_294_967_295L);
    private static final Range HOUR = new Range(0, 3_600_000_000L);

    static final Block SCRIPT = new Block("vrrp_script");
    public static final ValueKeyword<Command> SCRIPT_LINE =
        SCRIPT.value("script", CommandType.ALONE).note("required").honoured();
    public static final ValueKeyword<Duration> INTERVAL =
        SCRIPT.value("interval", Types.timer(MILLISECONDS, 3)).defaultsTo("1").honoured();
    public static final ValueKeyword<Duration> TIMEOUT =
        SCRIPT.value("timeout", Types.timer(MILLISECONDS, 3)).inherits("interval").honoured();
    public static final ValueKeyword<Weight> SCRIPT_WEIGHT =
        SCRIPT.value("weight", Weight.type(253)).defaultsTo("0").honoured();
    public static final ValueKeyword<Integer> RISE =
        SCRIPT.value("rise", Types.integer(1, Integer.MAX_VALUE)).defaultsTo("1").honoured();
    public static final ValueKeyword<Integer> FALL =
        SCRIPT.value("fall", Types.integer(1, Integer.MAX_VALUE)).defaultsTo("1").honoured();
    public static final ValueKeyword<UserAndGroup> USER =
        SCRIPT.value("user", UserAndGroup.TYPE).inherits("script_user").honoured();
    public static final ValueKeyword<Boolean> INIT_FAIL = SCRIPT.flag("init_fail").tier(Tier.B).honoured();

    static final Block PROCESS = new Block("vrrp_track_process");
    public static final ValueKeyword<List<String>> PROCESS_LINE = PROCESS.value("process", Types.of(
        "\"name [arguments]\"", TrackKeywords::readProcess, TrackKeywords::writeProcess)).tier(Tier.B)
            .note("required").honoured();
    public static final ValueKeyword<ParameterMatch> PARAM_MATCH =
        PROCESS.value("param_match", parameterMatch())
        .inherits("no match without arguments, else exact").tier(Tier.C).honoured();
    public static final ValueKeyword<Weight> PROCESS_WEIGHT =
        PROCESS.value("weight", Weight.type(254)).defaultsTo("0").tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> QUORUM =
        PROCESS.value("quorum", Types.integer(1, 65_535)).defaultsTo("1").tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> QUORUM_MAX =
        PROCESS.value("quorum_max", Types.integer(0, 65_535)).inherits("unlimited").tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> DELAY =
        PROCESS.value("delay", Types.timer(HOUR)).tier(Tier.B).note("both of the next two").honoured();
    public static final ValueKeyword<Duration> FORK_DELAY =
        PROCESS.value("fork_delay", Types.timer(HOUR)).inherits("delay, else 0").tier(Tier.B).honoured();
    public static final ValueKeyword<Duration> TERMINATE_DELAY =
        PROCESS.value("terminate_delay", Types.timer(HOUR)).inherits("delay, else 0").tier(Tier.B).honoured();
    public static final ValueKeyword<Boolean> FULL_COMMAND =
        PROCESS.flag("full_command").tier(Tier.C).honoured();

    static final Block FILE = new Block("track_file");
    public static final ValueKeyword<String> FILE_LINE =
        FILE.value("file", Types.TEXT).tier(Tier.B).note("required").honoured();
    public static final ValueKeyword<Weight> FILE_WEIGHT =
        FILE.value("weight", Weight.type(254)).defaultsTo("1").tier(Tier.B).honoured();
    public static final ValueKeyword<InitFile> INIT_FILE = FILE.value("init_file",
        Types.of("[number] [overwrite]", TrackKeywords::readInitFile,
            init -> init.value() + (init.overwrite() ? " overwrite" : ""))).tier(Tier.B).honoured();

    static final Block BFD = new Block("bfd_instance");
    public static final ValueKeyword<IpAddress> NEIGHBOR_IP =
        BFD.value("neighbor_ip", Types.ADDRESS).tier(Tier.C).note("required");
    public static final ValueKeyword<IpAddress> NEIGHBOUR_IP =
        BFD.value("neighbour_ip", Types.ADDRESS).tier(Tier.C).note("the same as neighbor_ip")
            .sameAs(NEIGHBOR_IP);
    public static final ValueKeyword<IpAddress> SOURCE_IP =
        BFD.value("source_ip", Types.ADDRESS).tier(Tier.C);
    public static final ValueKeyword<Duration> MIN_RX = milliseconds("min_rx", 1, "10");
    public static final ValueKeyword<Duration> MIN_TX = milliseconds("min_tx", 1, "10");
    public static final ValueKeyword<Duration> IDLE_TX = milliseconds("idle_tx", 1_000, "1000");
    public static final ValueKeyword<Integer> MULTIPLIER =
        BFD.value("multiplier", Types.strictInteger(1, 255)).defaultsTo("5").tier(Tier.C);
    public static final ValueKeyword<Boolean> PASSIVE = BFD.flag("passive").tier(Tier.C);
    public static final ValueKeyword<Boolean> MULTIHOP = BFD.flag("multihop").tier(Tier.C).recent();
    public static final ValueKeyword<Integer> TTL =
        BFD.value("ttl", Types.strictInteger(1, 255)).inherits("255, or 64 with multihop").tier(Tier.C);
    public static final ValueKeyword<Integer> HOPLIMIT =
        BFD.value("hoplimit", Types.strictInteger(1, 255)).tier(Tier.C).note("the same as ttl").sameAs(TTL);
    public static final ValueKeyword<Integer> MAX_HOPS =
        BFD.value("max_hops", Types.strictInteger(-1, 255)).defaultsTo("0").tier(Tier.C);
    public static final ValueKeyword<Weight> BFD_WEIGHT =
        BFD.value("weight", Weight.type(253)).defaultsTo("0").tier(Tier.C);
    public static final ValueKeyword<Boolean> FOR_VRRP =
        BFD.flag("vrrp").tier(Tier.C).note("without this and checker: both");
    public static final ValueKeyword<Boolean> FOR_CHECKER =
        BFD.flag("checker").tier(Tier.C).note("without this and vrrp: both");

    private TrackKeywords() {
    }

    private static ValueKeyword<Duration> milliseconds(String name, long least, String normal) {
        var range = new Range(least, 4_294_967);
        return BFD.value(name, Types.of("milliseconds in " + range, arguments -> {
            Long value = Numbers.read(arguments, range, Numbers.Junk.REFUSED);
            return value == null ? null : Duration.ofMillis(value);
        }, time -> Long.toString(time.toMillis()))).defaultsTo(normal).tier(Tier.C);
    }

    private static ValueType<ParameterMatch> parameterMatch() {
        var words = new LinkedHashMap<String, ParameterMatch>();
        words.put("initial", ParameterMatch.INITIAL);
        words.put("partial", ParameterMatch.PARTIAL);
        words.put("exact", ParameterMatch.EXACT);
        return Types.optional(Types.choice(words), ParameterMatch.EXACT);
    }

    private static List<String> readProcess(Arguments arguments) {
        arguments.asCommand(false);
        String line = arguments.next();
        if (line == null) {
            return null;
        }
        List<String> words = Quotes.commandWords(line, false).stream().map(Quotes.Word::text).toList();
        return words.isEmpty() ? arguments.wrong("process names no program", "write its name") : words;
    }

    private static String writeProcess(List<String> words) {
        return CommandType.ALONE.write(new Command(words, Optional.empty(), Optional.empty()));
    }

    private static InitFile readInitFile(Arguments arguments) {
        int value = 0;
        boolean overwrite = false;
        while (arguments.more()) {
            if (arguments.take("overwrite")) {
                overwrite = true;
                continue;
            }
            Long number = Numbers.read(
                arguments, new Range(Integer.MIN_VALUE, Integer.MAX_VALUE), Numbers.Junk.REFUSED);
            if (number == null) {
                return null;
            }
            value = number.intValue();
        }
        return new InitFile(value, overwrite);
    }
}
