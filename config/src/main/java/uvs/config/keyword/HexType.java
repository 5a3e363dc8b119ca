package uvs.config.keyword;

import java.util.Locale;
import uvs.config.HealthChecker.HexPattern;

/// Bytes in hexadecimal. Blanks may stand anywhere between bytes; a digit alone at the end of a word is a
/// byte.
final class HexType implements ValueType<HexPattern> {

    static final HexType BYTES = new HexType("0123456789abcdef", "hexadecimal digits");

    /// With `x` for half bytes that may be anything.
    static final HexType PATTERN = new HexType("0123456789abcdefx", "hexadecimal digits and x");

    private final String digits;
    private final String description;

    private HexType(String digits, String description) {
        this.digits = digits;
        this.description = description;
    }

    @Override
    public HexPattern read(Arguments arguments) {
        var bytes = new StringBuilder();
        do {
            String word = arguments.next();
            if (word == null) {
                return null;
            }
            for (String part : word.toLowerCase(Locale.ROOT).split("\\s+")) {
                if (!part.chars().allMatch(c -> digits.indexOf(c) >= 0)) {
                    return arguments.wrong(arguments.keyword() + " '" + word + "' has other characters than "
                        + description, "take them out");
                }
                int whole = part.length() & ~1;
                bytes.append(part, 0, whole);
                if (part.length() > whole) {
                    bytes.append('0').append(part.charAt(whole));
                }
            }
        } while (arguments.more());
        return new HexPattern(bytes.toString());
    }

    @Override
    public String write(HexPattern value) {
        return value.digits();
    }

    @Override
    public String description() {
        return description;
    }
}
