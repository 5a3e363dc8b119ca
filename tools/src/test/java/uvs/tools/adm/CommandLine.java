package uvs.tools.adm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The command lines of the transcript, from the resource that lists them.
///
/// @param text  as it stands there
/// @param words without quotes
/// @param input what stands on standard input
record CommandLine(String text, List<String> words, String input) {

    static List<CommandLine> all() throws IOException {
        return resource("command-lines.txt").lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#")).map(CommandLine::of).toList();
    }

    private static CommandLine of(String line) {
        int end = line.indexOf(" <<< ");
        String input = end < 0 ? "" : line.substring(end + 5)
            .replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
        return new CommandLine(line, words(end < 0 ? line : line.substring(0, end)), input);
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        boolean some = false;
        for (char each : (line + " ").toCharArray()) {
            if (each == '\'') {
                quoted = !quoted;
                some = true;
            } else if (each != ' ' || quoted) {
                word.append(each);
                some = true;
            } else if (some) {
                words.add(word.toString());
                word.setLength(0);
                some = false;
            }
        }
        return words.equals(List.of("(nothing)")) ? List.of() : words;
    }

    static String resource(String name) throws IOException {
        try (InputStream stream = CommandLine.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Bash that runs the line with the real program, and writes what it said with its status.
    String script() {
        var script = new StringBuilder("ipvsadm");
        words.forEach(word -> script.append(' ').append(quoted(word)));
        String from = input.isEmpty() ? " < /dev/null" : " <<< " + quoted(input);
        return script + from + " > /run/o 2> /run/e\n"
            + "say $?\n";
    }

    /// The shell does this by itself: a program's start takes long in the guest.
    static final String SAY = """
        say() {
            printf '%s%s\\n' $'\\1' "$1"
            mapfile o < /run/o; printf '%s' "${o[@]}"
            printf '%s\\n' $'\\2'
            mapfile e < /run/e; printf '%s' "${e[@]}"
        }
        """;

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
