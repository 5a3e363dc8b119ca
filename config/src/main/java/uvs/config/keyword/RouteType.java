package uvs.config.keyword;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import uvs.config.Range;
import uvs.config.Route;
import uvs.config.Route.Insertion;
import uvs.config.Route.Metric;
import uvs.config.Route.Nexthop;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.config.text.Problem;
import uvs.config.text.Quotes;

/// One line of `virtual_routes` or `static_routes`, in the words of `ip route`.
final class RouteType implements ValueType<Route> {

    static final RouteType INSTANCE = new RouteType();

    private static final Set<String> TYPES = Set.of(
        "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit",
            "throw",
        "nat", "xresolve");
    private static final Set<String> METRICS = Set.of(
        "mtu", "advmss", "hoplimit", "window", "cwnd", "ssthresh", "rtt", "rttvar", "reordering", "rto_min",
        "initcwnd", "initrwnd");
    private static final Range UNSIGNED = new Range(0, 0xffff_ffffL);

    private RouteType() {
    }

    @Override
    public Route read(Arguments arguments) {
        return new Reading(arguments).read();
    }

    /// The prefix that a word names: `default` and `all` are everything of one family.
    static Prefix prefix(Arguments arguments, String word, Family family) {
        return switch (word) {
            case "default", "any", "all" -> new Prefix(family == Family.IPV6
                ? IpAddress.ofIpv6(0, 0) : IpAddress.ofIpv4(0), 0);
            case "default6" -> new Prefix(IpAddress.ofIpv6(0, 0), 0);
            default -> Prefix.parse(word).orElseGet(() -> arguments.wrong(
                "'" + word + "' is not an address or prefix", "write ADDRESS/LENGTH"));
        };
    }

    /// One line being read.
    private static final class Reading {

        private final Arguments arguments;
        private Family family;
        private String type = "unicast";
        private Prefix destination;
        private Optional<IpAddress> source = Optional.empty();
        private Optional<Prefix> as = Optional.empty();
        private Optional<IpAddress> via = Optional.empty();
        private Optional<String> device = Optional.empty();
        private Optional<String> table = Optional.empty();
        private Optional<String> dsfield = Optional.empty();
        private Optional<String> protocol = Optional.empty();
        private Optional<String> scope = Optional.empty();
        private Optional<Long> metric = Optional.empty();
        private boolean onlink;
        private final List<Metric> metrics = new ArrayList<>();
        private Optional<String> realms = Optional.empty();
        private final List<String> features = new ArrayList<>();
        private Optional<Boolean> quickAck = Optional.empty();
        private Optional<String> congestion = Optional.empty();
        private boolean congestionLocked;
        private Optional<Duration> expires = Optional.empty();
        private Optional<String> preference = Optional.empty();
        private Optional<Boolean> ttlPropagate = Optional.empty();
        private Optional<Boolean> fastopen = Optional.empty();
        private List<String> encap = List.of();
        private Optional<String> vrf = Optional.empty();
        private Insertion insertion = Insertion.REPLACE;
        private final List<Nexthop> nexthops = new ArrayList<>();
        private boolean tracked = true;
        private Optional<String> trackGroup = Optional.empty();
        private boolean usable = true;

        Reading(Arguments arguments) {
            this.arguments = arguments;
        }

        Route read() {
            while (usable && arguments.more()) {
                String word = arguments.next();
                if (!option(word) && !number(word) && !metric(word)) {
                    destination(word);
                }
            }
            if (usable && destination == null) {
                usable = false;
                arguments.wrong("the route has no destination", "write default, or ADDRESS/LENGTH");
            }
            if (!usable) {
                return null;
            }
            return new Route(
                destination.address().family(), type, destination, source, as, via, device, table, dsfield,
                    protocol,
                scope, metric, onlink, metrics, realms, features, quickAck, congestion, congestionLocked,
                    expires,
                preference, ttlPropagate, fastopen, encap, vrf, insertion, nexthops, tracked, trackGroup);
        }

        private void destination(String word) {
            if (destination == null && TYPES.contains(word)) {
                type = word;
                return;
            }
            if (destination != null) {
                usable = false;
                arguments.wrong("'" + word + "' is nothing that a route takes", "take it out");
                return;
            }
            destination = prefix(arguments, word, family);
            usable = destination != null;
        }

        private boolean option(String word) {
            switch (word) {
                case "inet" -> family = Family.IPV4;
                case "inet6" -> family = Family.IPV6;
                case "to" -> destination(arguments.more() ? arguments.next() : "");
                case "src" -> source = address();
                case "as" -> {
                    arguments.take("to");
                    String text = arguments.next();
                    as = Optional.ofNullable(text == null ? null : prefix(arguments, text, family));
                    usable &= as.isPresent();
                }
                case "via", "gw" -> {
                    if (word.equals("gw")) {
                        arguments.advise(Problem.DEPRECATED, "gw is an old spelling", "write via");
                    }
                    takeFamily();
                    via = address();
                }
                case "or" -> address().ifPresent(other -> nexthops.add(
                    new Nexthop(Optional.of(other), Optional.empty(), 1, false, Optional.empty(),
                        List.of())));
                case "dev", "oif" -> text(value -> device = value);
                case "table" -> text(value -> table = value);
                case "tos", "dsfield" -> text(value -> dsfield = value);
                case "proto", "protocol" -> text(value -> protocol = value);
                case "scope" -> scope = AddressType.scope(arguments);
                case "realm", "realms" -> text(value -> realms = value);
                case "pref" -> text(value -> preference = value);
                case "vrf" -> text(value -> vrf = value);
                case "track_group" -> text(value -> trackGroup = value);
                case "onlink" -> onlink = true;
                case "no_track" -> tracked = false;
                case "add" -> insertion = Insertion.ADD;
                case "append" -> insertion = Insertion.APPEND;
                case "prepend" -> insertion = Insertion.PREPEND;
                case "features" -> text(value -> value.ifPresent(features::add));
                case "congctl" -> {
                    congestionLocked = arguments.take("lock");
                    text(value -> congestion = value);
                }
                case "quickack" -> quickAck = bool();
                case "ttl-propagate" -> ttlPropagate = switchWord();
                case "fastopen_no_cookie" -> fastopen = bool();
                case "encap" -> encap = encapsulation();
                case "nexthop" -> nexthop();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean number(String word) {
            switch (word) {
                case "metric", "priority", "preference" -> metric = Optional.ofNullable(
                    Numbers.read(arguments, UNSIGNED, Numbers.Junk.REFUSED));
                case "expires" -> expires = Optional.ofNullable(
                    Numbers.read(arguments, UNSIGNED, Numbers.Junk.REFUSED)).map(Duration::ofSeconds);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean metric(String word) {
            if (!METRICS.contains(word)) {
                return false;
            }
            boolean locked = arguments.take("lock");
            String value = arguments.next();
            usable &= value != null;
            if (value != null && !value.matches("[0-9]+(\\.[0-9]+)?(s|ms)?")) {
                usable = false;
                arguments.wrong(word + " '" + value + "' is not a number", "write one");
            } else if (value != null) {
                metrics.add(new Metric(word, value, locked));
            }
            return true;
        }

        private void takeFamily() {
            if (!arguments.take("inet")) {
                arguments.take("inet6");
            }
        }

        private Optional<IpAddress> address() {
            String word = arguments.next();
            var address = word == null ? Optional.<IpAddress>empty() : IpAddress.parse(word);
            if (address.isEmpty()) {
                usable = false;
                if (word != null) {
                    arguments.wrong("'" + word + "' is not an IP address", "write it in numbers");
                }
            }
            return address;
        }

        private void text(Consumer<Optional<String>> set) {
            String word = arguments.next();
            usable &= word != null;
            set.accept(Optional.ofNullable(word));
        }

        private Optional<Boolean> bool() {
            Long value = Numbers.read(arguments, new Range(0, 1), Numbers.Junk.REFUSED);
            return Optional.ofNullable(value).map(number -> number == 1);
        }

        private Optional<Boolean> switchWord() {
            String word = arguments.next();
            if ("enabled".equals(word) || "disabled".equals(word)) {
                return Optional.of(word.equals("enabled"));
            }
            if (word != null) {
                arguments.wrong("ttl-propagate '" + word + "' is not known", "write enabled or disabled");
            }
            return Optional.empty();
        }

        private List<String> encapsulation() {
            var words = new ArrayList<String>();
            String kind = arguments.next();
            switch (kind) {
                case null -> {
                }
                case "mpls", "ila" -> {
                    words.add(kind);
                    text(value -> value.ifPresent(words::add));
                    pairs(words, Set.of("ttl", "csum-mode"));
                }
                case "ip", "ip6" -> {
                    words.add(kind);
                    pairs(words, Set.of("id", "dst", "src", "tos", "tc", "ttl", "hoplimit", "flags"));
                }
                default -> {
                    usable = false;
                    arguments.wrong("there is no encapsulation '" + kind + "'", "write mpls, ip, ip6 or ila");
                }
            }
            return words;
        }

        private void pairs(List<String> words, Set<String> names) {
            while (arguments.more() && names.contains(arguments.peek())) {
                words.add(arguments.next());
                text(value -> value.ifPresent(words::add));
            }
        }

        private void nexthop() {
            Optional<IpAddress> gateway = Optional.empty();
            Optional<String> out = Optional.empty();
            Optional<String> realm = Optional.empty();
            List<String> wrapped = List.of();
            boolean link = false;
            int weight = 1;
            while (usable && arguments.more() && !"nexthop".equals(arguments.peek())) {
                String word = arguments.next();
                switch (word) {
                    case "via" -> {
                        takeFamily();
                        gateway = address();
                    }
                    case "dev", "oif" -> out = Optional.ofNullable(arguments.next());
                    case "realm", "realms" -> realm = Optional.ofNullable(arguments.next());
                    case "encap" -> wrapped = encapsulation();
                    case "onlink" -> link = true;
                    case "weight" -> {
                        Long share = Numbers.read(arguments, new Range(1, 256), Numbers.Junk.REFUSED);
                        weight = share == null ? 1 : share.intValue();
                    }
                    default -> arguments.wrong("'" + word + "' is nothing that a nexthop takes",
                        "take it out, or write it before the first nexthop");
                }
            }
            nexthops.add(new Nexthop(gateway, out, weight, link, realm, wrapped));
        }
    }

    @Override
    public String write(Route r) {
        var words = new ArrayList<String>();
        if (!r.type().equals("unicast")) {
            words.add(r.type());
        }
        words.add(r.destination().toString());
        r.source().ifPresent(value -> words.add("src " + value));
        r.as().ifPresent(value -> words.add("as " + value));
        r.via().ifPresent(value -> words.add("via " + value));
        r.interfaceName().ifPresent(value -> words.add("dev " + Quotes.quotedIfNeeded(value)));
        r.table().ifPresent(value -> words.add("table " + Quotes.quotedIfNeeded(value)));
        r.dsfield().ifPresent(value -> words.add("dsfield " + Quotes.quotedIfNeeded(value)));
        r.protocol().ifPresent(value -> words.add("protocol " + Quotes.quotedIfNeeded(value)));
        r.scope().ifPresent(value -> words.add("scope " + Quotes.quotedIfNeeded(value)));
        r.metric().ifPresent(value -> words.add("metric " + value));
        if (r.onlink()) {
            words.add("onlink");
        }
        r.metrics().forEach(m -> words.add(m.name() + (m.locked() ? " lock " : " ") + m.value()));
        r.realms().ifPresent(value -> words.add("realms " + Quotes.quotedIfNeeded(value)));
        r.features().forEach(value -> words.add("features " + Quotes.quotedIfNeeded(value)));
        r.quickAck().ifPresent(value -> words.add("quickack " + (value ? 1 : 0)));
        r.congestionControl().ifPresent(
            value -> words.add("congctl " + (r.congestionControlLocked() ? "lock " : "")
                + Quotes.quotedIfNeeded(value)));
        r.expires().ifPresent(value -> words.add("expires " + value.toSeconds()));
        r.preference().ifPresent(value -> words.add("pref " + Quotes.quotedIfNeeded(value)));
        r.ttlPropagate().ifPresent(value -> words.add("ttl-propagate " + (value ? "enabled" : "disabled")));
        r.fastopenNoCookie().ifPresent(value -> words.add("fastopen_no_cookie " + (value ? 1 : 0)));
        if (!r.encap().isEmpty()) {
            words.add("encap " + joined(r.encap()));
        }
        r.vrf().ifPresent(value -> words.add("vrf " + Quotes.quotedIfNeeded(value)));
        switch (r.insertion()) {
            case REPLACE -> {
            }
            case ADD -> words.add("add");
            case APPEND -> words.add("append");
            case PREPEND -> words.add("prepend");
        }
        if (!r.tracked()) {
            words.add("no_track");
        }
        r.trackGroup().ifPresent(value -> words.add("track_group " + Quotes.quotedIfNeeded(value)));
        r.nexthops().forEach(hop -> words.add(write(hop)));
        return String.join(" ", words);
    }

    private static String joined(List<String> words) {
        return words.stream().map(Quotes::quotedIfNeeded).collect(Collectors.joining(" "));
    }

    private static String write(Nexthop hop) {
        return "nexthop" + hop.via().map(value -> " via " + value).orElse("")
            + hop.interfaceName().map(value -> " dev " + Quotes.quotedIfNeeded(value)).orElse("") + " weight "
                + hop.weight()
            + (hop.onlink() ? " onlink" : "") + hop.realms()
                .map(value -> " realms " + Quotes.quotedIfNeeded(value)).orElse("")
            + (hop.encap().isEmpty() ? "" : " encap " + joined(hop.encap()));
    }

    @Override
    public String description() {
        return "[inet\\|inet6] [type] destination and the words of ip route, [no_track] [track_group name]";
    }
}
