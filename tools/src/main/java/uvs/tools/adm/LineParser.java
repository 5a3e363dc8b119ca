package uvs.tools.adm;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.SyncDaemon;

/// Reads the words of one command line as ipvsadm 1.31 does, complaint for complaint: first the options from
/// left to right, each with its value, then what they mean together.
final class LineParser {

    private static final int LONGEST_TIMEOUT = 31 * 24 * 60 * 60;
    private static final int DEFAULT_PERSISTENCE = 360;
    private static final int PORTS = 65_535;
    private static final int LONGEST_SYNC_MESSAGE = 65_507;
    private static final int BYTE = 255;
    private static final int TIMEOUTS = 3;
    private static final Refusal NO_COMMAND =
        Refusal.failed("Try `ipvsadm -h' or 'ipvsadm --help' for more information.");

    private final WordReader reader;
    private final EndpointText endpoints;
    private final EnumSet<Checked> given = EnumSet.noneOf(Checked.class);
    private final Draft draft = new Draft();

    private LineParser(List<String> words, Names names) {
        reader = new WordReader(words);
        endpoints = new EndpointText(names);
    }

    /// @param words   without the name of the program
    /// @param restore whether the line is one that `-R` reads, and so may not be `-R` itself
    static Operation parse(List<String> words, Names names, boolean restore) throws Refusal {
        return words.isEmpty()
            ? new Operation.ListServices(Optional.empty(), ServiceColumns.CONNECTIONS, false, false, true)
            : new LineParser(words, names).parse(restore);
    }

    private Operation parse(boolean restore) throws Refusal {
        draft.verb = command();
        if (draft.verb == Verb.RESTORE && restore) {
            throw NO_COMMAND;
        }
        if (draft.verb == Verb.HELP) {
            return new Operation.Help();
        }
        if (draft.verb == Verb.VERSION) {
            return new Operation.Version();
        }
        for (Word word = reader.next(); word != null; word = reader.next()) {
            if (word.verb() != null) {
                throw Refusal.usage("invalid option `" + reader.place() + "'");
            }
            note(word);
            read(word, reader.value());
        }
        List<String> rest = reader.rest();
        if (draft.verb == Verb.SET) {
            draft.timeouts = timeouts(rest);
            rest = rest.subList(TIMEOUTS, rest.size());
        }
        if (!rest.isEmpty()) {
            throw Refusal.usage("unexpected argument " + rest.getFirst());
        }
        return new Completion(draft, given).complete();
    }

    /// The first option is the command.
    private Verb command() throws Refusal {
        Word first;
        try {
            first = reader.next();
        } catch (Refusal _) {
            throw NO_COMMAND;
        }
        if (first == null || first.verb() == null) {
            throw NO_COMMAND;
        }
        if (first == Word.START_DAEMON || first == Word.STOP_DAEMON) {
            draft.role = switch (reader.value()) {
                case "master" -> SyncDaemon.Role.MASTER;
                case "backup" -> SyncDaemon.Role.BACKUP;
                default -> throw Refusal.usage(first == Word.START_DAEMON
                    ? "illegal start-daemon parameter specified" : "illegal start_daemon specified");
            };
        }
        return first.verb();
    }

    private void note(Word word) throws Refusal {
        if (word.checked() != null && !given.add(word.checked())) {
            throw Refusal.usage("multiple '" + word.checked().text() + "' options specified");
        }
    }

    private void read(Word word, String value) throws Refusal {
        switch (word) {
            case TCP_SERVICE -> service(Protocol.TCP, value);
            case UDP_SERVICE -> service(Protocol.UDP, value);
            case SCTP_SERVICE -> service(Protocol.SCTP, value);
            case FWMARK_SERVICE -> mark(value);
            case IPV6 -> ipv6();
            case NETMASK -> netmask(value);
            case REAL_SERVER -> draft.real = endpoints.read(value, draft.protocol())
                .orElseThrow(() -> Refusal.usage("illegal real server address[:port] specified"));
            case SCHEDULER -> draft.scheduler = value;
            case FLAGS -> draft.flags = value;
            case ENGINE -> draft.engine = value;
            case PERSISTENT -> draft.persistence = value == null
                ? DEFAULT_PERSISTENCE : timeout(value, 1);
            case GATEWAYING, IPIP, MASQUERADING -> draft.forwarding = word;
            case WEIGHT -> draft.weight = number(value, 0, Integer.MAX_VALUE, "weight");
            case UPPER_THRESHOLD -> draft.upperThreshold = number(value, 0, Integer.MAX_VALUE, "u_threshold");
            case LOWER_THRESHOLD -> draft.lowerThreshold = number(value, 0, Integer.MAX_VALUE, "l_threshold");
            case TUN_TYPE -> draft.tunnel = TunnelKind.named(value)
                .orElseThrow(() -> Refusal.usage("illegal tunnel type specified"));
            case TUN_PORT -> draft.tunnelPort = number(value, 1, PORTS, "tunnel port");
            case MCAST_INTERFACE -> draft.mcastInterface = value;
            case SYNC_ID -> draft.syncId = number(value, 0, BYTE, "syncid");
            case SYNC_MAXLEN -> draft.syncMaxlen = number(value, 1, LONGEST_SYNC_MESSAGE, "sync-maxlen");
            case MCAST_GROUP -> draft.mcastGroup = Optional.of(group(value));
            case MCAST_PORT -> draft.mcastPort = number(value, 1, PORTS, "mcast-port");
            case MCAST_TTL -> draft.mcastTtl = number(value, 1, BYTE, "mcast-ttl");
            case TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM, OPS, NUMERIC, CONNECTION, TIMEOUT, DAEMON, STATS, RATE,
                EXACT, THRESHOLDS, PERSISTENT_CONN, TUN_INFO, NOSORT, SORT -> { }
            case ADD_SERVICE, EDIT_SERVICE, DELETE_SERVICE, CLEAR, LIST, LIST_TOO, ZERO, ADD_SERVER,
                EDIT_SERVER, DELETE_SERVER, RESTORE, SAVE, SET, START_DAEMON, STOP_DAEMON, HELP, VERSION ->
                throw new IllegalStateException(word + " is a command");
        }
    }

    private void service(Protocol protocol, String text) throws Refusal {
        draft.service = endpoints.read(text, Optional.of(protocol))
            .orElseThrow(() -> Refusal.usage("illegal virtual server address[:port] specified"));
        draft.serviceProtocol = protocol;
        if (draft.family() == Family.IPV6) {
            draft.prefixLength = Family.IPV6.bits();
        }
    }

    private void mark(String text) throws Refusal {
        OptionalLong mark = Decimal.read(text, 1, 0xffff_ffffL);
        if (mark.isEmpty()) {
            throw Refusal.usage("invalid fwmark value `" + text + "' specified");
        }
        draft.mark = (int) mark.getAsLong();
    }

    private void ipv6() throws Refusal {
        if (draft.mark == 0) {
            throw Refusal.usage("-6 used before -f\n");
        }
        draft.markFamily = Family.IPV6;
        draft.prefixLength = Family.IPV6.bits();
    }

    private void netmask(String text) throws Refusal {
        if (draft.family() == Family.IPV6) {
            long length = Decimal.prefix(text);
            if (length < 1 || length > Family.IPV6.bits()) {
                throw Refusal.usage("illegal ipv6 netmask specified");
            }
            draft.prefixLength = (int) length;
            return;
        }
        draft.netmask = endpoints.host(text).map(IpAddress::ipv4)
            .orElseThrow(() -> Refusal.usage("illegal virtual server persistent mask specified"));
    }

    private static IpAddress group(String text) throws Refusal {
        Optional<IpAddress> group = IpAddress.parse(text);
        if (group.filter(IpAddress::isMulticast).isEmpty()) {
            boolean ipv6 = group.isPresent() && group.get().family() == Family.IPV6;
            throw Refusal.usage("invalid " + (ipv6 ? "IPv6" : "IPv4") + " mcast-group `" + text + "'");
        }
        return group.get();
    }

    private static int number(String text, int lowest, int highest, String what) throws Refusal {
        OptionalLong number = Decimal.read(text, lowest, highest);
        if (number.isEmpty()) {
            throw Refusal.usage("illegal " + what + " specified");
        }
        return (int) number.getAsLong();
    }

    private static int timeout(String text, int lowest) throws Refusal {
        OptionalLong seconds = Decimal.read(text, lowest, LONGEST_TIMEOUT);
        if (seconds.isEmpty()) {
            throw Refusal.usage("invalid timeout value `" + text + "' specified");
        }
        return (int) seconds.getAsLong();
    }

    private static ConnectionTimeouts timeouts(List<String> words) throws Refusal {
        if (words.size() < TIMEOUTS) {
            throw Refusal.usage("--set option requires 3 timeout values");
        }
        int tcp = timeout(words.get(0), 0);
        int tcpFin = timeout(words.get(1), 0);
        return new ConnectionTimeouts(tcp, tcpFin, timeout(words.get(2), 0));
    }
}
