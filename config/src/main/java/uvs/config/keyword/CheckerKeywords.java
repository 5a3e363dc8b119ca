package uvs.config.keyword;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import uvs.config.Command;
import uvs.config.HealthChecker.DnsType;
import uvs.config.HealthChecker.HexPattern;
import uvs.config.HealthChecker.HttpProtocol;
import uvs.config.HealthChecker.RegexStack;
import uvs.config.Range;
import uvs.config.net.IpAddress;

/// Keywords of the checkers.
///
/// A checker's block is made of groups that several have: where it connects ([Connecting]), when it runs
/// ([Timed]), what it asks over HTTP ([Asking]).
public final class CheckerKeywords {

    /// `connect_ip` and the keywords like it.
    public static final class Connecting {

        public final ValueKeyword<IpAddress> connectIp;
        public final ValueKeyword<Integer> connectPort;
        public final ValueKeyword<IpAddress> bindTo;
        public final ValueKeyword<Integer> bindPort;
        public final ValueKeyword<String> bindIf;
        public final ValueKeyword<Duration> connectTimeout;
        public final ValueKeyword<Integer> fwmark;

        Connecting(Block block) {
            connectIp = block.value("connect_ip", Types.ADDRESS).inherits("the real server's").tier(Tier.C);
            connectPort = block.value("connect_port", Types.strictInteger(1, 65_535))
                .inherits("the real server's");
            bindTo = block.value("bindto", Types.ADDRESS);
            bindPort = block.value("bind_port", Types.strictInteger(1, 65_535)).tier(Tier.C);
            bindIf = block.value("bind_if", Types.TEXT).tier(Tier.C);
            connectTimeout = block.value("connect_timeout", Types.timer(Types.POSITIVE_TIMER))
                .inherits("the real server's");
            fwmark = block.value("fwmark", Types.unsigned()).defaultsTo("0").tier(Tier.C);
        }

        Connecting honoured() {
            List.of(connectIp, connectPort, bindTo, bindPort, bindIf, connectTimeout, fwmark)
                .forEach(Keyword::honoured);
            return this;
        }
    }

    /// `retry` and the keywords like it.
    public static final class Timed {

        public final ValueKeyword<Integer> retry;
        public final ValueKeyword<Duration> delayBeforeRetry;
        public final ValueKeyword<Duration> warmup;
        public final ValueKeyword<Duration> delayLoop;
        public final ValueKeyword<Boolean> alpha;
        public final ValueKeyword<Boolean> logAllFailures;

        Timed(Block block, int retries, String delay) {
            retry = block.value("retry", Types.strictInteger(0, Integer.MAX_VALUE))
                .inherits("the real server's, else " + retries);
            delayBeforeRetry = block.value("delay_before_retry", Types.timer(Types.TIMER))
                .inherits("the real server's, else " + delay);
            warmup = block.value("warmup", Types.timer(Types.TIMER))
                .inherits("the real server's, else delay_loop");
            delayLoop = block.value("delay_loop", Types.timer(Types.LONG_TIMER))
                .inherits("the real server's");
            alpha = block.bool("alpha").inherits("the real server's");
            logAllFailures = block.bool("log_all_failures").inherits("checker_log_all_failures");
        }

        Timed honoured() {
            List.of(retry, delayBeforeRetry, warmup, delayLoop, alpha, logAllFailures)
                .forEach(Keyword::honoured);
            return this;
        }
    }

    /// What HTTP_GET and SSL_GET have in common.
    public static final class Asking {

        public final SectionKeyword<Boolean> url;
        public final ValueKeyword<String> virtualhost;
        public final ValueKeyword<HttpProtocol> httpProtocol;
        public final ValueKeyword<Boolean> fastRecovery;

        Asking(Block block) {
            url = block.repeatedSection("url", URL);
            virtualhost = block.value("virtualhost", Types.TEXT).inherits("the real server's").tier(Tier.B);
            var protocols = new LinkedHashMap<String, HttpProtocol>();
            protocols.put("1.0", HttpProtocol.HTTP_1_0);
            protocols.put("1.0C", HttpProtocol.HTTP_1_0C);
            protocols.put("1.0c", HttpProtocol.HTTP_1_0C);
            protocols.put("1.1", HttpProtocol.HTTP_1_1);
            httpProtocol = block.value("http_protocol", Types.choice(protocols)).defaultsTo("1.0")
                .tier(Tier.B);
            fastRecovery = block.bool("fast_recovery").defaultsTo("off").tier(Tier.B);
        }

        Asking honoured() {
            List.of(url, virtualhost, httpProtocol, fastRecovery).forEach(Keyword::honoured);
            return this;
        }
    }

    private static final List<String> REGEX_WORDS = List.of(
        "allow_empty_class", "alt_bsux", "alt_circumflex", "alt_verbnames", "auto_callout", "caseless",
        "dollar_endonly", "dotall", "dupnames", "endanchored", "extended", "extended_more", "firstline",
        "literal", "match_line", "match_unset_backref", "match_word", "multiline", "never_backslash_c",
        "never_ucp", "never_utf", "no_auto_capture", "no_auto_possess", "no_dotstar_anchor",
        "no_start_optimize", "ucp", "ungreedy", "use_offset_limit", "utf");
    static final Block URL = new Block("url");
    public static final ValueKeyword<String> PATH = URL.value("path", Types.TEXT).note("required").honoured();
    public static final ValueKeyword<String> URL_VIRTUALHOST =
        URL.value("virtualhost", Types.TEXT).inherits("the checker's").honoured();
    public static final ValueKeyword<String> DIGEST = URL.value("digest",
        Types.of("32 hexadecimal digits", CheckerKeywords::readDigest, digest -> digest)).honoured();
    public static final ValueKeyword<List<Range>> STATUS_CODE = URL.value("status_code",
        Types.of("100..599 and ranges of them", CheckerKeywords::readStatusCodes, CheckerKeywords::write))
        .defaultsTo("200-299").honoured();
    public static final ValueKeyword<String> REGEX = URL.value("regex",
        Types.of("quoted regular expression", CheckerKeywords::readRegex, CheckerKeywords::writeRegex))
            .tier(Tier.C).honoured();
    public static final ValueKeyword<Boolean> REGEX_NO_MATCH =
        URL.flag("regex_no_match").tier(Tier.C).honoured();
    public static final ValueKeyword<List<String>> REGEX_OPTIONS =
        URL.value("regex_options", Types.someOf(REGEX_WORDS)).tier(Tier.C)
            .honoured(REGEX_WORDS.stream().filter(word -> !word.equals("match_unset_backref"))
                .toArray(String[]::new));
    public static final ValueKeyword<RegexStack> REGEX_STACK = URL.value("regex_stack",
        Types.of("start and greatest size in bytes", CheckerKeywords::readStack,
            stack -> stack.start() + " " + stack.greatest())).tier(Tier.C);
    public static final ValueKeyword<Long> REGEX_MIN_OFFSET =
        URL.value("regex_min_offset", Types.number(0, 0xffff_ffffL)).defaultsTo("0").tier(Tier.C).honoured();
    public static final ValueKeyword<Long> REGEX_MAX_OFFSET =
        URL.value("regex_max_offset", Types.number(0, 0xffff_ffffL)).inherits("anywhere").tier(Tier.C)
            .honoured();
    public static final ValueKeyword<Boolean> URL_TLS_COMPLIANT =
        URL.bool("tls_compliant").inherits("the checker's").tier(Tier.B).recent().honoured();

    static final Block HTTP = new Block("HTTP_GET");
    public static final Asking HTTP_ASKING = new Asking(HTTP).honoured();
    public static final Connecting HTTP_CONNECTING = new Connecting(HTTP).honoured();
    public static final Timed HTTP_TIMED = new Timed(HTTP, 1, "3").honoured();
    public static final ValueKeyword<Integer> HTTP_NB_GET_RETRY = oldRetry(HTTP, HTTP_TIMED);

    static final Block SSL = new Block("SSL_GET");
    public static final Asking SSL_ASKING = new Asking(SSL).honoured();
    public static final ValueKeyword<Boolean> ENABLE_SNI =
        SSL.bool("enable_sni").defaultsTo("off").tier(Tier.B).honoured();
    public static final ValueKeyword<String> SNI_NAME =
        SSL.value("sni_name", Types.TEXT).inherits("the virtualhost").tier(Tier.B).recent().honoured();
    public static final ValueKeyword<Boolean> TLS_COMPLIANT =
        SSL.bool("tls_compliant").defaultsTo("off").tier(Tier.B).recent().honoured();
    public static final Connecting SSL_CONNECTING = new Connecting(SSL).honoured();
    public static final Timed SSL_TIMED = new Timed(SSL, 1, "3").honoured();
    public static final ValueKeyword<Integer> SSL_NB_GET_RETRY = oldRetry(SSL, SSL_TIMED);

    static final Block TCP = new Block("TCP_CHECK");
    public static final Connecting TCP_CONNECTING = new Connecting(TCP).honoured();
    public static final Timed TCP_TIMED = new Timed(TCP, 1, "1").honoured();

    static final Block PING = new Block("PING_CHECK");
    public static final Connecting PING_CONNECTING = new Connecting(PING).honoured();
    public static final Timed PING_TIMED = new Timed(PING, 1, "1").honoured();

    static final Block SMTP_HOST = new Block("host");
    public static final Connecting HOST_CONNECTING = new Connecting(SMTP_HOST).honoured();
    static final Block SMTP = new Block("SMTP_CHECK");
    public static final ValueKeyword<String> HELO_NAME =
        SMTP.value("helo_name", Types.TEXT).defaultsTo("smtpchecker.keepalived.org").tier(Tier.B).honoured();
    public static final SectionKeyword<Boolean> HOST = SMTP.repeatedSection("host", SMTP_HOST).tier(Tier.B)
        .note("old; write the keywords in the checker").honoured();
    public static final Connecting SMTP_CONNECTING = new Connecting(SMTP).honoured();
    public static final Timed SMTP_TIMED = new Timed(SMTP, 1, "1").honoured();

    static final Block DNS = new Block("DNS_CHECK");
    public static final ValueKeyword<DnsType> DNS_TYPE =
        DNS.value("type", Types.choice(dnsTypes())).defaultsTo("SOA").tier(Tier.B).honoured();
    public static final ValueKeyword<String> DNS_NAME =
        DNS.value("name", Types.of("domain name", Arguments::next, name -> name.isEmpty() ? "." : name))
            .defaultsTo(".").tier(Tier.B).honoured();
    public static final Connecting DNS_CONNECTING = new Connecting(DNS).honoured();
    public static final Timed DNS_TIMED = new Timed(DNS, 3, "delay_loop").honoured();

    static final Block MISC = new Block("MISC_CHECK");
    public static final ValueKeyword<Command> MISC_PATH =
        MISC.value("misc_path", CommandType.ALONE).note("required").honoured();
    public static final ValueKeyword<Duration> MISC_TIMEOUT =
        MISC.value("misc_timeout", Types.seconds(Types.SECONDS)).inherits("delay_loop").honoured();
    public static final ValueKeyword<Boolean> MISC_DYNAMIC = MISC.flag("misc_dynamic").honoured();
    public static final ValueKeyword<UserAndGroup> MISC_USER =
        MISC.value("user", UserAndGroup.TYPE).inherits("script_user").honoured();
    public static final Timed MISC_TIMED = new Timed(MISC, 0, "1").honoured();

    static final Block UDP = new Block("UDP_CHECK");
    public static final ValueKeyword<HexPattern> PAYLOAD =
        UDP.value("payload", HexType.BYTES).tier(Tier.B).honoured();
    public static final ValueKeyword<HexPattern> REQUIRE_REPLY =
        UDP.value("require_reply", Types.optional(HexType.PATTERN, new HexPattern("")))
            .inherits("no reply needed")
            .tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> MIN_REPLY_LENGTH =
        UDP.value("min_reply_length", Types.integer(0, 65_535)).defaultsTo("0").tier(Tier.B).honoured();
    public static final ValueKeyword<Integer> MAX_REPLY_LENGTH =
        UDP.value("max_reply_length", Types.integer(0, 65_535)).defaultsTo("255").tier(Tier.B).honoured();
    public static final Connecting UDP_CONNECTING = new Connecting(UDP).honoured();
    public static final Timed UDP_TIMED = new Timed(UDP, 1, "1").honoured();

    static final Block FILE = new Block("FILE_CHECK");
    public static final ValueKeyword<String> CHECKED_FILE =
        FILE.value("track_file", Types.TEXT).tier(Tier.B).note("required").honoured();
    public static final ValueKeyword<Weight> FILE_WEIGHT =
        FILE.value("weight", Weight.type(Integer.MAX_VALUE)).inherits("the track_file's").tier(Tier.B)
            .honoured();

    static final Block BFD = new Block("BFD_CHECK");
    public static final ValueKeyword<String> BFD_NAME =
        BFD.value("name", Types.TEXT).tier(Tier.C).note("required");
    public static final ValueKeyword<Boolean> BFD_ALPHA =
        BFD.bool("alpha").inherits("the real server's").tier(Tier.C);

    private CheckerKeywords() {
    }

    private static ValueKeyword<Integer> oldRetry(Block block, Timed timed) {
        return block.value("nb_get_retry", Types.strictInteger(0, Integer.MAX_VALUE)).spellingOf(timed.retry)
            .note("old; write retry");
    }

    private static Map<String, DnsType> dnsTypes() {
        var types = new LinkedHashMap<String, DnsType>();
        for (DnsType type : DnsType.values()) {
            types.put(type.name(), type);
        }
        return types;
    }

    private static String readDigest(Arguments arguments) {
        String digest = arguments.next();
        return digest == null || digest.matches("[0-9a-fA-F]{32}")
            ? digest == null ? null : digest.toLowerCase(Locale.ROOT)
            : arguments.wrong("the digest '" + digest + "' is not 32 hexadecimal digits",
                "make it with uvs genhash");
    }

    private static List<Range> readStatusCodes(Arguments arguments) {
        var codes = new ArrayList<Range>();
        var greatest = new Range(100, 599);
        if (!arguments.more()) {
            arguments.next();
            return null;
        }
        while (arguments.more()) {
            String word = arguments.next();
            int dash = word.indexOf('-');
            Long first = Numbers.parse(
                arguments, dash < 0 ? word : word.substring(0, dash), greatest, Numbers.Junk.REFUSED);
            Long last = dash < 0 || first == null ? first
                : Numbers.parse(arguments, word.substring(dash + 1), greatest, Numbers.Junk.REFUSED);
            if (first == null || last == null) {
                return null;
            }
            if (last < first) {
                return arguments.wrong("the range " + word + " ends before it begins",
                    "write the lower one first");
            }
            codes.add(new Range(first, last));
        }
        return codes;
    }

    private static String write(List<Range> codes) {
        return codes.stream().map(code -> code.least() == code.greatest()
            ? Long.toString(code.least()) : code.least() + "-" + code.greatest())
                .collect(Collectors.joining(" "));
    }

    /// The pattern with its double quotes in hexadecimal, which means the same: a line is first taken apart
    /// by quotes.
    private static String readRegex(Arguments arguments) {
        arguments.asCommand(true);
        String given = arguments.next();
        if (given == null) {
            return null;
        }
        var pattern = new StringBuilder();
        for (int i = 0; i < given.length(); i++) {
            boolean escape = given.charAt(i) == '\\' && i + 1 < given.length();
            char c = given.charAt(escape ? i + 1 : i);
            if (c == '"') {
                pattern.append("\\x22");
            } else {
                pattern.append(given, i, escape ? i + 2 : i + 1);
            }
            i += escape ? 1 : 0;
        }
        return pattern.toString();
    }

    private static String writeRegex(String pattern) {
        return '"' + pattern + '"';
    }

    private static RegexStack readStack(Arguments arguments) {
        var range = new Range(1, Integer.MAX_VALUE);
        Long start = Numbers.read(arguments, range, Numbers.Junk.REFUSED);
        Long greatest = start == null ? null : Numbers.read(arguments, range, Numbers.Junk.REFUSED);
        if (greatest != null && greatest < start) {
            return arguments.wrong("the greatest size " + greatest + " is below the first, " + start,
                "write the smaller one first");
        }
        return greatest == null ? null : new RegexStack(start, greatest);
    }
}
