package uvs.config.keyword;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import uvs.config.Range;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.text.Problem;
import uvs.config.text.Quotes;

/// The types of values that many keywords share.
final class Types {

    /// The longest time that keepalived has: the greatest unsigned number of microseconds in 32 bits.
    static final Range TIMER = new Range(0, 4_294_967_295L);
    static final Range POSITIVE_TIMER = new Range(1, 4_294_967_295L);
    /// Times that keepalived keeps in 64 bits.
    static final Range LONG_TIMER = new Range(1, 100_000_000_000_000_000L);
    /// Whole seconds whose microseconds fit 32 bits.
    static final Range SECONDS = new Range(0, 4_294);

    /// There or not.
    static final ValueType<Boolean> FLAG = of("", _ -> true, _ -> "");

    /// What stands before a brace when nothing does.
    static final ValueType<Boolean> NOTHING = of("", _ -> true, _ -> "");

    /// On without a word.
    static final ValueType<Boolean> BOOLEAN =
        of("[on\\|true\\|yes\\|off\\|false\\|no]", Types::readBoolean, on -> on ? "on" : "off");

    static final ValueType<String> TEXT = of("text", Arguments::next, Quotes::quotedIfNeeded);

    static final ValueType<IpAddress> ADDRESS = of("address", Types::readAddress, IpAddress::toString);

    private Types() {
    }

    /// A type out of its three parts.
    static <T> ValueType<T> of(String description, Function<Arguments, T> read, Function<T, String> write) {
        return new ValueType<>() {
            @Override
            public T read(Arguments arguments) {
                return read.apply(arguments);
            }

            @Override
            public String write(T value) {
                return write.apply(value);
            }

            @Override
            public String description() {
                return description;
            }
        };
    }

    static Boolean readBoolean(Arguments arguments) {
        if (!arguments.more()) {
            return true;
        }
        String word = arguments.next();
        return switch (word) {
            case "on", "true", "yes" -> true;
            case "off", "false", "no" -> false;
            default -> arguments.wrong(arguments.keyword() + " '" + word + "' is neither on nor off",
                "write on, true, yes, off, false or no");
        };
    }

    private static IpAddress readAddress(Arguments arguments) {
        String word = arguments.next();
        return word == null ? null : IpAddress.parse(word).orElseGet(() -> arguments.wrong(
            arguments.keyword() + " '" + word + "' is not an IP address", "write it in numbers"));
    }

    static ValueType<IpAddress> address(Family family) {
        return of(family == Family.IPV4 ? "IPv4 address" : "IPv6 address", arguments -> {
            IpAddress address = readAddress(arguments);
            return address == null || address.family() == family ? address : arguments.wrong(
                arguments.keyword() + " " + address + " is not of the family " + family, "write one that is");
        }, IpAddress::toString);
    }

    static ValueType<Integer> integer(long least, long greatest) {
        return integer(least, greatest, Numbers.Junk.TOLERATED);
    }

    /// A whole number that nothing may follow.
    static ValueType<Integer> strictInteger(long least, long greatest) {
        return integer(least, greatest, Numbers.Junk.REFUSED);
    }

    private static ValueType<Integer> integer(long least, long greatest, Numbers.Junk junk) {
        var range = new Range(least, greatest);
        return of(range.toString(), arguments -> {
            Long value = Numbers.read(arguments, range, junk);
            return value == null ? null : value.intValue();
        }, value -> Integer.toString(value));
    }

    static ValueType<Long> number(long least, long greatest) {
        var range = new Range(least, greatest);
        return of(range.toString(), arguments -> Numbers.read(arguments, range, Numbers.Junk.TOLERATED),
            value -> Long.toString(value));
    }

    /// A number that is put right when it is 0.
    static ValueType<Integer> atLeastOne(long greatest) {
        var range = new Range(0, greatest);
        return of("1.." + greatest, arguments -> {
            Long value = Numbers.read(arguments, range, Numbers.Junk.TOLERATED);
            if (value != null && value == 0) {
                arguments.advise(Problem.INVALID_NUMBER, arguments.keyword() + " 0 is taken as 1", "write 1");
                return 1;
            }
            return value == null ? null : value.intValue();
        }, value -> Integer.toString(value));
    }

    /// Seconds with decimals.
    static ValueType<Duration> timer(Range micros) {
        return timer(micros, 6);
    }

    static ValueType<Duration> timer(Range micros, int decimals) {
        return of("seconds in " + Numbers.seconds(micros),
            arguments -> Numbers.readTimer(arguments, micros, decimals), Numbers::seconds);
    }

    /// Whole seconds.
    static ValueType<Duration> seconds(Range range) {
        return of("whole seconds in " + range, arguments -> {
            Long value = Numbers.read(arguments, range, Numbers.Junk.TOLERATED);
            return value == null ? null : Duration.ofSeconds(value);
        }, Numbers::seconds);
    }

    /// One of some words, each with its value.
    static <T> ValueType<T> choice(Map<String, T> words) {
        Map<T, String> back = words.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (first, _) -> first));
        return of(String.join("\\|", words.keySet()), arguments -> {
            String word = arguments.next();
            T value = word == null ? null : words.get(word);
            return word == null || value != null ? value : arguments.wrong(
                arguments.keyword() + " '" + word + "' is not known",
                Nearest.to(word, words.keySet()).map(near -> "did you mean " + near + "?")
                    .orElse("write one of " + String.join(", ", words.keySet())));
        }, back::get);
    }

    /// One of some words that stand for themselves.
    static ValueType<String> oneOf(String... words) {
        var map = new LinkedHashMap<String, String>();
        for (String word : words) {
            map.put(word, word);
        }
        return choice(map);
    }

    /// A value that may be left out, and then is `bare`.
    static <T> ValueType<T> optional(ValueType<T> type, T bare) {
        return of("[" + type.description() + "]",
            arguments -> arguments.more() ? type.read(arguments) : bare, type::write);
    }

    /// A word of at most so many characters.
    static ValueType<String> text(int longest) {
        return of("text of at most " + longest + " characters", arguments -> {
            String word = arguments.next();
            return word == null || word.length() <= longest ? word : arguments.wrong(
                arguments.keyword() + " '" + word + "' is longer than " + longest + " characters",
                "shorten it");
        }, Quotes::quotedIfNeeded);
    }

    /// A number of 32 bits, such as a firewall mark.
    static ValueType<Integer> unsigned() {
        var range = new Range(0, 0xffff_ffffL);
        return of(range.toString(), arguments -> {
            Long value = Numbers.read(arguments, range, Numbers.Junk.TOLERATED);
            return value == null ? null : value.intValue();
        }, Integer::toUnsignedString);
    }

    /// One or more of some words.
    static ValueType<List<String>> someOf(List<String> known) {
        return of("words: " + String.join(" ", known), arguments -> {
            var words = new ArrayList<String>();
            do {
                String word = arguments.next();
                if (word == null) {
                    return null;
                }
                if (known.contains(word)) {
                    words.add(word);
                } else {
                    arguments.wrong(arguments.keyword() + " '" + word + "' is not known",
                        Nearest.to(word, known).map(near -> "did you mean " + near + "?")
                            .orElse("take it out"));
                }
            } while (arguments.more());
            return words;
        }, words -> String.join(" ", words));
    }
}
