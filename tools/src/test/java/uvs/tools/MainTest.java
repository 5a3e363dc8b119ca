package uvs.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void suggestsTheNearestCommand() {
        assertEquals(2, execute("dmo"));
        assertEquals("uvs: there is no command 'dmo'; did you mean 'demo'? uvs --help lists them\n",
            err.toString());
    }

    @Test
    void suggestsNothingThatIsFarFromWhatWasTyped() {
        assertEquals(2, execute("frobnicate", "--fast"));
        assertEquals("uvs: there is no command 'frobnicate'; uvs --help lists them\n", err.toString());
    }

    @Test
    void tellsOfAWrongOptionInOneLine() {
        assertEquals(2, execute("demo", "--fast"));
        assertEquals("uvs demo: Unknown option: '--fast'; see uvs demo --help\n", err.toString());
    }

    @Test
    void asksForACommand() {
        assertEquals(2, execute());
        assertEquals("uvs: no command is given; see uvs --help\n", err.toString());
    }

    @Test
    void listsItsCommands() {
        assertEquals(0, execute("--help"));
        assertTrue(out.toString().contains("\n  demo  "), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void tellsTheVersionOfTheBuild() {
        assertEquals(0, execute("--version"));
        assertTrue(out.toString().matches("uvs \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n"), out.toString());
    }

    private int execute(String... arguments) {
        return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
            .execute(arguments);
    }
}
