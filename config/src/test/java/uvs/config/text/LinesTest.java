package uvs.config.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinesTest {

    @TempDir
    private Path directory;

    private final ReaderOptions options =
        ReaderOptions.of("lb1.example").withEnvironment(Map.of("COLOUR", "blue"));
    private Diagnostics diagnostics = new Diagnostics();

    private List<Line> lines(String text) throws IOException {
        Path file = directory.resolve("keepalived.conf");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        return lines(file, options);
    }

    private List<Line> lines(Path file, ReaderOptions with) {
        diagnostics = new Diagnostics();
        var lines = new Lines(file.toString(), with, diagnostics);
        var all = new ArrayList<Line>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }

    private List<String> texts(String text) throws IOException {
        return lines(text).stream().map(Line::text).toList();
    }

    private List<String> problems() {
        return diagnostics.list().stream().map(d -> d.problem() + " " + d.line() + ":" + d.column()).toList();
    }

    @Test
    void commentsStartAnywhereButInDoubleQuotes() throws IOException {
        assertEquals(List.of("a b", "c \"d # e ! f\"", "g", "h '", "i"),
            texts("a b # c\n!x\nc \"d # e ! f\" # g\ng!h\nh '#'\n  \n\ti\t\n"));
    }

    @Test
    void escapedCommentSignsAreTheSigns() throws IOException {
        assertEquals(List.of("a#b!c", "d \"\\# e\""), texts("a\\#b\\!c#d\nd \"\\# e\"\n"));
    }

    @Test
    void bracesOutsideQuotesAreLinesOfTheirOwn() throws IOException {
        assertEquals(List.of("foo", "{", "a", "}", "b", "{", "}", "c \"{ }\""),
            texts("foo { a } b {} c \"{ }\"\n"));
    }

    @Test
    void linesKnowTheirPlaces() throws IOException {
        List<Line> lines = lines("\n   foo {  bar baz }\n");
        assertEquals("bar baz", lines.get(2).text());
        diagnostics.report(Problem.ADVICE, lines.get(0).position(), "foo");
        diagnostics.report(Problem.ADVICE, lines.get(1).position(), "{");
        diagnostics.report(Problem.ADVICE, lines.get(2).positionOf(4), "baz");
        diagnostics.report(Problem.ADVICE, lines.get(3).position(), "}");
        assertEquals(List.of("ADVICE 2:4", "ADVICE 2:8", "ADVICE 2:15", "ADVICE 2:19"), problems());
    }

    @Test
    void definedTextHasThePlaceOfItsUse() throws IOException {
        List<Line> lines = lines("$A=one two three\nx $A y\n");
        diagnostics.report(Problem.ADVICE, lines.getFirst().positionOf("x one two".length()), "");
        assertEquals(List.of("ADVICE 2:3"), problems());
    }

    @Test
    void carriageReturnsAreNotThere() throws IOException {
        assertEquals(List.of("a", "b"), texts("a\r\nb\r\n"));
    }

    @Test
    void aLineWithNulIsNotRead() throws IOException {
        String many = "a long line of text\n".repeat(10);
        assertEquals(11, texts(many + "x\0y\nlast\n").size());
        assertEquals(List.of("WARNING 11:2"), problems());
    }

    @Test
    void longLinesAreReadWhole() throws IOException {
        assertEquals(List.of("x".repeat(5_000)), texts("x".repeat(5_000) + "\n"));
        assertEquals(List.of("ADVICE 1:1024"), problems());
    }

    @Test
    void conditionsCompareTheWholeId() throws IOException {
        assertEquals(List.of("a", "d", "f", "g"), texts("""
            @lb1 a
            @lb b
            @lb11 c
            @^lb d
            @^lb1 e
            @^other @lb1 f
            @lb1
            $W=@lb1 g
            $W
            """));
    }

    @Test
    void definitionsExpandWhenUsed() throws IOException {
        assertEquals(List.of("x1", "x2"), texts("$A=x$B\n$B=1\n$A\n$B=2\n$A\n"));
    }

    @Test
    void aBareNameEndsAtBlankCommaParenthesisOrTheEnd() throws IOException {
        assertEquals(List.of("v w", "v,w", "(v)", "v", "$Aw", "vw", "$UNKNOWN", "x"),
            texts("$A=v\n$A w\n$A,w\n($A)\n$A\n$Aw\n${A}w\n$UNKNOWN\n$E=\nx$E\n"));
    }

    @Test
    void aDefinitionOfSeveralLinesIsSeveralLines() throws IOException {
        assertEquals(List.of("pre one", "{", "two 7", "}", "after", "$M y"), texts("""
            $M= \\
                one { \\
                two ${N} \\
                }
            $N=7
            pre $M
            after
            $M y
            """));
        assertEquals(List.of("ADVICE 8:1"), problems());
    }

    @Test
    void anEmptyLineEndsADefinition() throws IOException {
        assertEquals(List.of("c", "a", "b"), texts("$M= \\\na \\\nb \\\n\nc\n$M\n"));
    }

    @Test
    void builtInDefinitions() throws IOException {
        assertEquals(List.of("dir " + directory, "id lb1", "blue", "3", "\"#!\""), texts(
            "dir ${_PWD}\nid ${_INSTANCE}\n${_ENV COLOUR}\n${_RANDOM 3 3}\n\"${_HASH}${_BANG}\"\n"));
    }

    @Test
    void randomNumbersAreInTheirRange() throws IOException {
        for (String text : texts("~SEQ(I, 50) ${_RANDOM 5 7}\n")) {
            assertTrue(text.matches("[567]"), text);
        }
    }

    @Test
    void sequencesCountUpAndDown() throws IOException {
        assertEquals(List.of("1", "2", "-1", "-2", "3", "2", "0", "5", "10", "16", "17", "a", "b"), texts("""
            ~SEQ(I, 2) $I
            ~SEQ(I, -2) $I
            ~SEQ(I, 3, 2) $I
            ~SEQ(I, 0, 5, 10) $I
            ~SEQ(I, 0x10, 0x11) $I
            ~SEQx(I, 10, 11) $I
            """));
    }

    @Test
    void sequencesNest() throws IOException {
        assertEquals(List.of("1-1", "1-2", "2-1", "2-2"), texts("~SEQ(I, 2) ~SEQ(J, 2) ${I}-$J\n"));
    }

    @Test
    void listsSetSeveralNames() throws IOException {
        assertEquals(List.of("a", "b", "1-x", "2-", "1-5", "1-6"), texts("""
            ~LST(L, a, b) $L
            ~LST({A, B}, {1, x}, {2}) ${A}-${B}
            ~LST(A, 1) ~SEQ(B, 5, 6) ${A}-${B}
            """));
    }

    @Test
    void wrongSequencesAreReported() throws IOException {
        assertEquals(List.of(), texts("""
            ~SEQ(I, 1, -1, 3) x
            ~SEQ(I) x
            ~SEQ(I, a) x
            ~SEQx(I, -3) x
            ~LST({A}, {1, 2}) x
            ~SEQ(I, 3
            ~SEQ(I, 3)
            """));
        assertEquals(7, diagnostics.list().size());
    }

    @Test
    void aNameOfASequenceIsForgottenAfterIt() throws IOException {
        assertEquals(List.of("1", "old", "x1", "$J"),
            texts("$I=old\n~SEQ(I, 1) $I\n$I\n~SEQ(J, 1) x$J\n$J\n"));
    }

    @Test
    void aDefinitionThatComesBackToItselfIsReported() throws IOException {
        texts("$A=$B x\n$B=$A y\n$A\n");
        assertEquals(List.of("GENERAL_ERROR 3:1"), problems());
        texts("$M= \\\na \\\n$M\n$M\n");
        assertEquals(Problem.GENERAL_ERROR, diagnostics.list().getFirst().problem());
    }

    @Test
    void aLineThatGrowsTooLongIsCut() throws IOException {
        List<String> texts = texts(
            "$A=aaaaaaaaaaaaaaaa\n$B=$A$A$A$A$A$A$A$A\n$B=${A}${A}${A}${A}\n$C=${B}${B}${B}${B}\n"
            + "$D=${C}${C}${C}${C}\n${D}${D}\n");
        assertEquals(1_023, texts.getFirst().length());
        assertEquals(List.of("GENERAL_ERROR 6:1"), problems());
    }

    @Test
    void expansionsHaveALimit() throws IOException {
        List<String> texts = texts("~SEQ(I, 1000000000) x$I\nafter\n");
        assertTrue(texts.size() <= Lines.MAX_EXPANDED + 1, () -> texts.size() + " lines");
        assertEquals("after", texts.getLast());
        assertEquals(List.of("GENERAL_ERROR 1:21"), problems());
    }

    @Test
    void includesAreReadWhereTheyStand() throws IOException {
        Path part = Files.createDirectory(directory.resolve("part"));
        Files.writeString(part.resolve("b.inc"), "b ${_PWD}\n");
        Files.writeString(part.resolve("a.inc"), "a\ninclude b.inc\n");
        Files.writeString(part.resolve(".hidden.inc"), "hidden\n");
        assertEquals(List.of("x", "{", "a", "b " + part, "b " + part, "}"),
            texts("x {\ninclude part/*.inc\n}\n"));
        assertEquals(List.of("b " + part, "a", "b " + part), texts("include part/{b,a}.inc\n"));
        assertEquals(List.of(), problems());
    }

    @Test
    void whatIsNoPlainFileIsSkippedWithAMessage() throws IOException {
        Path program = Files.writeString(directory.resolve("program"), "x\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(directory.resolve("folder"));
        assertEquals(List.of("end"), texts(
            "include program\ninclude folder\ninclude /dev/null\ninclude nothing\nend\n"));
        assertEquals(List.of("ADVICE 1:9", "ADVICE 2:9", "ADVICE 3:9", "ADVICE 4:9"), problems());
    }

    @Test
    void variantsOfIncludeInsist() throws IOException {
        Files.writeString(directory.resolve("there.inc"), "x\n");
        texts("includer gone\nincludem gone*\nincludew gone*\nincludeb {there,gone}.inc\nincludea gone\n");
        assertEquals(List.of("FILE_NOT_FOUND 1:10", "FILE_NOT_FOUND 2:10", "FILE_NOT_FOUND 3:10",
            "FILE_NOT_FOUND 4:10", "FILE_NOT_FOUND 5:10"), problems());
        texts("include gone*\nincludea there.inc\n");
        assertEquals(List.of(), problems());
    }

    @Test
    void aFileThatIncludesItselfIsReportedOnce() throws IOException {
        assertEquals(List.of("a", "b"), texts("a\ninclude keepalived.conf\nb\n"));
        assertEquals(List.of("GENERAL_ERROR 2:9"), problems());
    }

    @Test
    void filesThatIncludeEachOtherManyTimesEnd() throws IOException {
        for (int i = 0; i < 40; i++) {
            Files.writeString(directory.resolve("f" + i),
                "include f%d\ninclude f%d\nx\n".formatted(i + 1, i + 1));
        }
        texts("include f0\n");
        assertTrue(diagnostics.list().stream().anyMatch(d -> d.problem() == Problem.FATAL));
    }
}
