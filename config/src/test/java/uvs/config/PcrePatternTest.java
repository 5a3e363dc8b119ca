package uvs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcrePatternTest {

    private static String found(String pattern, String text, String... options) {
        var regex = new HealthChecker.Regex(pattern, false, List.of(options), 0, 0, Optional.empty());
        Matcher matcher = PcrePattern.compile(regex).pattern().matcher(text);
        return matcher.find() ? matcher.start() + "-" + matcher.end() : "none";
    }

    /// Where the two engines' syntaxes differ, and some where they do not; Perl, whose expressions PCRE2 has, decides.
    private static final List<String> PATTERNS = List.of(
        "{\"status\": *\"up\"}", "a{2}", "a{2", "x{1,2}", "{", "a{x}", "[[:digit:]]+", "[^[:space:]]+",
        "[[:^alpha:][:alpha:]]", "[a[b]", "[a&&b]+", "[]a]+", "[^]a]+", "[\\b]", "[a\\]b]+", "[\\d-]+", "[x-z^]",
        "(?#comment)b", "(?P<a_b>a)(?P=a_b)", "(?<n>a)\\k<n>", "(?'n'a)\\k{n}", "(a)\\g1", "(a)(b)?\\g{-2}", "(a)\\g{1}2",
        "\\x61", "\\x{61}", "\\xg", "\\o{141}", "\\0141", "\\N+", "a\\h+b", "\\Rb", "(?i)AB",
        "(?>a+)b", "(?i:A)b", "a++b", "a+?", "(?<=a)b", "(?<!a)b", "^b", "b$", "\\bup\\b", "a#b", "a b", "\\#", "[ #]",
        "\\A\\{.*\\}\\z", "(?s).+", "(?:a|b){2,}?", "\\$", "[$.*+?(){}|]+", "(a|ab)(c|bcd)(d*)");
    private static final List<String> TEXTS = List.of(
        "", "a", "b", "aa", "ab", "ab2", "aa2", "aab", "a  b", "a{2", "a{x}", "a{,3}", "{\"status\": \"up\"}", "[b", "&&",
        "a]b", "^]", "x^", "a.b.b", "a\nb", "b\n", "a#b", "a b", "\b", "up", "12-3", "$5 (x)", "abcd", "12aa", "xxx",
        "a2", "aa2 ");

    @Test
    void whatIsFoundIsWhatPerlFinds() throws IOException {
        var expected = new ArrayList<String>();
        var actual = new ArrayList<String>();
        var program = new StringBuilder("use strict; use warnings; no warnings 'regexp';\n");
        for (String pattern : PATTERNS) {
            for (String text : TEXTS) {
                program.append("print pack('H*', '").append(hex(text))
                    .append("') =~ /$_/ ? \"$-[0]-$+[0]\\n\" : \"none\\n\" for pack('H*', '")
                    .append(hex(pattern)).append("');\n");
                actual.add(pattern + " in " + text + ": " + found(pattern, text));
            }
        }
        Process perl = new ProcessBuilder("perl", "-").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        perl.getOutputStream().write(program.toString().getBytes(StandardCharsets.ISO_8859_1));
        perl.getOutputStream().close();
        byte[] answers = perl.getInputStream().readAllBytes();
        List<String> lines = new String(answers, StandardCharsets.ISO_8859_1).lines().toList();
        int line = 0;
        for (String pattern : PATTERNS) {
            for (String text : TEXTS) {
                expected.add(pattern + " in " + text + ": " + lines.get(line++));
            }
        }
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }

    private static String hex(String text) {
        var hex = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
            hex.append(String.format("%02x", octet));
        }
        return hex.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "AB,'xab',caseless,1-3", "a.b,'a\nb',dotall,0-3", "a.b,'a\nb',,none", "b$,'ab\n',,1-2",
        "b$,'ab\n',dollar_endonly,none", "b$,'ab',dollar_endonly,1-2", "b$,'b\nc',multiline dollar_endonly,0-1",
        "^b,'a\nb',multiline,2-3", "'a+','aaa',ungreedy,0-1", "'a+?','aaa',ungreedy,0-3",
        "'a{2,}','aaa',ungreedy,0-2", "'a++','aaa',ungreedy,0-3", "'(a)b\\1','aba',no_auto_capture,none",
        "'(?<x>a)b\\1','aba',no_auto_capture,0-3", "'[]','a]',allow_empty_class,none", "'[^]','a',allow_empty_class,0-1",
        "'a b # c','ab',extended,0-2", "'a[ ]b','a b',extended,0-3", "'a[ b]','a b',extended_more,none",
        "'a.b(','xa.b(',literal,1-5", "up,'upper up',match_word,6-8", "up,'upper\nup',match_line multiline,6-8",
        "up,'up x',endanchored,none", "up,'x up',endanchored,2-4", "'\\u0041','A',alt_bsux,0-1",
        "'\\ux','ux',alt_bsux,0-2", "'\\U','U',alt_bsux,0-1", "'\\xz','xz',alt_bsux,0-2", "'\\x41','A',alt_bsux,0-1",
        "'(?<n>a)|(?<n>b)','b',dupnames,0-1", "'x^','x\n',multiline,none", "'a{,3}','aa{,3}',,1-6", "'\\Qa.b\\E+','a.bb',,0-4", "'[\\Q^]\\E]','x]',,1-2",
        "'\n^','x\n',multiline alt_circumflex,1-2", "'a(','a',,refused"})
    void optionsAreHonoured(String pattern, String text, String options, String expected) {
        String[] words = options == null ? new String[0] : options.split(" ");
        if (expected.equals("refused")) {
            assertThrows(PatternSyntaxException.class, () -> found(pattern, text, words));
        } else {
            assertEquals(expected, found(pattern, text, words));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "(?R)", "(a)(?1)", "(?|a|b)", "(?(1)a|b)", "a\\Kb", "\\C", "(*COMMIT)a", "(?U)a+", "(?J)a", "[[:nothing:]]",
        "(?<n>a)(?<n>b)", "\\k<none>", "\\g{-1}", "\\x{99999999999}", "(", "a**", "[a", "(?P>n)"})
    void whatJavaCannotDoIsRefusedAndNotReadAsSomethingElse(String pattern) {
        assertThrows(PatternSyntaxException.class, () -> found(pattern, ""));
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "(".repeat(200_000) + ")".repeat(200_000);
        assertThrows(PatternSyntaxException.class, () -> found(deep, ""));
    }
}
