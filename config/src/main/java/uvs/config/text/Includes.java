package uvs.config.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Opens the files of a configuration: the first one, and those that `include` and its variants name.
final class Includes {

    /// A configuration larger than this is a mistake, or not a configuration.
    private static final long MAX_BYTES = 128L << 20;
    private static final int LOOKED_AT = 4_096;
    /// `PATH_MAX` of Linux.
    private static final int LONGEST_PATTERN = 4_096;
    /// So many files are opened, and so many include lines looked at.
    static final int MAX_OPENED = 10_000;
    /// So many times a file is opened that was opened before.
    static final int MAX_AGAIN = 1_000;

    /// What may be asked of an include, in the words of `include_check`.
    enum Check {
        READ,
        MATCH,
        WILDCARD_MATCH,
        BRACE_MATCH;

        static Check named(String word) {
            return switch (word) {
                case "read", "readable" -> READ;
                case "match" -> MATCH;
                case "wildcard_match" -> WILDCARD_MATCH;
                case "brace_match" -> BRACE_MATCH;
                default -> null;
            };
        }
    }

    /// @param again whether the file was read before
    record Opened(SourceFile file, boolean again) {
    }

    private final Diagnostics diagnostics;
    /// The number of each file that was read.
    private final Map<Path, Integer> numbers = new HashMap<>();
    private final Map<SourceFile, Set<Check>> checks = new HashMap<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private long bytes;
    private int openings;
    private int openedAgain;
    private boolean exhausted;

    Includes(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    static boolean isInclude(String keyword) {
        return switch (keyword) {
            case "include", "includer", "includem", "includew", "includeb", "includea" -> true;
            default -> false;
        };
    }

    /// The file of a configuration, or several when `pattern` has wildcards.
    List<Opened> root(String pattern) {
        Path here = Path.of("").toAbsolutePath();
        var opened = new ArrayList<Opened>();
        List<Path> found = new ArrayList<>();
        for (String alternative : Glob.alternatives(pattern)) {
            folders.add(folder(here, alternative));
            found.addAll(Glob.find(here, alternative));
        }
        if (found.isEmpty()) {
            diagnostics.report(Problem.FILE_NOT_FOUND, pattern, 1, 1,
                "there is no such file", "name one with -f");
        }
        if (found.size() > 1) {
            diagnostics.report(Problem.ADVICE, pattern, 1, 1,
                found.size() + " files match, and are read one after the other", "");
        }
        for (Path path : found) {
            // A file that is named by itself is told by that name, not by where it is.
            open(null, path, found.size() == 1 ? pattern : path.toString(), Problem.FILE_NOT_FOUND, -1,
                opened);
        }
        return opened;
    }

    /// The files that an include line of `from` names.
    List<Opened> open(SourceFile from, Line line) {
        if (exhausted || isTooMuch(line.position(), line.text())) {
            return List.of();
        }
        String text = line.text();
        int start = Blanks.skip(text, text.indexOf(' ') < 0 ? text.length() : wordEnd(text), text.length());
        String pattern = text.substring(start);
        if (pattern.isEmpty()) {
            diagnostics.report(Problem.MISSING_PARAMETER, line.position(),
                "include names no file", "write the file's name after it");
            return List.of();
        }
        if (pattern.length() > LONGEST_PATTERN) {
            diagnostics.report(Problem.GENERAL_ERROR, line.positionOf(start),
                "the name has " + pattern.length() + " characters, and no path has more than "
                    + LONGEST_PATTERN,
                "write several includes");
            return List.of();
        }
        Set<Check> asked = asked(from, text.substring(0, wordEnd(text)));
        var opened = new ArrayList<Opened>();
        boolean anything = false;
        for (String alternative : Glob.alternatives(pattern)) {
            List<Path> found = Glob.find(from.directory(), alternative);
            folders.add(folder(from.directory(), alternative));
            anything |= !found.isEmpty();
            if (found.isEmpty()) {
                reportMissing(line, start, alternative, asked, !alternative.equals(pattern));
            }
            for (Path path : found) {
                open(from, path, path.toString(), asked.contains(Check.READ) ? Problem.FILE_NOT_FOUND
                    : Problem.ADVICE,
                    line.positionOf(start), opened);
            }
        }
        if (!anything && asked.contains(Check.MATCH) && !asked.contains(Check.READ)) {
            diagnostics.report(Problem.FILE_NOT_FOUND, line.positionOf(start), "no file matches " + pattern,
                "correct the name, or write include if it may be missing");
        }
        return opened;
    }

    /// The folders in which files were looked for, whether there were any or not: what is read changes only
    /// with something in one of them.
    Set<Path> folders() {
        return folders;
    }

    /// The folder that a pattern looks into, or the one above its first wildcard.
    private static Path folder(Path base, String pattern) {
        Path folder = base.resolve(pattern).normalize();
        do {
            folder = folder.getParent() == null ? folder.getRoot() : folder.getParent();
        } while (Glob.hasWildcard(folder.toString()));
        return folder;
    }

    private static int wordEnd(String text) {
        int end = 0;
        while (end < text.length() && !Blanks.isBlank(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private void reportMissing(Line line, int start, String alternative, Set<Check> asked, boolean braces) {
        boolean wildcard = Glob.hasWildcard(alternative);
        boolean error = wildcard ? asked.contains(Check.WILDCARD_MATCH)
            : asked.contains(Check.READ) || braces && asked.contains(Check.BRACE_MATCH);
        if (error) {
            diagnostics.report(Problem.FILE_NOT_FOUND, line.positionOf(start),
                "no file matches " + alternative, "correct the name, or write include if it may be missing");
        } else if (!wildcard) {
            diagnostics.report(Problem.ADVICE, line.positionOf(start),
                "there is no file " + alternative, "correct the name, or take the line out");
        }
    }

    private Set<Check> asked(SourceFile from, String keyword) {
        Set<Check> asked = EnumSet.noneOf(Check.class);
        asked.addAll(checks.getOrDefault(from, Set.of()));
        switch (keyword) {
            case "includer" -> asked.add(Check.READ);
            case "includem" -> asked.add(Check.MATCH);
            case "includew" -> asked.add(Check.WILDCARD_MATCH);
            case "includeb" -> asked.add(Check.BRACE_MATCH);
            case "includea" -> asked.addAll(EnumSet.allOf(Check.class));
            default -> {
            }
        }
        return asked;
    }

    /// The keyword `include_check`: no word for all checks, `+` and `-` to add and take away.
    void checks(SourceFile file, List<String> words) {
        Set<Check> now = EnumSet.noneOf(Check.class);
        if (words.isEmpty()) {
            now.addAll(EnumSet.allOf(Check.class));
        } else if (words.getFirst().startsWith("+") || words.getFirst().startsWith("-")) {
            now.addAll(checks.getOrDefault(file, Set.of()));
        }
        for (String word : words) {
            boolean remove = word.startsWith("-");
            Check check = Check.named(remove || word.startsWith("+") ? word.substring(1) : word);
            if (check != null && remove) {
                now.remove(check);
            } else if (check != null) {
                now.add(check);
            }
        }
        checks.put(file, now);
    }

    /// @param position where the include is; negative for the first file
    private void open(
        SourceFile from, Path path, String name, Problem unreadable, long position, List<Opened> opened) {
        try {
            if (Files.isDirectory(path)) {
                skip(position, name, "is a directory", "name a file in it, or " + name + "/*.conf");
                return;
            }
            if (!Files.isRegularFile(path)) {
                skip(position, name, "is not a regular file", "name a regular file");
                return;
            }
            if (!Files.isReadable(path)) {
                report(unreadable, position, name, "may not be read", "give this user the right to read it");
                return;
            }
            if (isExecutable(path)) {
                skip(position, name, "is executable, and keepalived reads no such file", "chmod a-x " + name);
                return;
            }
            Path real = path.toRealPath();
            if (from != null && from.isWithin(real)) {
                report(Problem.GENERAL_ERROR, position, name, "includes itself", "take the include out");
                return;
            }
            bytes += Files.size(real);
            openedAgain += numbers.containsKey(real) ? 1 : 0;
            if (exhausted || isTooMuch(position, name)) {
                return;
            }
            byte[] content = Files.readAllBytes(real);
            if (isBinary(content)) {
                report(position < 0 ? Problem.FATAL : Problem.GENERAL_ERROR, position, name,
                    "is a binary file", "name a text file");
                return;
            }
            Integer known = numbers.get(real);
            int number = known == null ? diagnostics.addFile(name) : known;
            if (known == null) {
                numbers.put(real, number);
                warnOfOwner(real, number);
            }
            var directory = path.toAbsolutePath().getParent();
            folders.add(real.getParent());
            var file = new SourceFile(from, number, real, directory, decode(content));
            opened.add(new Opened(file, known != null));
        } catch (IOException e) {
            report(unreadable, position, name, "cannot be read: " + e.getClass().getSimpleName() + " "
                + e.getMessage(), "see that it is there and may be read");
        }
    }

    /// Counts one include line or one file. Reports when there are too many, once, and then reads no further
    /// ones.
    private boolean isTooMuch(long position, String name) {
        exhausted = bytes > MAX_BYTES || ++openings > MAX_OPENED || openedAgain > MAX_AGAIN;
        if (exhausted) {
            report(Problem.FATAL, position, name, "makes the configuration larger than " + (MAX_BYTES >> 20)
                + " MiB, " + MAX_OPENED + " includes, or " + MAX_AGAIN
                    + " of files that were included before",
                "is it a configuration?");
        }
        return exhausted;
    }

    private void skip(long position, String name, String text, String cure) {
        report(position < 0 ? Problem.FILE_NOT_FOUND : Problem.ADVICE, position, name, text, cure);
    }

    private void report(Problem problem, long position, String name, String text, String cure) {
        if (position < 0) {
            diagnostics.report(problem, name, 1, 1, "the file " + text, cure);
        } else {
            diagnostics.report(problem, position, "the file " + name + " " + text, cure);
        }
    }

    private static boolean isExecutable(Path path) throws IOException {
        return Files.getPosixFilePermissions(path).toString().contains("EXECUTE");
    }

    /// A text file has hardly any control characters other than blanks. A single NUL byte only costs its
    /// line.
    private static boolean isBinary(byte[] content) {
        int looked = Math.min(content.length, LOOKED_AT);
        int controls = 0;
        for (int i = 0; i < looked; i++) {
            controls += content[i] >= 0 && content[i] < ' ' && !Blanks.isBlank((char) content[i]) ? 1 : 0;
        }
        return controls > 1 && controls * 20 > looked;
    }

    /// A file that belongs to nobody, or to a user that there is no more, can be changed by whoever gets that
    /// number next. Whoever runs this program under that very user knows.
    private void warnOfOwner(Path path, int file) throws IOException {
        String owner = Files.getOwner(path).getName();
        if (owner.equals(Files.getOwner(Path.of("/proc/self")).getName())) {
            return;
        }
        if (owner.equals("nobody") || owner.chars().allMatch(Character::isDigit)) {
            diagnostics.report(Problem.ADVICE, Diagnostics.pack(file, 1, 1),
                "the file belongs to " + (owner.equals("nobody") ? owner : "user " + owner
                    + ", who does not exist"),
                "chown root it, or anything that runs as that user can change it");
        }
    }

    /// UTF-8, or else Latin-1, in which every byte is a character: comments are in any encoding.
    private static String decode(byte[] content) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException _) {
            return new String(content, StandardCharsets.ISO_8859_1);
        }
    }
}
