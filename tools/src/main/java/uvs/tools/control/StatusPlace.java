package uvs.tools.control;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.config.net.IpAddress;

/// Where the status page and the metrics are, as `--metrics` says it.
///
/// @param address empty for nowhere
/// @param named   whether it was asked for: then the director does not start without it
public record StatusPlace(Optional<InetSocketAddress> address, boolean named) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT = 9117;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern ADDRESS_AND_PORT = Pattern.compile(
        "(?:\\[(?<six>[0-9A-Fa-f.:]+)]|(?<four>[0-9.]+)):(?<port>[0-9]{1,5})");

    /// @param text `off`, `loopback`, the port alone, or `ADDRESS:PORT` with brackets for IPv6; empty for the default
    /// @throws IllegalArgumentException one line with the cure
    public static StatusPlace parse(Optional<String> text) {
        if (text.isEmpty()) {
            return at(LOOPBACK, PORT, false);
        }
        String given = text.get().strip();
        if (given.equals("off")) {
            return new StatusPlace(Optional.empty(), true);
        }
        if (given.equals("loopback")) {
            return at(LOOPBACK, PORT, true);
        }
        Matcher matcher = ADDRESS_AND_PORT.matcher(given.matches("[0-9]{1,5}") ? LOOPBACK + ":" + given : given);
        Optional<String> address = !matcher.matches() ? Optional.empty()
            : Optional.ofNullable(matcher.group("six")).or(() -> Optional.of(matcher.group("four")));
        if (address.flatMap(IpAddress::parse).isEmpty() || Integer.parseInt(matcher.group("port")) > HIGHEST_PORT) {
            throw new IllegalArgumentException("metrics '" + given
                + "' is not off, loopback, PORT or ADDRESS:PORT; write it as --metrics " + LOOPBACK + ":" + PORT);
        }
        return at(address.get(), Integer.parseInt(matcher.group("port")), true);
    }

    private static StatusPlace at(String address, int port, boolean named) {
        // A literal address: no name is looked up.
        return new StatusPlace(Optional.of(new InetSocketAddress(address, port)), named);
    }
}
