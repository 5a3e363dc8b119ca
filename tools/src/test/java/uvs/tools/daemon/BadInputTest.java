package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;

/// What `uvs run` says when it cannot run, and that it leaves nothing behind then.
@Tag(Testbed.TAG)
final class BadInputTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int EXIT_CONFIGURATION = 2;
    private static final int EXIT_FATAL = 1;
    private static final String GOOD = """
        virtual_server 192.0.2.100 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 8080 {
            }
        }
        """;
    private static final Pattern TIME = Pattern.compile("^\\S+Z ");

    private static Testbed net;
    private static Host director;

    private final List<Program> programs = new ArrayList<>();

    @BeforeAll
    static void open() {
        net = Testbed.open();
        director = net.host("director");
        net.link(director, "eth0", "192.0.2.100/24", net.host("client"), "eth0", "192.0.2.1/24");
        // The kernel gives it in its own time, and then another route with it.
        Await.until("no link-local address", LIMIT, () -> director.ip("-6 address show dev eth0 -tentative").contains("fe80")
            && director.ip("-6 route show table local").contains("fe80"));
    }

    @AfterAll
    static void close() {
        net.close();
    }

    @AfterEach
    void end() {
        programs.forEach(Program::close);
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        assertEquals(List.of("error /no/such/keepalived.conf:1:1: error: there is no such file; name one with -f"),
            fails(EXIT_CONFIGURATION, "-f", "/no/such/keepalived.conf"));
    }

    @Test
    void saysThatAFileIsADirectory() {
        List<String> lines = fails(EXIT_CONFIGURATION, "-f", net.directory().toString());
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("error "
            + net.directory() + ":1:1: error: the file is a directory; "),
            lines.toString());
    }

    @Test
    void tellsAllThatIsWrongWithAFile() throws IOException {
        Path file = write("bad.conf", """
            virtual_server 192.0.2.100 80 {
                lb_algo best
                lb_kind NAT
                protocol TCP
                real_server 198.51.100.11 8080 {
                    weight -1
                }
                real_server 1.2.3 8080 {
                }
            }
            """);
        List<String> errors = fails(EXIT_CONFIGURATION, "-f", file.toString()).stream()
            .filter(line -> line.startsWith("error ")).toList();

        assertEquals(3, errors.size(), errors.toString());
        assertTrue(errors.get(0).startsWith("error "
            + file + ":2:13: error: there is no scheduler 'best'; "), errors.get(0));
        assertTrue(errors.get(1).startsWith("error " + file + ":6:16: error: weight "), errors.get(1));
        assertTrue(errors.get(2).startsWith("error "
            + file + ":8:17: error: real_server '1.2.3' is not an IP address; "),
            errors.get(2));
    }

    @Test
    void saysWhichInterfacesThereAre() throws IOException {
        assertEquals(List.of("error interface nope0 does not exist; there are eth0, lo"),
            fails(EXIT_FATAL, "-f", good().toString(), "--interface", "nope0"));
    }

    @Test
    void saysWhatASettingCanBe() throws IOException {
        assertEquals(List.of("error expire_nodest_conn=7 is not in 0..1"),
            fails(EXIT_CONFIGURATION, "-f", good().toString(), "--vs", "expire_nodest_conn=7"));
    }

    @Test
    void saysThatAnotherOneRuns() throws IOException {
        DirectorProgram first = DirectorProgram.start(director, net.directory(), GOOD);
        programs.add(first.program());
        String before = state();

        List<String> lines = fails(EXIT_FATAL, "-f", good().toString());
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().contains("Operation not permitted (another uvs is running in this network namespace:"
            + " stop it first; "), lines.getFirst());
        assertEquals(before, state());
        assertEquals(0, first.program().stop());
    }

    @Test
    void saysWhichPackageIsMissing() throws IOException {
        var command = new ArrayList<>(List.of("env", "PATH=" + net.directory()));
        command.addAll(ThisProgram.uvs("run", "-f", good().toString()));
        List<String> lines = fails(EXIT_FATAL, command);
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("error nft: ") && lines.getFirst().endsWith("; install the package nftables"),
            lines.getFirst());
    }

    /// Root without rights is what an ordinary user without user namespaces is to the kernel.
    @Test
    void saysWhatItMayNotDo() throws IOException {
        String file = good().toString();
        var command = new ArrayList<>(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
        command.addAll(ThisProgram.uvs("run", "-f", file));
        List<String> lines = fails(EXIT_FATAL, command);
        assertEquals(List.of("error socket(17, 3, 0) for packet socket: errno 1 (operation not permitted); this needs"
            + " CAP_NET_RAW and CAP_NET_ADMIN: run as root, or in a user namespace (unshare --user --map-root-user --net)"),
            lines);
    }

    private List<String> fails(int exit, String... arguments) {
        var command = new ArrayList<>(List.of("run"));
        command.addAll(List.of(arguments));
        return fails(exit, ThisProgram.uvs(command.toArray(String[]::new)));
    }

    /// Runs the program, which must fail and leave the host as it was. Answers what it said, without the
    /// times.
    private List<String> fails(int exit, List<String> command) {
        String before = state();
        Program program = director.start(Map.of(), command);
        programs.add(program);
        assertEquals(exit, program.awaitExit(LIMIT), program.lines().toString());
        assertEquals(before, state());
        return program.lines().stream().map(line -> TIME.matcher(line).replaceFirst(""))
            // The tests' own libraries, and an ordinary user's files, are not what this is about.
            .filter(line -> !line.startsWith("SLF4J: ") && !line.contains("the file belongs to")).toList();
    }

    private static Path good() throws IOException {
        return write("good.conf", GOOD);
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(net.directory().resolve(name), text);
    }

    private static String state() {
        return director.run("nft", "list", "ruleset").orThrow().out() + director.ip("-o address")
            + director.ip("route show table all") + director.ip("rule");
    }
}
