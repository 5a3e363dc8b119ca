package uvs.vrrp.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The numbers behind the names that iproute2 keeps in files: scopes, tables, protocols, type of service.
final class IprouteNames {

    private static final List<String> DIRECTORIES = List.of("/etc/iproute2", "/usr/share/iproute2", "/usr/lib/iproute2");
    private static final Map<String, Integer> SCOPES =
        Map.of("global", 0, "universe", 0, "site", 200, "link", 253, "host", 254, "nowhere", 255);
    private static final Map<String, Integer> TABLES = Map.of("default", 253, "main", 254, "local", 255);
    private static final Map<String, Integer> PROTOCOLS = Map.of(
        "redirect", 1, "kernel", 2, "boot", 3, "static", 4, "ra", 9, "bird", 12, "dhcp", 16, "keepalived", 18,
        "bgp", 186, "ospf", 188);

    private IprouteNames() {
    }

    static int scope(String name) {
        return number("rt_scopes", name, SCOPES);
    }

    static int table(String name) {
        return number("rt_tables", name, TABLES);
    }

    static int protocol(String name) {
        return number("rt_protos", name, PROTOCOLS);
    }

    static int dsfield(String name) {
        return number("rt_dsfield", name, Map.of());
    }

    static int realm(String name) {
        return number("rt_realms", name, Map.of());
    }

    private static int number(String file, String name, Map<String, Integer> known) {
        Optional<Integer> literal = literal(name);
        if (literal.isPresent()) {
            return literal.get();
        }
        if (known.containsKey(name)) {
            return known.get(name);
        }
        for (String directory : DIRECTORIES) {
            Optional<Integer> found = find(Path.of(directory, file), name);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalArgumentException(
            name + " is neither a number nor a name in /etc/iproute2/" + file + "; add it there");
    }

    private static Optional<Integer> find(Path file, String name) {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 2 && words[1].equals(name)) {
                    return literal(words[0]);
                }
            }
        } catch (IOException _) {
            // Without the file there are only the names that iproute2 has built in.
        }
        return Optional.empty();
    }

    private static Optional<Integer> literal(String text) {
        try {
            return Optional.of((int) (long) Long.decode(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
