package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import uvs.config.keyword.Grammar;
import uvs.config.keyword.Keyword;
import uvs.config.text.ReaderOptions;
import uvs.config.text.Verdict;

/// Whatever the bytes are: diagnostics, in two seconds of the thread's own time and 256 MB (the heap of the
/// tests), and never an exception. What can be used is dumped and read again as the same.
final class FuzzTest {

    private static final int TRIES = 300;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(2);
    /// How often a file is read, if need be, until it was in that time.
    private static final int TIMES = 3;
    private static final ReaderOptions OPTIONS =
        ReaderOptions.of("director.example").withInterfaces(Set.of("eth0"));

    private static Path directory;

    @BeforeContainer
    static void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("uvs-fuzz");
    }

    @AfterContainer
    static void removeDirectory() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /// What this thread has had of the processors, whatever else runs: the first number of `schedstat`, in
    /// ns.
    private static long cpuTimeNs() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ")[0]);
    }

    private static void survive(byte[] content) throws IOException {
        Path file = directory.resolve("fuzz.conf");
        Files.write(file, content);
        ReadResult result = null;
        long took = LIMIT_NS;
        // What else runs makes a processor itself slower, and a file's first reading may be that of code not yet compiled.
        for (int time = 0; time < TIMES && took >= LIMIT_NS; time++) {
            long start = cpuTimeNs();
            result = ConfigurationReader.read(file, OPTIONS);
            took = cpuTimeNs() - start;
        }
        assertTrue(took < LIMIT_NS, "reading took " + took / 1_000_000 + " ms");
        assertEquals(result.verdict() == Verdict.UNUSABLE, result.configuration().isEmpty());
        if (result.configuration().isPresent()) {
            String dump = ConfigurationWriter.write(result.configuration().get());
            Files.writeString(file, dump);
            ReadResult again = ConfigurationReader.read(file, OPTIONS);
            assertEquals(result.configuration().get(), again.configuration().orElseThrow(), () -> dump);
        }
    }

    private static void survive(String text) throws IOException {
        survive(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void randomBytes(@ForAll @Size(max = 3_000) byte[] content) throws IOException {
        survive(content);
    }

    /// Every keyword, and what may stand around them, in any order.
    @Provide
    Arbitrary<String> soup() {
        var tokens = new ArrayList<>(List.of(
            "{", "}", "{", "}", "\n", "\n", "\n", " ", "\"", "'", "\\", "#", "!", "@lb", "@^director", "$A=",
                "$A", "${A}",
            "${_RANDOM 1 5}", "${_PWD}", "~SEQ(A, 3)", "~SEQx(B, 1, 2, 9)", "~LST({A,B}, {1,2})", "include",
                "=",
            "192.0.2.1", "192.0.2.1-9", "192.0.2.0/24", "2001:db8::1", "80", "0", "-1", "65536",
                "99999999999999999999",
            "1.5", "0.0000001", "on", "off", "eth0", "TCP", "UDP", "NAT", "DR", "TUN type gue port 5", "rr",
                "fwmark 3",
            "group g", "weight", "reverse", "dev", "via", "table", "nexthop", "name", "\u00e9", "\t"));
        Set<String> names = Grammar.blocks().stream().flatMap(block -> block.keywords().stream())
            .map(Keyword::name).collect(Collectors.toSet());
        tokens.addAll(names.stream().sorted().toList());
        return Arbitraries.of(tokens).list().ofMaxSize(120).map(list -> String.join(" ", list));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void tokenSoup(@ForAll("soup") String text) throws IOException {
        survive(text);
    }

    /// Lines that are nearly right: each keyword in its own block, with words that may fit.
    @Provide
    Arbitrary<String> nearly() {
        Arbitrary<String> word = Arbitraries.of(
            "", "1", "0", "5", "255", "on", "192.0.2.7", "2001:db8::7", "name", "\"a b\"", "80", "3.5", "-4",
                "eth0",
            "\"/bin/x 'y z'\" root", "fwmark 4", "192.0.2.9 81", "PASS", "SOA", "sh", "DR", "TUN", "SCTP",
                "0a1b", "200-299");
        List<String> lines = new ArrayList<>();
        Grammar.blocks().forEach(block -> block.keywords().forEach(keyword -> lines.add(keyword.name())));
        Arbitrary<String> line = Combinators.combine(Arbitraries.of(lines), word, word)
            .as((keyword, first, second) -> keyword + " " + first + " " + second + "\n");
        Arbitrary<String> body = line.list().ofMaxSize(25).map(list -> String.join("", list));
        return Combinators.combine(
            Arbitraries.of("global_defs", "vrrp_instance V", "virtual_server 192.0.2.1 80",
                "vrrp_sync_group G",
                "virtual_server fwmark 5", "bfd_instance B"), body, body).as((head, first, second) ->
                    head + " {\n" + first + "real_server 10.0.0.1 80 {\n" + second + "}\n}\n");
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void nearlyRight(@ForAll("nearly") String text) throws IOException {
        survive(text);
    }

    @Example
    void deepNesting() throws IOException {
        survive("virtual_server 192.0.2.1 80 {\n".repeat(100_000));
        survive("{".repeat(500_000));
        survive("}".repeat(500_000));
        survive("global_defs { ".repeat(50_000) + "} ".repeat(50_000));
        survive("real_server 10.0.0.1 80 { TCP_CHECK { ".repeat(30_000));
    }

    @Example
    void linesOfAMegabyte() throws IOException {
        survive("x".repeat(1_000_000));
        survive("virtual_server 192.0.2.1 80 { " + "a ".repeat(500_000));
        survive("global_defs { router_id " + "\"".repeat(1_000_000));
        survive("$A=" + "$A".repeat(500_000) + "\n$A\n");
        survive("$A=1\nglobal_defs { router_id " + "${A}".repeat(250_000));
        survive("global_defs {\nnotification_email {\n" + "a@b ".repeat(250_000) + "\n}\n}\n");
        survive("vrrp_instance V {\nnotify \"" + "\\".repeat(1_000_000) + "\"\n}\n");
        survive("include " + "{a,b}".repeat(200_000) + "\n");
        survive("include " + "*a".repeat(500_000) + "\n");
        survive("~LST(A" + ",b".repeat(500_000) + ") c$A\n");
    }

    @Example
    void billionsOfRounds() throws IOException {
        for (String rest : List.of(
            "x", "virtual_server fwmark $I {", "static_ipaddress { 10.0.0.1 }", "}", "$J=$I",
                "~SEQ(J, 1000000000) $I",
            "global_defs { router_id $I }", "virtual_server fwmark $I { real_server 10.0.0.1 { } }",
            "virtual_server_group g$I { 10.0.0.0/16 80 }", "include /dev/null")) {
            survive("~SEQ(I, 1, 1000000000) " + rest + "\n");
        }
        survive("vrrp_instance V {\nvirtual_ipaddress {\n~SEQ(I, 1000000000) 10.0.0.1\n}\n}\n");
        survive(
            "virtual_server 192.0.2.1 80 {\n~SEQ(I, 1000000000) real_server 10.0.0.1 80 { TCP_CHECK { } }\n}\n");
        survive("global_defs {\n~SEQ(I, 1000000000) vrrp_garp_interval $I\n}\n");
    }

    @Example
    void includesInCircles() throws IOException {
        for (int i = 0; i < 30; i++) {
            Files.writeString(directory.resolve("circle" + i),
                "include circle%d\ninclude circle%d\ninclude circle0\n~SEQ(I, 9) include circle*\n".formatted(
                    i + 1, i + 2));
        }
        survive("include circle0\n");
        survive("include circle*\n");
        survive("~SEQ(I, 1000000) include circle29\n");
    }
}
