package uvs.tools.daemon;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How workers take frames in and send them, as it was asked for.
///
/// @param why where it was asked for, for the log
public record EngineChoice(Kind kind, String why) {

    /// What may be asked for.
    public enum Kind {
        /// What suits the configuration and the machine: see [Engines].
        AUTO,
        /// AF_XDP: many small frames.
        XDP,
        /// AF_PACKET by io_uring: few large frames.
        URING
    }

    /// What the command line says, or the file beside the configuration, or else [Kind#AUTO].
    ///
    /// @throws IllegalArgumentException with what is possible
    public static EngineChoice of(Optional<String> option, Optional<String> property) {
        String where = option.isPresent() ? "--engine" : "engine in uvs.properties";
        String text = option.or(() -> property).map(String::strip).orElse(name(Kind.AUTO));
        Kind kind = Arrays.stream(Kind.values()).filter(each -> name(each).equals(text)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(where + ": " + text + " is not one of "
                + Arrays.stream(Kind.values()).map(EngineChoice::name).collect(Collectors.joining(" "))));
        return new EngineChoice(kind, where + " says so");
    }

    static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
