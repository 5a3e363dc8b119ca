package uvs.tools.adm;

import java.util.ArrayList;
import java.util.List;

/// Takes a command line apart as the library popt does: letters combine, the rest of a cluster or the next
/// word is a value, what is no option is kept for later, and `--` ends options.
final class WordReader {

    private final List<String> words;
    private final List<String> rest = new ArrayList<>();
    private int next;
    /// What is left of a cluster of letters.
    private String cluster = "";
    private String value;

    WordReader(List<String> words) {
        this.words = words;
    }

    /// The next option, or null after the last.
    Word next() throws Refusal {
        if (!cluster.isEmpty()) {
            return letter();
        }
        while (next < words.size()) {
            String word = words.get(next++);
            if (word.equals("--")) {
                rest.addAll(words.subList(next, words.size()));
                next = words.size();
            } else if (word.startsWith("--")) {
                return longOption(word);
            } else if (word.startsWith("-") && word.length() > 1) {
                cluster = word.substring(1);
                return letter();
            } else {
                rest.add(word);
            }
        }
        return null;
    }

    private Word longOption(String word) throws Refusal {
        int equals = word.indexOf('=');
        Word found = Word.named(word.substring(2, equals < 0 ? word.length() : equals));
        if (found == null) {
            throw complaint("unknown option");
        }
        read(found, equals < 0 ? null : word.substring(equals + 1));
        return found;
    }

    private Word letter() throws Refusal {
        Word found = Word.lettered(cluster.charAt(0));
        String tail = cluster.substring(1);
        cluster = "";
        if (found == null) {
            throw complaint("unknown option");
        }
        if (found.value() == Word.Value.NONE && !tail.startsWith("=")) {
            cluster = tail;
            return found;
        }
        read(found, tail.isEmpty() ? null : tail.startsWith("=") ? tail.substring(1) : tail);
        return found;
    }

    /// @param attached the value that is written with the option, or null
    private void read(Word word, String attached) throws Refusal {
        value = attached;
        switch (word.value()) {
            case NONE -> {
                if (attached != null) {
                    throw complaint("option does not take an argument");
                }
            }
            case NEEDED -> {
                if (attached == null) {
                    if (next == words.size()) {
                        throw complaint("missing argument");
                    }
                    value = words.get(next++);
                }
            }
            case POSSIBLE -> {
                if (attached == null && next < words.size() && !words.get(next).startsWith("-")) {
                    value = words.get(next++);
                }
            }
        }
    }

    private Refusal complaint(String what) {
        return Refusal.failed(place() + ": " + what);
    }

    /// The value of the last option; null where there is none.
    String value() {
        return value;
    }

    /// The word that was read last, which popt names in its complaints.
    String place() {
        return words.get(next - 1);
    }

    /// The words that belong to no option so far.
    List<String> rest() {
        return rest;
    }
}
