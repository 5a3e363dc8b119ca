package uvs.config.keyword;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.Range;
import uvs.config.Rule;
import uvs.config.Rule.Selector;
import uvs.config.net.Family;
import uvs.config.net.Prefix;
import uvs.config.text.Quotes;

/// One line of `virtual_rules` or `static_rules`, in the words of `ip rule`.
final class RuleType implements ValueType<Rule> {

    static final RuleType INSTANCE = new RuleType();

    private static final Set<String> SELECTORS = Set.of(
        "tos", "dsfield", "fwmark", "iif", "dev", "oif", "realms", "realm", "suppress_prefixlength",
            "suppress_ifgroup",
        "suppress_group", "tunnel-id", "tun_id", "uidrange", "ipproto", "sport", "dport", "protocol",
            "proto");
    private static final Set<String> TYPES = Set.of("blackhole", "unreachable", "prohibit");

    private RuleType() {
    }

    @Override
    public Rule read(Arguments arguments) {
        return new Reading(arguments).read();
    }

    /// One line being read.
    private static final class Reading {

        private final Arguments arguments;
        private Family family;
        private boolean inverted;
        private Optional<Prefix> from = Optional.empty();
        private Optional<Prefix> to = Optional.empty();
        private Optional<Long> priority = Optional.empty();
        private final List<Selector> selectors = new ArrayList<>();
        private String action = "";
        private Optional<String> target = Optional.empty();
        private boolean tracked = true;
        private Optional<String> trackGroup = Optional.empty();
        private boolean usable = true;

        Reading(Arguments arguments) {
            this.arguments = arguments;
        }

        Rule read() {
            while (usable && arguments.more()) {
                option(arguments.next());
            }
            if (usable && action.isEmpty()) {
                usable = false;
                arguments.wrong("the rule has neither a table nor anything else to do",
                    "write table and its name");
            }
            if (!usable) {
                return null;
            }
            Family used = from.or(() -> to).map(prefix -> prefix.address().family())
                .orElse(family == null ? Family.IPV4 : family);
            return new Rule(used, inverted, from, to, priority, selectors, action, target, tracked,
                trackGroup);
        }

        private void option(String word) {
            switch (word) {
                case "inet" -> family = Family.IPV4;
                case "inet6" -> family = Family.IPV6;
                case "not" -> inverted = true;
                case "from" -> from = prefix();
                case "to" -> to = prefix();
                case "table", "lookup" -> act("lookup");
                case "goto" -> act("goto");
                case "nop" -> action = "nop";
                case "type" -> {
                    String type = arguments.next();
                    usable &= type != null && act(type, TYPES);
                }
                case "preference", "order", "priority", "pref" -> {
                    priority = Optional.ofNullable(
                        Numbers.read(arguments, new Range(0, 0xffff_ffffL), Numbers.Junk.REFUSED));
                    usable &= priority.isPresent();
                }
                case "l3mdev" -> {
                    selectors.add(new Selector("l3mdev", ""));
                    action = action.isEmpty() ? "lookup" : action;
                }
                case "no_track" -> tracked = false;
                case "track_group" -> trackGroup = Optional.ofNullable(arguments.next());
                default -> selector(word);
            }
        }

        private void act(String name) {
            action = name;
            target = Optional.ofNullable(arguments.next());
            usable &= target.isPresent();
        }

        private boolean act(String name, Set<String> known) {
            action = name;
            return known.contains(name) || arguments.wrong(
                "there is no rule type '" + name + "'", "write blackhole, unreachable or prohibit") != null;
        }

        private void selector(String word) {
            if (TYPES.contains(word)) {
                action = word;
            } else if (SELECTORS.contains(word)) {
                String value = arguments.next();
                usable &= value != null;
                selectors.add(new Selector(word, value == null ? "" : value));
            } else {
                usable = false;
                arguments.wrong("'" + word + "' is nothing that a rule takes", "take it out");
            }
        }

        private Optional<Prefix> prefix() {
            String word = arguments.next();
            Prefix prefix = word == null ? null : RouteType.prefix(arguments, word, family);
            usable &= prefix != null;
            return Optional.ofNullable(prefix);
        }
    }

    @Override
    public String write(Rule r) {
        var words = new ArrayList<String>();
        if (r.from().isEmpty() && r.to().isEmpty() && r.family() == Family.IPV6) {
            words.add("inet6");
        }
        if (r.inverted()) {
            words.add("not");
        }
        r.from().ifPresent(prefix -> words.add("from " + prefix));
        r.to().ifPresent(prefix -> words.add("to " + prefix));
        r.priority().ifPresent(number -> words.add("priority " + number));
        r.selectors().forEach(selector -> words.add(selector.name().equals("l3mdev")
            ? selector.name() : selector.name() + " " + Quotes.quotedIfNeeded(selector.value())));
        switch (r.action()) {
            case "lookup" -> r.target().ifPresent(table -> words.add("table " + Quotes.quotedIfNeeded(
                table)));
            case "goto" -> words.add("goto " + Quotes.quotedIfNeeded(r.target().orElse("")));
            case "nop" -> words.add("nop");
            default -> words.add("type " + r.action());
        }
        if (!r.tracked()) {
            words.add("no_track");
        }
        r.trackGroup().ifPresent(group -> words.add("track_group " + Quotes.quotedIfNeeded(group)));
        return String.join(" ", words);
    }

    @Override
    public String description() {
        return "[inet\\|inet6] [from prefix] [to prefix] and the words of ip rule, [no_track] [track_group name]";
    }
}
