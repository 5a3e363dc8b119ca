package uvs.config.parse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import uvs.config.Command;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.BfdCheck;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.DnsCheck;
import uvs.config.HealthChecker.FileCheck;
import uvs.config.HealthChecker.HexPattern;
import uvs.config.HealthChecker.Http;
import uvs.config.HealthChecker.HttpGet;
import uvs.config.HealthChecker.MiscCheck;
import uvs.config.HealthChecker.PingCheck;
import uvs.config.HealthChecker.Regex;
import uvs.config.HealthChecker.Reply;
import uvs.config.HealthChecker.SmtpCheck;
import uvs.config.HealthChecker.SslGet;
import uvs.config.HealthChecker.TcpCheck;
import uvs.config.HealthChecker.Timing;
import uvs.config.HealthChecker.UdpCheck;
import uvs.config.HealthChecker.Url;
import uvs.config.PcrePattern;
import uvs.config.keyword.CheckerKeywords;
import uvs.config.keyword.CheckerKeywords.Asking;
import uvs.config.keyword.CheckerKeywords.Connecting;
import uvs.config.keyword.CheckerKeywords.Timed;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.Section;
import uvs.config.keyword.UserAndGroup;
import uvs.config.keyword.VirtualServerKeywords;
import uvs.config.keyword.Weight;
import uvs.config.net.IpAddress;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// The checkers of one real server, each with what it inherits.
final class Checkers {

    private static final Duration SECOND = Duration.ofSeconds(1);
    /// The keywords that connect, retry and so on have when nobody says.
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /// What checkers inherit from their real server and its virtual server.
    record Inherited(
        IpAddress address, int port, Optional<Integer> retry, Optional<Duration> delayBeforeRetry,
        Optional<Duration> warmup, Optional<Duration> connectTimeout, Duration delayLoop,
        Duration virtualServerDelayLoop, Optional<String> virtualhost, boolean alpha,
            boolean logAllFailures) {
    }

    private final Diagnostics diagnostics;
    private final Trackers trackers;

    Checkers(Trackers trackers, Diagnostics diagnostics) {
        this.trackers = trackers;
        this.diagnostics = diagnostics;
    }

    List<HealthChecker> of(Section real, Inherited inherited) {
        var checkers = new ArrayList<HealthChecker>(1);
        for (Section section : real.get(VirtualServerKeywords.TCP_CHECK)) {
            checkers.add(new TcpCheck(
                connection(section, CheckerKeywords.TCP_CONNECTING, inherited),
                timing(section, CheckerKeywords.TCP_TIMED, inherited, 1, SECOND)));
        }
        for (Section section : real.get(VirtualServerKeywords.HTTP_GET)) {
            http(section, inherited).ifPresent(checkers::add);
        }
        for (Section section : real.get(VirtualServerKeywords.SSL_GET)) {
            ssl(section, inherited).ifPresent(checkers::add);
        }
        for (Section section : real.get(VirtualServerKeywords.SMTP_CHECK)) {
            checkers.add(smtp(section, inherited));
        }
        for (Section section : real.get(VirtualServerKeywords.DNS_CHECK)) {
            checkers.add(dns(section, inherited));
        }
        for (Section section : real.get(VirtualServerKeywords.MISC_CHECK)) {
            misc(section, inherited).ifPresent(checkers::add);
        }
        for (Section section : real.get(VirtualServerKeywords.UDP_CHECK)) {
            checkers.add(udp(section, inherited));
        }
        for (Section section : real.get(VirtualServerKeywords.PING_CHECK)) {
            checkers.add(new PingCheck(
                connection(section, CheckerKeywords.PING_CONNECTING, inherited),
                timing(section, CheckerKeywords.PING_TIMED, inherited, 1, SECOND)));
        }
        for (Section section : real.get(VirtualServerKeywords.FILE_CHECK)) {
            file(section).ifPresent(checkers::add);
        }
        for (Section section : real.get(VirtualServerKeywords.BFD_CHECK)) {
            bfd(section, inherited).ifPresent(checkers::add);
        }
        return checkers;
    }

    private Connection connection(Section section, Connecting keywords, Inherited inherited) {
        IpAddress address = section.get(keywords.connectIp, inherited.address());
        Optional<IpAddress> bind = section.given(keywords.bindTo);
        if (bind.isPresent() && bind.get().family() != address.family()) {
            diagnostics.report(Problem.GENERAL_ERROR, section.positionOf(keywords.bindTo), "bindto "
                + bind.get()
                + " is not of the family of " + address + ", and is not used", "write one that is");
            bind = Optional.empty();
        }
        return new Connection(
            address, section.get(keywords.connectPort, inherited.port()), bind,
            section.get(keywords.bindPort, 0), section.given(keywords.bindIf),
            section.get(keywords.connectTimeout, inherited.connectTimeout().orElse(CONNECT_TIMEOUT)),
            section.get(keywords.fwmark));
    }

    private static Timing timing(
        Section section, Timed keywords, Inherited inherited, int retries, Duration delay) {
        Duration loop = section.get(keywords.delayLoop, inherited.delayLoop());
        return new Timing(
            section.get(keywords.retry, inherited.retry().orElse(retries)),
            section.get(keywords.delayBeforeRetry, inherited.delayBeforeRetry().orElse(delay)),
            section.get(keywords.warmup, inherited.warmup().orElse(loop)), loop,
            section.get(keywords.alpha, inherited.alpha()),
            section.get(keywords.logAllFailures, inherited.logAllFailures()));
    }

    private Optional<HealthChecker> http(Section section, Inherited inherited) {
        return asking(section, CheckerKeywords.HTTP_ASKING, inherited, false).map(http -> new HttpGet(
            connection(section, CheckerKeywords.HTTP_CONNECTING, inherited),
            timing(section, CheckerKeywords.HTTP_TIMED, inherited, 1, Duration.ofSeconds(3)), http));
    }

    private Optional<HealthChecker> ssl(Section section, Inherited inherited) {
        boolean compliant = section.get(CheckerKeywords.TLS_COMPLIANT);
        return asking(section, CheckerKeywords.SSL_ASKING, inherited, compliant).map(http -> new SslGet(
            connection(section, CheckerKeywords.SSL_CONNECTING, inherited),
            timing(section, CheckerKeywords.SSL_TIMED, inherited, 1, Duration.ofSeconds(3)), http,
            section.get(CheckerKeywords.ENABLE_SNI), section.given(CheckerKeywords.SNI_NAME), compliant));
    }

    /// Empty when there is no URL to ask for, which is reported.
    private Optional<Http> asking(Section section, Asking keywords, Inherited inherited, boolean compliant) {
        Optional<String> host = section.given(keywords.virtualhost).or(inherited::virtualhost);
        var urls = new ArrayList<Url>();
        for (Section url : section.get(keywords.url)) {
            if (has(url, CheckerKeywords.PATH, "is left out")) {
                urls.add(url(url, host, compliant));
            }
        }
        if (urls.isEmpty()) {
            diagnostics.report(Problem.GENERAL_ERROR, section.position(),
                section.block().name() + " has no url, and is left out", "write url { path / }");
            return Optional.empty();
        }
        return Optional.of(
            new Http(urls, section.get(keywords.httpProtocol), section.get(keywords.fastRecovery)));
    }

    private Url url(Section url, Optional<String> host, boolean compliant) {
        Optional<Regex> regex = url.given(CheckerKeywords.REGEX).map(pattern -> new Regex(
            pattern, url.get(CheckerKeywords.REGEX_NO_MATCH),
                url.get(CheckerKeywords.REGEX_OPTIONS, List.of()),
            url.get(CheckerKeywords.REGEX_MIN_OFFSET), url.get(CheckerKeywords.REGEX_MAX_OFFSET, 0L),
            url.given(CheckerKeywords.REGEX_STACK)));
        if (regex.isEmpty()) {
            for (var keyword : List.of(CheckerKeywords.REGEX_NO_MATCH, CheckerKeywords.REGEX_OPTIONS,
                CheckerKeywords.REGEX_MIN_OFFSET, CheckerKeywords.REGEX_MAX_OFFSET,
                    CheckerKeywords.REGEX_STACK)) {
                if (url.has(keyword)) {
                    diagnostics.report(Problem.GENERAL_ERROR, url.positionOf(keyword),
                        keyword.name() + " has no regex to go with", "write regex, or take it out");
                }
            }
        } else if (!readable(regex.get(), url)) {
            regex = Optional.empty();
        } else if (regex.get().maxOffset() > 0 && regex.get().minOffset() > regex.get().maxOffset()) {
            diagnostics.report(Problem.GENERAL_ERROR, url.positionOf(CheckerKeywords.REGEX_MIN_OFFSET),
                "regex_min_offset " + regex.get().minOffset() + " is above regex_max_offset "
                    + regex.get().maxOffset(), "write a smaller one");
        }
        return new Url(
            url.get(CheckerKeywords.PATH), url.given(CheckerKeywords.URL_VIRTUALHOST).or(() -> host),
            url.given(CheckerKeywords.DIGEST), url.get(CheckerKeywords.STATUS_CODE), regex,
            url.get(CheckerKeywords.URL_TLS_COMPLIANT, compliant));
    }

    /// Reports a regular expression that cannot be searched for, which is left out, as keepalived leaves it out.
    private boolean readable(Regex regex, Section url) {
        try {
            PcrePattern.compile(regex);
            return true;
        } catch (PatternSyntaxException e) {
            diagnostics.report(Problem.GENERAL_ERROR, url.positionOf(CheckerKeywords.REGEX),
                "the regex is left out: " + e.getDescription(),
                "write it without, in the syntax that PCRE2 and Java share");
            return false;
        }
    }

    /// Whether the section has what it needs. Reports what it lacks.
    private boolean has(Section section, Keyword<?> keyword, String consequence) {
        if (section.has(keyword)) {
            return true;
        }
        diagnostics.report(Problem.GENERAL_ERROR, section.position(),
            section.block().name() + " has no " + keyword.name() + ", and " + consequence, "write one");
        return false;
    }

    private SmtpCheck smtp(Section section, Inherited inherited) {
        var hosts = new ArrayList<Connection>();
        for (Section host : section.get(CheckerKeywords.HOST)) {
            diagnostics.report(Problem.DEPRECATED, host.position(), "host is an old spelling",
                "write its keywords in SMTP_CHECK");
            hosts.add(connection(host, CheckerKeywords.HOST_CONNECTING, inherited));
        }
        if (hosts.isEmpty()) {
            hosts.add(connection(section, CheckerKeywords.SMTP_CONNECTING, inherited));
        }
        return new SmtpCheck(hosts, timing(section, CheckerKeywords.SMTP_TIMED, inherited, 1, SECOND),
            section.get(CheckerKeywords.HELO_NAME));
    }

    private DnsCheck dns(Section section, Inherited inherited) {
        Duration loop = section.get(CheckerKeywords.DNS_TIMED.delayLoop, inherited.delayLoop());
        String name = section.get(CheckerKeywords.DNS_NAME);
        return new DnsCheck(
            connection(section, CheckerKeywords.DNS_CONNECTING, inherited),
            timing(section, CheckerKeywords.DNS_TIMED, inherited, 3, loop),
            section.get(CheckerKeywords.DNS_TYPE), name.equals(".") ? "" : name);
    }

    private Optional<HealthChecker> misc(Section section, Inherited inherited) {
        if (!has(section, CheckerKeywords.MISC_PATH, "is left out")) {
            return Optional.empty();
        }
        Optional<UserAndGroup> user = section.given(CheckerKeywords.MISC_USER);
        Command command = trackers.used(new Command(
            section.get(CheckerKeywords.MISC_PATH).words(), user.map(UserAndGroup::user),
            user.flatMap(UserAndGroup::group)), section.positionOf(CheckerKeywords.MISC_PATH));
        Duration timeout = section.given(CheckerKeywords.MISC_TIMEOUT).filter(time -> !time.isZero())
            .orElse(inherited.virtualServerDelayLoop());
        return Optional.of(new MiscCheck(
            command, timing(section, CheckerKeywords.MISC_TIMED, inherited, 0, SECOND), timeout,
            section.get(CheckerKeywords.MISC_DYNAMIC)));
    }

    private UdpCheck udp(Section section, Inherited inherited) {
        int least = section.get(CheckerKeywords.MIN_REPLY_LENGTH);
        int most = section.get(CheckerKeywords.MAX_REPLY_LENGTH);
        if (least > most) {
            diagnostics.report(Problem.GENERAL_ERROR, section.positionOf(CheckerKeywords.MIN_REPLY_LENGTH),
                "min_reply_length " + least + " is above max_reply_length " + most, "write a smaller one");
        }
        Optional<Reply> reply = section.given(CheckerKeywords.REQUIRE_REPLY).map(pattern ->
            new Reply(least, most, Optional.of(pattern).filter(p -> p.length() > 0)));
        Optional<HexPattern> payload = section.given(CheckerKeywords.PAYLOAD);
        return new UdpCheck(
            connection(section, CheckerKeywords.UDP_CONNECTING, inherited),
            timing(section, CheckerKeywords.UDP_TIMED, inherited, 1, SECOND), payload, reply);
    }

    private Optional<HealthChecker> file(Section section) {
        if (!has(section, CheckerKeywords.CHECKED_FILE, "is left out")) {
            return Optional.empty();
        }
        String name = section.get(CheckerKeywords.CHECKED_FILE);
        var file = trackers.files().get(name);
        if (!trackers.isBefore("track_file", name, section)) {
            trackers.reportMissing("track_file", name, section,
                section.positionOf(CheckerKeywords.CHECKED_FILE), "FILE_CHECK is left out");
            return Optional.empty();
        }
        Weight weight = section.get(CheckerKeywords.FILE_WEIGHT, new Weight(file.weight(), file.reverse()));
        return Optional.of(new FileCheck(file, weight.value(), weight.reverse()));
    }

    private Optional<HealthChecker> bfd(Section section, Inherited inherited) {
        if (!has(section, CheckerKeywords.BFD_NAME, "is left out")) {
            return Optional.empty();
        }
        String name = section.get(CheckerKeywords.BFD_NAME);
        var bfd = trackers.bfds().get(name);
        if (bfd == null || !bfd.forChecker()) {
            diagnostics.report(Problem.GENERAL_ERROR, section.positionOf(CheckerKeywords.BFD_NAME),
                bfd == null ? "there is no bfd_instance " + name + ", and BFD_CHECK is left out"
                    : "bfd_instance " + name + " is not for checkers, and BFD_CHECK is left out",
                bfd == null ? "write the block" : "write checker in it");
            return Optional.empty();
        }
        diagnostics.report(Problem.ADVICE, section.position(),
            "BFD_CHECK is not carried out: for it the real server is up from the start, whatever BFD says",
            "add a check that uvs carries out, such as TCP_CHECK");
        return Optional.of(new BfdCheck(bfd, section.get(CheckerKeywords.BFD_ALPHA, inherited.alpha())));
    }
}
