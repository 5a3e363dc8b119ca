package uvs.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CheckCommandTest {

    private static final String CLEAN = """
        virtual_server 192.0.2.10 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 10.0.0.1 80 {
                TCP_CHECK { }
            }
        }
        """;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int check(String configuration, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("keepalived.conf"), configuration);
        var all = new ArrayList<>(List.of("-f", file.toString()));
        all.addAll(List.of(arguments));
        return run(all);
    }

    private int run(List<String> arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return new CommandLine(new CheckCommand()).setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true)).execute(arguments.toArray(String[]::new));
    }

    @Test
    void saysNothingOfACleanFile() throws IOException {
        assertEquals(0, check(CLEAN));
        assertEquals("", err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void tellsEveryProblemWithItsPlace() throws IOException {
        String file = folder.resolve("keepalived.conf").toString();
        assertEquals(5, check(CLEAN.replace("lb_algo rr", "lb_algo rr\n    lb_kindd DR\n    quorum 9")));
        assertEquals(file
            + ":3:5: error: unknown keyword 'lb_kindd' in virtual_server; did you mean lb_kind?\n"
            + file
                + ":4:5: warning: quorum 9 is above the sum of the weights, and is taken as 1; write a smaller one\n",
            err.toString().lines().filter(line -> line.startsWith(file + ":") && !line.contains(" note: "))
                .filter(line -> !line.contains(": 1 error")).reduce("", (all, line) -> all + line + "\n"));
        assertTrue(err.toString().lines().toList().getLast().startsWith(file + ": 1 error, 1 warning, "));
    }

    @Test
    void exitStatusesAreThoseOfKeepalived() throws IOException {
        assertEquals(4, run(List.of("-f", folder.resolve("gone").toString())));
        assertEquals(4, run(List.of("-f", folder.toString(), "-t")));
        assertEquals(5, check("foo\n", "--config-test"));
        assertEquals(6, check("vrrp_script s { script \"/bin/true\" }\n"));
    }

    /// What is read and not acted on is a note, and changes no exit status.
    @Test
    void namesWhatIsNotActedOn() throws IOException {
        assertEquals(0, check("global_defs {\n    enable_snmp_checker\n}\n"));
        assertTrue(err.toString().contains(":2:5: note: enable_snmp_checker is read and not acted on"),
            err.toString());
    }

    @Test
    void dumpsWhatIsInEffect() throws IOException {
        assertEquals(0, check(CLEAN, "--dump"));
        String dump = out.toString();
        assertTrue(dump.contains("\n    delay_loop 60\n"), dump);
        assertTrue(dump.contains("            connect_timeout 5\n"), dump);
        assertEquals(0, check(dump, "--dump"));
        assertEquals(dump, out.toString());
    }

    @Test
    void decidesConditionsByTheConfigId() throws IOException {
        String text = "global_defs {\n@left router_id left\n@right router_id right\n}\n";
        check(text, "--config-id", "right", "--dump");
        assertTrue(out.toString().contains("    router_id right\n"), out.toString());
        check(text, "-i", "left", "--dump");
        assertTrue(out.toString().contains("    router_id left\n"), out.toString());
    }

    @Test
    void writesJson() throws IOException {
        assertEquals(5, check("foo\n" + CLEAN, "--json", "--dump"));
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertEquals("errors", report.get("verdict").asText());
        assertEquals(5, report.get("exitStatus").asInt());
        JsonNode first = report.get("diagnostics").get(0);
        assertEquals(1, first.get("line").asInt());
        assertEquals("error", first.get("severity").asText());
        assertEquals("unknown_keyword", first.get("problem").asText());
        assertEquals("unknown keyword 'foo'", first.get("text").asText());
        assertTrue(report.get("dump").asText().contains("virtual_server 192.0.2.10 80 {"));
        assertEquals("", err.toString());
    }

    @Test
    void writesTheProblemsToALog() throws IOException {
        Path log = folder.resolve("check.log");
        assertEquals(5, check("foo\n", "-t=" + log));
        assertTrue(Files.readString(log).contains(":1:1: error: unknown keyword 'foo'"));
        assertEquals("", err.toString());
    }
}
