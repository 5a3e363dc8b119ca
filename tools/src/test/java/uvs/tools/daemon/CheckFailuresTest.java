package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DirectorProgram;

/// Every check against servers that fail in every way there is, all at once, on one director: its log says of each
/// what was wrong, and the one server that is well stays.
@Tag(Testbed.TAG)
final class CheckFailuresTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String REAL = "198.51.100.11";
    private static final String SILENT = "203.0.113.11";
    private static final String UNREACHABLE = "192.88.99.11";
    private static final String GET = "HTTP_GET {\nurl {\npath /\n%s}\n}\n";

    /// What the log must say: the start of a line, and the rest as a regular expression.
    private final Map<String, String> expected = new LinkedHashMap<>();
    private final StringBuilder configuration = new StringBuilder();
    private int virtualServers;

    private void fails(String address, int port, String name, String checker, String words) {
        virtualServers++;
        String virtual = "192.0.2." + (100 + virtualServers);
        configuration.append("virtual_server ").append(virtual)
            .append(" 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\ndelay_loop 10\nwarmup 0\nconnect_timeout 3\n")
            .append("real_server ").append(address).append(' ').append(port).append(" {\n").append(checker)
            .append("}\n}\n");
        expected.put(virtual, name + " on service [" + address + "]:tcp:" + port + " failed: " + words);
    }

    private void http(int port, String settings, String words) {
        fails(REAL, port, "HTTP_CHECK", GET.formatted(settings), words);
    }

    private void tls(int port, String words) {
        fails(REAL, port, "SSL_GET", GET.formatted("").replace("HTTP_GET", "SSL_GET"), words);
    }

    private void collect(Path folder) {
        for (String checker : List.of("TCP_CHECK", "SMTP_CHECK", "HTTP_GET", "SSL_GET")) {
            String block = checker.endsWith("GET")
                ? GET.formatted("").replace("HTTP_GET", checker) : checker + " {\n}\n";
            String name = checker.replace("HTTP_GET", "HTTP_CHECK");
            fails(REAL, 9, name, block, "connection refused.");
            fails(UNREACHABLE, 9, name, block, "no route to the host.");
            fails(SILENT, 9, name, block, "timeout while connecting: after 3 s.");
        }
        http(9001, "", "reply not understood: not an HTTP reply.");
        http(9002, "", "truncated body: connection closed in the headers.");
        http(9003, "", "the reply takes too long: after 10 s.");
        http(9004, "", "endless headers: more than 65536 bytes.");
        // The limit of size or the limit of time, whichever comes first on this machine.
        http(9005, "", "(endless body: more than 67108864 bytes|the reply takes too long: after 10 s).");
        http(9006, "", "truncated body: 5 of 9 bytes.");
        http(9007, "", "timeout while reading: after 3 s.");
        http(9015, "", "timeout while reading: after 3 s.");
        http(9008, "", "wrong status: 503.");
        http(9010, "", "connection closed before the reply.");
        http(9009, "digest 00000000000000000000000000000000\n", "wrong digest: 5d41402abc4b2a76b9719d911017c592.");
        http(9009, "regex \"xyz\"\n", "regex not found.");
        http(9009, "regex \"o\"\nregex_max_offset 3\n", "regex found outside its offsets: at byte 4, not before 3.");
        http(9009, "regex \"h\"\nregex_min_offset 1\n", "regex found outside its offsets: at byte 0, not after 1.");
        http(9009, "regex \"ell\"\nregex_no_match\n", "regex found: at byte 1.");
        tls(9007, "timeout in the TLS handshake: after 3 s.");
        tls(9001, "TLS handshake failed: .*");
        tls(9016, "TLS handshake failed: connection closed.");
        tls(9017, "TLS handshake failed: connection reset.");
        tls(9443, "certificate not valid: not signed by a trusted authority.");
        fails(REAL, 9011, "SMTP_CHECK", "SMTP_CHECK {\n}\n", "wrong status: 554 no as greeting.");
        fails(REAL, 9012, "SMTP_CHECK", "SMTP_CHECK {\n}\n", "wrong status: 502 what to HELO.");
        fails(REAL, 9007, "SMTP_CHECK", "SMTP_CHECK {\n}\n", "timeout while reading: after 3 s.");
        fails(REAL, 9001, "SMTP_CHECK", "SMTP_CHECK {\n}\n", "reply not understood: .*");
        fails(REAL, 9002, "DNS_CHECK", "DNS_CHECK {\n}\n", "connection refused.");
        fails(UNREACHABLE, 9007, "DNS_CHECK", "DNS_CHECK {\n}\n", "no route to the host.");
        fails(REAL, 9007, "DNS_CHECK", "DNS_CHECK {\n}\n", "timeout while reading: after 3 s.");
        fails(REAL, 9013, "DNS_CHECK", "DNS_CHECK {\n}\n", "wrong reply: after 3 s.");
        fails(REAL, 9014, "DNS_CHECK", "DNS_CHECK {\n}\n", "wrong status: ServFail\\(2\\).");
        fails(REAL, 9002, "UDP_CHECK", "UDP_CHECK {\n}\n", "connection refused.");
        fails(UNREACHABLE, 9007, "UDP_CHECK", "UDP_CHECK {\n}\n", "no route to the host.");
        fails(REAL, 9007, "UDP_CHECK", "UDP_CHECK {\nrequire_reply\n}\n", "timeout while reading: after 3 s.");
        fails(REAL, 9013, "UDP_CHECK", "UDP_CHECK {\nrequire_reply 00\n}\n", "wrong reply: 6b65.*");
        fails(REAL, 9013, "UDP_CHECK", "UDP_CHECK {\nrequire_reply\nmax_reply_length 9\n}\n",
            "reply of a wrong length: 32 is not in 0..9.");
        fails(SILENT, 9, "PING_CHECK", "PING_CHECK {\n}\n", "timeout while reading: after 3 s.");
        fails(UNREACHABLE, 9, "PING_CHECK", "PING_CHECK {\n}\n", "no route to the host.");
        fails(REAL, 7001, "MISC_CHECK", misc("/bin/sh -c 'echo why; exit 3'", 30), "script failed: exit status 3 why.");
        fails(REAL, 7002, "MISC_CHECK", misc("/no/such/script", 30),
            "script could not be run: /no/such/script does not exist.");
        fails(REAL, 7003, "MISC_CHECK", misc(folder.resolve("hang.sh").toString(), 4),
            "script timed out: after 4 s.*");
        fails(REAL, 7004, "MISC_CHECK", misc("/usr/bin/yes", 4), "script timed out: after 4 s y y.*");
        fails(REAL, 7005, "FILE_CHECK", "FILE_CHECK {\ntrack_file down\n}\n", ".*/down says 1.");
    }

    /// @param seconds its limit: those that are to run into it must have come to what they do, on a busy machine too
    private static String misc(String path, int seconds) {
        return "MISC_CHECK {\nmisc_path \"" + path + "\"\nmisc_timeout " + seconds + "\nuser root\n}\n";
    }

    @Test
    void theLogSaysWhichOfAllTheReasonsItIs() throws IOException {
        try (var net = Testbed.open()) {
            Host director = net.host("director");
            Host real = net.host("real");
            net.link(director, "eth0", "192.0.2.1/24", net.host("client"), "eth0", "192.0.2.2/24");
            net.link(director, "eth1", "198.51.100.1/24", real, "eth0", REAL + "/24");
            director.route("unreachable 192.88.99.0/24");
            director.route("203.0.113.0/24 via " + REAL);
            real.route("blackhole 203.0.113.0/24");
            real.sysctl("net.ipv4.ip_forward", 1);
            Path folder = net.directory();
            start(real, folder);
            collect(folder);
            Files.writeString(folder.resolve("uvs.properties"), "strict-checks = certificates\n");
            DirectorProgram program = DirectorProgram.start(director, folder, "global_defs {\nscript_user root\n}\n"
                + "track_file down {\nfile \"" + folder.resolve("down") + "\"\nweight 0\ninit_file 1\n}\n"
                + configuration + """
                virtual_server 192.0.2.100 80 {
                    protocol TCP
                    lb_algo rr
                    lb_kind NAT
                    delay_loop 1
                    real_server %s 9009 {
                        HTTP_GET {
                            url {
                                path /
                            }
                        }
                    }
                }
                """.formatted(REAL));
            Await.until(() -> missing(program) + "\nin\n" + String.join("\n", program.lines()), LIMIT,
                () -> missing(program).isEmpty());
            program.awaitRealServer(REAL + ":9009", true);
            assertTrue(program.lines().stream().noneMatch(line -> line.contains("xception")),
                () -> String.join("\n", program.lines()));
            // Locked as long as the script or its child lives; pids are those of the namespace.
            Await.until("no script that hangs has come to its lock", LIMIT, () -> Files.exists(folder.resolve("lock")));
            String lock = Files.readString(folder.resolve("lock")).strip();
            Await.until(() -> "the child of the script that hung is there, in\n" + String.join("\n", program.lines()),
                LIMIT, () -> director.run("flock", "--nonblock", lock, "true").exit() == 0);
        }
    }

    private List<String> missing(DirectorProgram program) {
        var missing = new ArrayList<String>();
        for (String line : expected.values()) {
            String pattern = ".* \\Q" + line.substring(0, line.indexOf(": ") + 2) + "\\E"
                + line.substring(line.indexOf(": ") + 2) + "( check=\\S+)? real_server=\\S+ virtual_server=\\S+";
            if (program.lines().stream().noneMatch(said -> said.matches(pattern))) {
                missing.add(line);
            }
        }
        return missing;
    }

    private static void start(Host real, Path folder) throws IOException {
        try (InputStream resource = CheckFailuresTest.class.getResourceAsStream("broken-servers.pl")) {
            Files.write(folder.resolve("broken-servers.pl"), resource.readAllBytes());
        }
        Path hang = folder.resolve("hang.sh");
        Files.writeString(hang, """
            #!/bin/sh
            trap '' TERM
            cd %s
            exec 9> held.$$
            flock 9
            sleep 1000 &
            echo $PWD/held.$$ > born
            mv born lock
            wait
            wait
            """.formatted(folder));
        assertTrue(hang.toFile().setExecutable(true));
        real.start("perl", folder.resolve("broken-servers.pl").toString(), REAL).awaitLine("ready", LIMIT);
        real.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=real", "-days", "2",
            "-keyout", folder.resolve("key.pem").toString(), "-out", folder.resolve("cert.pem").toString()).orThrow();
        real.start("openssl", "s_server", "-accept", REAL + ":9443", "-key", folder.resolve("key.pem").toString(),
            "-cert", folder.resolve("cert.pem").toString(), "-www").awaitLine("ACCEPT", LIMIT);
    }
}
