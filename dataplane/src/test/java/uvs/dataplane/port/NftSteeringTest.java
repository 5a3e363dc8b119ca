package uvs.dataplane.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.TestProgram;
import uvs.dataplane.testbed.Testbed;

/// What the kernel's nftables hold while a program steers.
@Tag(Testbed.TAG)
final class NftSteeringTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Testbed net;
    private Host director;

    @BeforeEach
    void open() {
        net = Testbed.open();
        director = net.host("director");
        net.link(director, "eth0", "192.0.2.1/24", net.host("client"), "eth0", "192.0.2.2/24");
        net.link(director, "eth1", "198.51.100.1/24", net.host("real"), "eth0", "198.51.100.2/24");
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void holdsWhatIsSteeredAndNothingElse() {
        try (TestProgram program = start()) {
            program.ask("eth0,eth1 TCP/192.0.2.1/80,UDP/2001:db8::1/53,TCP/192.0.2.9/0"
                + " TCP/198.51.100.2/8080,SCTP/2001:db8::2/9,TCP/198.51.100.3/0 192.0.2.1,2001:db8::1"
                + " 192.0.2.9,2001:db8::1", "^done");
            assertEquals(Set.of("192.0.2.9"), elements("absent4"));
            assertEquals(Set.of(), elements("absent6"));
            assertEquals(Set.of("192.0.2.9"), elements("ftp4"));
            assertEquals(Set.of("2001:db8::1"), elements("ftp6"));
            assertEquals(Set.of("0x6 . 0xc6336402 . 0x1f90"), elements("about4"));
            assertEquals(Set.of("0x84 . 0x20010db8000000000000000000000002 . 0x9"), elements("about6"));
            assertEquals(Set.of("0x6 . 0xc6336403"), elements("aboutany4"));
            assertEquals(Set.of("tcp . 192.0.2.1 . 80"), elements("virtual4"));
            assertEquals(Set.of("udp . 2001:db8::1 . 53"), elements("virtual6"));
            assertEquals(Set.of("tcp . 192.0.2.9"), elements("virtualany4"));
            assertEquals(Set.of("tcp . 198.51.100.2 . 8080"), elements("real4"));
            assertEquals(Set.of("sctp . 2001:db8::2 . 9"), elements("real6"));
            assertEquals(Set.of("tcp . 198.51.100.3"), elements("realany4"));
            assertEquals(Set.of("198.51.100.2", "198.51.100.3"), elements("realaddress4"));
            assertEquals(Set.of("2001:db8::2"), elements("realaddress6"));
            assertEquals(Set.of("192.0.2.1"), elements("local4"));
            assertEquals(Set.of("2001:db8::1"), elements("local6"));
            assertEquals(Set.of("eth0", "eth1"), devices());
            for (String set : List.of("virtual", "virtualany", "ftp", "real", "realany", "realaddress", "about", "aboutany")) {
                assertTrue(drops(set + "4") && drops(set + "6"), ruleset());
            }

            program.ask("eth1 TCP/192.0.2.1/81 - 192.0.2.1", "^done");
            assertEquals(Set.of(), elements("absent4"));
            assertEquals(Set.of("tcp . 192.0.2.1 . 81"), elements("virtual4"));
            assertEquals(Set.of(), elements("virtual6"));
            assertEquals(Set.of(), elements("real4"));
            assertEquals(Set.of(), elements("realaddress4"));
            assertEquals(Set.of("eth1"), devices());
            assertTrue(drops("virtual4"), ruleset());

            program.ask("- - - -", "^done");
            assertFalse(ruleset().contains("hook ingress"), ruleset());
            assertEquals(Set.of(), devices());
            assertEquals(0, program.end());
        }
        assertEquals("", ruleset());
    }

    @Test
    void steersThousandsOfServices() {
        String many = IntStream.range(0, 3000).mapToObj(i -> "TCP/10.0." + i / 250 + "." + i % 250 + "/80")
            .collect(Collectors.joining(","));
        try (TestProgram program = start()) {
            program.ask("eth0 " + many + " - -", "^done");
            assertEquals(3000, elements("virtual4").size());
            program.ask("eth0 TCP/10.0.3.7/80 - -", "^done");
            assertEquals(Set.of("tcp . 10.0.3.7 . 80"), elements("virtual4"));
        }
    }

    /// What was done before the failure is not done a second time.
    @Test
    void goesOnAfterAFailure() {
        try (TestProgram program = start()) {
            program.ask("eth0 TCP/192.0.2.1/80 - 192.0.2.1", "^done");
            String refused = program.ask("eth0,thisisaverylongname0 TCP/192.0.2.1/81 - 192.0.2.3",
                "^refused");
            assertTrue(refused.contains("nft: Error: "), refused);
            assertEquals(Set.of("eth0"), devices());

            program.ask("eth0,eth1 TCP/192.0.2.1/82 - 192.0.2.4", "^done");
            assertEquals(Set.of("tcp . 192.0.2.1 . 82"), elements("virtual4"));
            assertEquals(Set.of("192.0.2.4"), elements("local4"));
            assertEquals(Set.of("eth0", "eth1"), devices());
        }
    }

    @Test
    void refusesToBeTheSecondOneAndLeavesTheFirstAlone() {
        try (TestProgram first = start()) {
            first.ask("eth0 TCP/192.0.2.1/80 - -", "^done");
            String before = ruleset();
            try (TestProgram second = TestProgram.start(net, director, SteeringProgram.class)) {
                String refused = second.await("^refused");
                assertTrue(refused.contains("Operation not permitted (another uvs is running in this network namespace:"
                    + " stop it first;"), refused);
                assertEquals(1, second.end());
            }
            assertEquals(before, ruleset());
        }
    }

    @Test
    void isGoneWhenTheProgramIsKilled() {
        try (TestProgram program = start()) {
            program.ask("eth0 TCP/192.0.2.1/80 - -", "^done");
            assertFalse(ruleset().isEmpty());
            program.program().kill();
            Await.until(() -> "there is still " + ruleset(), LIMIT, () -> ruleset().isEmpty());
        }
        try (TestProgram next = start()) {
            next.ask("eth0 TCP/192.0.2.1/80 - -", "^done");
        }
    }

    private TestProgram start() {
        TestProgram program = TestProgram.start(net, director, SteeringProgram.class);
        program.await("^ready");
        return program;
    }

    private String ruleset() {
        return director.run("nft", "list", "ruleset").orThrow().out().strip();
    }

    private Set<String> elements(String set) {
        String text = director.run("nft", "list", "set", "netdev", "uvs", set).orThrow().out();
        return listed(Pattern.compile("elements = \\{([^}]*)}"), text);
    }

    private Set<String> devices() {
        return listed(Pattern.compile("devices? =? ?\\{? ?([\\w, ]*?) ?}? priority"), ruleset().replace("\"",
            ""));
    }

    private static Set<String> listed(Pattern list, String text) {
        Matcher matcher = list.matcher(text);
        return matcher.find()
            ? Arrays.stream(matcher.group(1).split(",")).map(String::strip).collect(Collectors.toSet()) : Set.of();
    }

    private boolean drops(String set) {
        return ruleset().lines().anyMatch(line -> line.contains("@" + set + " ") && line.endsWith(" drop"));
    }
}
