package uvs.config.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds files as `glob(3)` with `GLOB_BRACE` does: `*`, `?`, `[…]` and `{…,…}`, names that begin with a dot
/// only where the pattern says so, sorted within each alternative of braces.
final class Glob {

    /// More alternatives than this are cut.
    static final int MAX_ALTERNATIVES = 1_000;

    private Glob() {
    }

    /// The alternatives that braces stand for, in order; one when there are none.
    static List<String> alternatives(String pattern) {
        var done = new ArrayList<String>();
        var open = new ArrayList<String>(List.of(pattern));
        while (!open.isEmpty() && done.size() + open.size() <= MAX_ALTERNATIVES) {
            String first = open.removeFirst();
            int brace = first.indexOf('{');
            int close = brace < 0 ? -1 : closing(first, brace);
            if (close < 0) {
                done.add(first);
                continue;
            }
            var written = new ArrayList<String>();
            for (String part : parts(first.substring(brace + 1, close))) {
                written.add(first.substring(0, brace) + part + first.substring(close + 1));
            }
            open.addAll(0, written);
        }
        return done;
    }

    /// The brace that closes the one at `open`, or -1.
    private static int closing(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> parts(String inside) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(inside.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(inside.substring(start));
        return parts;
    }

    static boolean hasWildcard(String pattern) {
        return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /// The files that one alternative names, sorted. A relative one starts at `directory`.
    static List<Path> find(Path directory, String pattern) {
        List<Path> found = List.of(pattern.startsWith("/") ? Path.of("/") : directory);
        for (String component : pattern.split("/+")) {
            if (component.isEmpty()) {
                continue;
            }
            var next = new ArrayList<Path>();
            for (Path parent : found) {
                if (hasWildcard(component)) {
                    next.addAll(matching(parent, component));
                } else if (Files.exists(parent.resolve(component))) {
                    next.add(parent.resolve(component));
                }
            }
            found = next;
        }
        return found;
    }

    private static List<Path> matching(Path parent, String component) {
        try (var entries = Files.newDirectoryStream(
            parent, entry -> matches(component, entry.getFileName().toString()))) {
            var found = new ArrayList<Path>();
            entries.forEach(found::add);
            found.sort(null);
            return found;
        } catch (IOException _) {
            // What is no directory, or may not be listed, has nothing that matches: so does glob(3).
            return List.of();
        }
    }

    /// Whether one component of a path is what a pattern stands for. Takes at most as many steps as the
    /// product of both lengths.
    static boolean matches(String pattern, String name) {
        if (name.startsWith(".") && !pattern.startsWith(".")) {
            return false;
        }
        int p = 0;
        int n = 0;
        int starAt = -1;
        int starName = 0;
        while (n < name.length()) {
            int end = p < pattern.length() ? oneMatches(pattern, p, name.charAt(n)) : -1;
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                starAt = p++;
                starName = n;
            } else if (end > 0) {
                p = end;
                n++;
            } else if (starAt >= 0) {
                p = starAt + 1;
                n = ++starName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// Where the pattern goes on when what stands at `p` matches `c`, or -1.
    private static int oneMatches(String pattern, int p, char c) {
        char wanted = pattern.charAt(p);
        int close = wanted == '[' ? pattern.indexOf(']', Math.min(pattern.length(), p + 2)) : -1;
        if (close > 0) {
            return inSet(pattern.substring(p + 1, close), c) ? close + 1 : -1;
        }
        if (wanted == '\\' && p + 1 < pattern.length()) {
            return pattern.charAt(p + 1) == c ? p + 2 : -1;
        }
        return wanted == '?' || wanted == c ? p + 1 : -1;
    }

    private static boolean inSet(String set, char c) {
        boolean negated = set.startsWith("!") || set.startsWith("^");
        for (int i = negated ? 1 : 0; i < set.length(); i++) {
            boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
            if (range ? c >= set.charAt(i) && c <= set.charAt(i + 2) : c == set.charAt(i)) {
                return !negated;
            }
            i += range ? 2 : 0;
        }
        return negated;
    }
}
