package uvs.config;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression of PCRE2, made ready for Java's engine.
///
/// What Java cannot do is refused rather than read as something else: recursion, conditions, branch reset,
/// `\K` and `\C`, verbs, and inline options but `i`, `m`, `s` and `x`.
///
/// @param pattern   searches text that was decoded with `charset`
/// @param firstLine whether a match must begin in the first line of what is searched
public record PcrePattern(Pattern pattern, Charset charset, boolean firstLine) {

    /// @throws PatternSyntaxException with what cannot be read
    public static PcrePattern compile(HealthChecker.Regex regex) throws PatternSyntaxException {
        List<String> options = regex.options();
        // PCRE2 knows one line end, Java several.
        int flags = Pattern.UNIX_LINES;
        for (String option : options) {
            flags |= flag(option);
        }
        String text = options.contains("literal") ? Pattern.quote(regex.pattern())
            : new PcreSyntax(regex.pattern(), options).translate();
        for (String option : options) {
            text = wrapped(option, text);
        }
        return new PcrePattern(
            Pattern.compile(text, flags),
            options.contains("utf") ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1,
            options.contains("firstline"));
    }

    /// PCRE2's options that Java has too. Others are in [PcreSyntax], or about how PCRE2 goes about it.
    private static int flag(String option) {
        return switch (option) {
            case "caseless" -> Pattern.CASE_INSENSITIVE;
            case "dotall" -> Pattern.DOTALL;
            case "extended", "extended_more" -> Pattern.COMMENTS;
            case "multiline" -> Pattern.MULTILINE;
            case "ucp" -> Pattern.UNICODE_CHARACTER_CLASS;
            case "utf" -> Pattern.UNICODE_CASE;
            default -> 0;
        };
    }

    /// PCRE2's options that say where a match must begin and end.
    private static String wrapped(String option, String text) {
        return switch (option) {
            case "endanchored" -> "(?:" + text + ")\\z";
            case "match_line" -> "^(?:" + text + ")$";
            case "match_word" -> "\\b(?:" + text + ")\\b";
            default -> text;
        };
    }
}
