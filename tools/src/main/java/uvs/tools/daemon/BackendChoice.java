package uvs.tools.daemon;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Who carries the packets.
///
/// @param why where it was asked for, for the log
public record BackendChoice(Kind kind, String why) {

    /// The backends there are.
    public enum Kind {
        /// Workers of this program.
        USERSPACE,
        /// The kernel's IPVS.
        IPVS
    }

    private static final String AUTO = "auto";

    /// What the command line says, or the file beside the configuration, or else the userspace data plane.
    ///
    /// @throws IllegalArgumentException with what is possible
    public static BackendChoice of(Optional<String> option, Optional<String> property) {
        String where = option.isPresent() ? "--backend" : property.isPresent() ? "backend in uvs.properties" : "";
        String text = option.or(() -> property).orElse(AUTO).strip();
        if (text.equals(AUTO)) {
            return new BackendChoice(Kind.USERSPACE, where.isEmpty()
                ? "the default; --backend ipvs has the kernel's IPVS do it" : where + " says auto");
        }
        Kind kind = Arrays.stream(Kind.values()).filter(each -> name(each).equals(text)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(where + ": " + text + " is not one of " + AUTO + " "
                + Arrays.stream(Kind.values()).map(BackendChoice::name).collect(Collectors.joining(" "))));
        return new BackendChoice(kind, where + " says so");
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "backend " + name(kind) + ": " + why;
    }
}
