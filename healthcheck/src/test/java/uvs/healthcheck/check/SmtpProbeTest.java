package uvs.healthcheck.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subethamail.smtp.server.SMTPServer;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.SmtpCheck;

class SmtpProbeTest {

    private CheckLoop loop;

    @BeforeEach
    void open() {
        loop = CheckLoop.open();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private static HealthChecker check(int... ports) {
        return check(ProbeRun.PATIENCE, ports);
    }

    private static HealthChecker check(Duration timeout, int... ports) {
        var hosts = new ArrayList<HealthChecker.Connection>();
        for (int port : ports) {
            hosts.add(ProbeRun.to("127.0.0.1", port, timeout));
        }
        return new SmtpCheck(hosts, ProbeRun.TIMING, "smtpchecker.keepalived.org");
    }

    private static SMTPServer realServer() {
        SMTPServer server = SMTPServer.port(0).bindAddress(InetAddress.getLoopbackAddress()).build();
        server.start();
        return server;
    }

    @Test
    void aRealMailServerIsWell() {
        SMTPServer server = realServer();
        try {
            assertEquals(Outcome.of(Reason.OK), ProbeRun.once(loop, check(server.getPortAllocated())));
        } finally {
            server.stop();
        }
    }

    @Test
    void severalHostsAreAskedInTurn() throws IOException {
        SMTPServer first = realServer();
        try (var second = ScriptedServer.start(c -> ScriptedServer.write(c, "421 closing\r\n"))) {
            Probe probe = ProbeRun.probe(loop, check(first.getPortAllocated(), second.port()));
            assertEquals(Reason.PARTLY, ProbeRun.once(loop, probe).reason());
            Outcome failed = ProbeRun.once(loop, probe);
            assertEquals("wrong status: 421 closing as greeting for 127.0.0.1 port " + second.port(), failed.words());
        } finally {
            first.stop();
        }
    }

    @Test
    void saysHeloAndQuit() throws IOException {
        var said = new ArrayList<String>();
        try (var server = ScriptedServer.start(connection -> {
            var reader = new BufferedReader(new InputStreamReader(connection.getInputStream()));
            ScriptedServer.write(connection, "220-two\r\n220 lines\r\n");
            said.add(reader.readLine());
            ScriptedServer.write(connection, "250 hello\r\n");
            said.add(reader.readLine());
            synchronized (said) {
                said.notifyAll();
            }
        })) {
            assertEquals(Reason.OK, ProbeRun.once(loop, check(server.port())).reason());
            synchronized (said) {
                while (said.size() < 2) {
                    assertTimely(said);
                }
            }
            assertEquals(List.of("HELO smtpchecker.keepalived.org", "QUIT"), said);
        }
    }

    private static void assertTimely(List<String> said) {
        try {
            said.wait(5_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'554 no',WRONG_STATUS,'wrong status: 554 no as greeting'",
        "'220 hi\r\n502 what',WRONG_STATUS,'wrong status: 502 what to HELO'",
        "'HTTP/1.0 400 Bad Request',MALFORMED,", "'220 hi',CLOSED,", "'',CLOSED,"})
    void eachFailureHasItsReason(String says, Reason expected, String words) throws IOException {
        try (var server = ScriptedServer.start(
            connection -> ScriptedServer.write(connection, says.isEmpty() ? "" : says + "\r\n"))) {
            Outcome outcome = ProbeRun.once(loop, check(server.port()));
            assertEquals(expected, outcome.reason(), outcome::words);
            if (words != null) {
                assertEquals(words, outcome.words());
            }
        }
    }

    @Test
    void silenceAndEndlessTalkEnd() throws IOException {
        try (var server = ScriptedServer.silent()) {
            assertEquals(Reason.READ_TIMEOUT, ProbeRun.once(loop, check(Duration.ofMillis(500), server.port())).reason());
        }
        try (var server = ScriptedServer.start(connection -> {
            while (true) {
                ScriptedServer.write(connection, "220-and more\r\n".repeat(100));
            }
        })) {
            Outcome outcome = ProbeRun.once(loop, check(server.port()));
            assertEquals(Reason.BODY_TOO_LONG, outcome.reason(), outcome::words);
        }
        try (var server = ScriptedServer.start(connection -> {
            while (true) {
                ScriptedServer.write(connection, "2".repeat(1000));
            }
        })) {
            Outcome outcome = ProbeRun.once(loop, check(Duration.ofMillis(500), server.port()));
            assertTrue(!outcome.success(), outcome::words);
        }
    }
}
