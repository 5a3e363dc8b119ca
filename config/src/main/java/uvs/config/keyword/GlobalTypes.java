package uvs.config.keyword;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import uvs.config.LvsSettings.FlushOnStop;
import uvs.config.LvsSettings.Timeouts;
import uvs.config.MailSettings.MailServer;
import uvs.config.Range;
import uvs.config.text.Quotes;

/// Types of values that only `global_defs` has.
final class GlobalTypes {

    static final ValueType<MailServer> MAIL_SERVER = Types.of("address or name [port]", arguments -> {
        String host = arguments.next();
        if (host == null) {
            return null;
        }
        Long port = arguments.more()
            ? Numbers.read(arguments, new Range(1, 65_535), Numbers.Junk.REFUSED) : Long.valueOf(25);
        return port == null ? null : new MailServer(host, port.intValue());
    }, server -> Quotes.quotedIfNeeded(server.host()) + " " + server.port());

    static final ValueType<List<String>> CHAINS = Types.of("[input chain [output chain]]", arguments -> {
        if (!arguments.more()) {
            return List.of("INPUT", "OUTPUT");
        }
        var chains = new ArrayList<String>(List.of(arguments.next()));
        if (arguments.more()) {
            chains.add(arguments.next());
        }
        return chains;
    }, GlobalTypes::joined);

    /// Whether an interface may come back as another kind of interface.
    static final ValueType<Boolean> ALLOW_IF_CHANGES = Types.of("[allow_if_changes]", arguments -> {
        if (!arguments.more() || arguments.take("allow_if_changes")) {
            return arguments.wasTaken();
        }
        arguments.next();
        return arguments.wrong("dynamic_interfaces takes allow_if_changes or nothing", "take the word out");
    }, allowed -> allowed ? "allow_if_changes" : "");

    private static final List<String> SETS = List.of(
        "keepalived", "keepalived6", "keepalived_if6", "keepalived_igmp", "keepalived_mld", "keepalived_nd");

    static final ValueType<List<String>> IPSETS = Types.of("up to six names", arguments -> {
        List<String> given = arguments.rest();
        var names = new ArrayList<>(given.subList(0, Math.min(SETS.size(), given.size())));
        String first = names.isEmpty() ? "keepalived" : names.getFirst();
        for (int i = names.size(); i < SETS.size(); i++) {
            names.add(first + SETS.get(i).substring("keepalived".length()));
        }
        if (new HashSet<>(names).size() < names.size()) {
            return arguments.wrong("two of the sets " + String.join(" ", names) + " have the same name",
                "give each a name of its own");
        }
        return names;
    }, GlobalTypes::joined);

    static final ValueType<List<Integer>> CPUS = Types.of("numbers of CPUs", arguments -> {
        var cpus = new ArrayList<Integer>();
        do {
            Long cpu = Numbers.read(arguments, new Range(0, 8_191), Numbers.Junk.REFUSED);
            if (cpu == null) {
                return null;
            }
            cpus.add(cpu.intValue());
        } while (arguments.more());
        return cpus;
    }, cpus -> cpus.stream().map(cpu -> Integer.toString(cpu)).collect(Collectors.joining(" ")));

    static final ValueType<Timeouts> TIMEOUTS =
        Types.of("[tcp N] [tcpfin N] [udp N], each 0..2678400", arguments -> {
        Optional<Duration> tcp = Optional.empty();
        Optional<Duration> tcpFin = Optional.empty();
        Optional<Duration> udp = Optional.empty();
        do {
            String which = arguments.next();
            Long seconds = which == null ? null
                : Numbers.read(arguments, new Range(0, 2_678_400), Numbers.Junk.REFUSED);
            if (seconds == null) {
                return null;
            }
            var time = Optional.of(Duration.ofSeconds(seconds));
            switch (which) {
                case "tcp" -> tcp = time;
                case "tcpfin" -> tcpFin = time;
                case "udp" -> udp = time;
                default -> {
                    return arguments.wrong("'" + which + "' is not a timeout", "write tcp, tcpfin or udp");
                }
            }
        } while (arguments.more());
        return new Timeouts(tcp, tcpFin, udp);
    }, times -> {
        var words = new ArrayList<String>();
        times.tcp().ifPresent(time -> words.add("tcp " + time.toSeconds()));
        times.tcpFin().ifPresent(time -> words.add("tcpfin " + time.toSeconds()));
        times.udp().ifPresent(time -> words.add("udp " + time.toSeconds()));
        return String.join(" ", words);
    });

    static final ValueType<FlushOnStop> FLUSH = Types.of("[VS]", arguments -> {
        if (arguments.take("VS")) {
            return FlushOnStop.VIRTUAL_SERVERS;
        }
        Boolean on = Types.readBoolean(arguments);
        return on == null ? null : on ? FlushOnStop.ALL : FlushOnStop.OFF;
    }, flush -> switch (flush) {
        case OFF -> "off";
        case ALL -> "";
        case VIRTUAL_SERVERS -> "VS";
    });

    static final ValueType<String> BUFFER_POLICY = Types.of("MTU\\|ADVERT\\|number of bytes", arguments -> {
        String word = arguments.next();
        if (word == null || word.equals("MTU") || word.equals("ADVERT")) {
            return word;
        }
        Long bytes = Numbers.parse(arguments, word, new Range(1, Integer.MAX_VALUE), Numbers.Junk.TOLERATED);
        return bytes == null ? null : bytes.toString();
    }, policy -> policy);

    static final ValueType<List<String>> INCLUDE_CHECK = Types.of(
        "any of read match wildcard_match brace_match, each with + or - or neither", arguments -> {
            List<String> words = arguments.rest();
            List<String> known = List.of("read", "readable", "match", "wildcard_match", "brace_match");
            for (String word : words) {
                if (!known.contains(word.replaceFirst("^[+-]", ""))) {
                    return arguments.wrong("'" + word + "' is not a check", "write "
                        + String.join(", ", known));
                }
            }
            return words;
        }, words -> String.join(" ", words));

    private GlobalTypes() {
    }

    private static String joined(List<String> words) {
        return words.stream().map(Quotes::quotedIfNeeded).collect(Collectors.joining(" "));
    }
}
