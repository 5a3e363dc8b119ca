package uvs.config.text;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What `$NAME` and `${NAME}` stand for: the definitions of the files, and the built-in ones.
final class Definitions {

    /// The lines that a name stands for: one, or several after a definition that ended in a backslash.
    record Body(List<String> lines) {

        Body {
            lines = List.copyOf(lines);
        }
    }

    private final Map<String, Body> bodies = new HashMap<>();
    private final ReaderOptions options;
    private RandomGenerator random;

    Definitions(ReaderOptions options) {
        this.options = options;
        this.random = seeded(options.randomSeed());
    }

    private static RandomGenerator seeded(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    void define(String name, List<String> lines) {
        bodies.put(name, new Body(lines));
    }

    void define(String name, String value) {
        define(name, List.of(value));
    }

    /// What a file said that `name` stands for.
    Optional<Body> current(String name) {
        return Optional.ofNullable(bodies.get(name));
    }

    /// Puts back what [#current] answered.
    void restore(String name, Optional<Body> body) {
        body.ifPresentOrElse(old -> bodies.put(name, old), () -> bodies.remove(name));
    }

    void seed(long seed) {
        random = seeded(seed);
    }

    /// What `name` stands for with these parameters, or null when nobody said.
    Body look(String name, String parameters, Path directory) {
        Body body = bodies.get(name);
        if (body != null) {
            return body;
        }
        String value = switch (name) {
            case "_PWD" -> directory.toString();
            case "_INSTANCE" -> options.configId();
            case "_RANDOM" -> random(parameters);
            case "_HASH" -> "#";
            case "_BANG" -> "!";
            case "_ENV" -> options.environment().getOrDefault(parameters.strip(), "");
            default -> null;
        };
        return value == null ? null : new Body(List.of(value));
    }

    /// `${_RANDOM [MIN [MAX]]}`, or null when the parameters are no numbers.
    private String random(String parameters) {
        long least = 0;
        long greatest = 32_767;
        try {
            String[] given = parameters.isBlank() ? new String[0] : parameters.strip().split("\\s+", 3);
            if (given.length > 0) {
                least = Integer.parseUnsignedInt(given[0]);
            }
            if (given.length > 1) {
                greatest = Integer.parseUnsignedInt(given[1]);
            }
        } catch (NumberFormatException _) {
            return null;
        }
        return Long.toString(least > greatest ? least : random.nextLong(least, greatest + 1));
    }

    static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    static boolean isNamePart(char c) {
        return isNameStart(c) || c >= '0' && c <= '9';
    }

    /// Where a name that starts at `start` ends; `start` itself when there is none.
    static int nameEnd(String text, int start) {
        int at = start;
        if (at < text.length() && isNameStart(text.charAt(at))) {
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
        }
        return at;
    }
}
