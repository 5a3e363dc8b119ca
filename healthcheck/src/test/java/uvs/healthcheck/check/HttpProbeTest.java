package uvs.healthcheck.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.healthcheck.check.ScriptedServer.readHead;
import static uvs.healthcheck.check.ScriptedServer.write;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uvs.config.HealthChecker.Http;
import uvs.config.HealthChecker.HttpGet;
import uvs.config.HealthChecker.HttpProtocol;
import uvs.config.HealthChecker.Regex;
import uvs.config.HealthChecker.Timing;
import uvs.config.HealthChecker.Url;
import uvs.config.Range;

class HttpProbeTest {

    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";

    private CheckLoop loop;

    @BeforeEach
    void open() {
        loop = CheckLoop.open();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private static Url url(String path) {
        return new Url(path, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), false);
    }

    private static Url withDigest(String digest) {
        return new Url("/", Optional.empty(), Optional.of(digest), List.of(), Optional.empty(), false);
    }

    private static Url withRegex(String pattern, boolean negated, long least, long greatest) {
        return new Url("/", Optional.empty(), Optional.empty(), List.of(),
            Optional.of(new Regex(pattern, negated, List.of(), least, greatest, Optional.empty())), false);
    }

    private static HttpGet check(int port, HttpProtocol protocol, Url... urls) {
        return check(port, ProbeRun.PATIENCE, protocol, urls);
    }

    /// @param timeout the limit of the whole is twice as long
    private static HttpGet check(int port, Duration timeout, HttpProtocol protocol, Url... urls) {
        var timing = new Timing(1, Duration.ofSeconds(1), Duration.ZERO, Duration.ofMillis(1), false, false);
        return new HttpGet(
            ProbeRun.to("127.0.0.1", port, timeout), timing, new Http(List.of(urls), protocol, true));
    }

    private static HttpGet check(int port, Url... urls) {
        return check(port, HttpProtocol.HTTP_1_0, urls);
    }

    private Outcome get(String reply, Url url) throws IOException {
        try (var server = ScriptedServer.replying(reply)) {
            return ProbeRun.once(loop, check(server.port(), url));
        }
    }

    private Outcome get(ScriptedServer.Script script) throws IOException {
        try (var server = ScriptedServer.start(script)) {
            return ProbeRun.once(loop, check(server.port(), url("/")));
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_0,1.0,''", "HTTP_1_0C,1.0,'Connection: close\r\n'", "HTTP_1_1,1.1,'Connection: close\r\n'"})
    void asksAsKeepalivedDoes(HttpProtocol protocol, String version, String close) throws IOException {
        var seen = new CompletableFuture<String>();
        try (var server = ScriptedServer.start(connection -> {
            seen.complete(readHead(connection));
            write(connection, HELLO);
        })) {
            Outcome outcome = ProbeRun.once(loop, check(server.port(), protocol, url("/a?b=c")));
            assertEquals(Outcome.of(Reason.OK), outcome);
            assertEquals(
                "GET /a?b=c HTTP/" + version + "\r\nUser-Agent: KeepAliveClient\r\n" + close + "Host: 127.0.0.1:"
                    + server.port() + "\r\n\r\n",
                seen.join());
        }
    }

    @Test
    void theVirtualHostIsNamed() {
        String request = HttpProbe.request(
            "/", Optional.of("www.example.org"), ProbeRun.loopback(80), HttpProtocol.HTTP_1_0);
        assertTrue(request.endsWith("\r\nHost: www.example.org\r\n\r\n"), request);
        String ipv6 = HttpProbe.request(
            "/", Optional.empty(), ProbeRun.to("2001:db8::1", 81, Duration.ZERO), HttpProtocol.HTTP_1_0);
        assertTrue(ipv6.endsWith("\r\nHost: [2001:db8::1]:81\r\n\r\n"), ipv6);
    }

    @ParameterizedTest
    @CsvSource({"200,OK", "299,OK", "199,WRONG_STATUS", "300,WRONG_STATUS", "404,WRONG_STATUS", "503,WRONG_STATUS"})
    void anythingFrom200To299IsGoodUnlessOthersAreNamed(int status, Reason expected) throws IOException {
        assertEquals(expected, get("HTTP/1.0 " + status + " X\r\n\r\n", url("/")).reason());
    }

    @ParameterizedTest
    @CsvSource({"200,WRONG_STATUS", "404,OK", "500,OK", "505,OK", "506,WRONG_STATUS"})
    void namedStatusesAreTheOnlyGoodOnes(int status, Reason expected) throws IOException {
        var url = new Url("/", Optional.empty(), Optional.empty(), List.of(Range.of(404, 404), Range.of(500, 505)),
            Optional.empty(), false);
        Outcome outcome = get("HTTP/1.0 " + status + " X\r\n\r\n", url);
        assertEquals(expected, outcome.reason());
        if (expected == Reason.WRONG_STATUS) {
            assertEquals("wrong status: " + status, outcome.words());
        }
    }

    @Test
    void theDigestIsOfTheBodyUpToItsLength() throws IOException {
        assertEquals(Reason.OK, get(HELLO, withDigest(MD5_OF_HELLO)).reason());
        assertEquals(Reason.OK, get(HELLO + " and more", withDigest(MD5_OF_HELLO)).reason());
        assertEquals(Reason.OK, get("HTTP/1.0 200 OK\r\n\r\nhello", withDigest(MD5_OF_HELLO)).reason());
        Outcome wrong = get("HTTP/1.0 200 OK\r\n\r\nhellO", withDigest(MD5_OF_HELLO));
        assertEquals(Reason.WRONG_DIGEST, wrong.reason());
        assertEquals("04e92d67c7d4a4f3eb1d9c6ab37bf2a0".length(), wrong.detail().length());
    }

    @Test
    void theStatusIsTestedEvenWithADigest() throws IOException {
        String reply = "HTTP/1.0 500 Oops\r\nContent-Length: 5\r\n\r\nhello";
        assertEquals(Reason.WRONG_STATUS, get(reply, withDigest(MD5_OF_HELLO)).reason());
    }

    @ParameterizedTest
    @CsvSource({
        "ell,false,0,0,OK", "ELL,false,0,0,REGEX_ABSENT", "l+o$,false,0,0,OK", "ell,true,0,0,REGEX_PRESENT",
        "xyz,true,0,0,OK", "l,false,2,2,OK", "o,false,0,3,REGEX_TOO_FAR", "o,false,0,4,OK",
        "h,false,1,0,REGEX_TOO_FAR", "h,true,1,0,OK", "(?<=e)l,false,2,0,OK"})
    void theRegexIsLookedForBetweenItsOffsets(String pattern, boolean negated, long least, long greatest, Reason expected)
        throws IOException {
        assertEquals(expected, get(HELLO, withRegex(pattern, negated, least, greatest)).reason());
    }

    @ParameterizedTest
    @CsvSource({"ell,,OK", "ELL,caseless,OK", "there,,OK", "there,firstline,REGEX_ABSENT", "ell,firstline,OK",
        "'{\"[[:alpha:]]+\": 1}',,OK"})
    void theRegexHasItsOptions(String pattern, String option, Reason expected) throws IOException {
        List<String> options = option == null ? List.of() : List.of(option);
        var url = new Url("/", Optional.empty(), Optional.empty(), List.of(),
            Optional.of(new Regex(pattern, false, options, 0, 0, Optional.empty())), false);
        assertEquals(expected, get("HTTP/1.0 200 OK\r\n\r\nhello\nthere {\"up\": 1}", url).reason());
    }

    @Test
    void aRegexThatNeverEndsIsGivenUp() throws IOException {
        String body = "a".repeat(4000) + "!";
        assertEquals(
            Reason.REGEX_GAVE_UP,
            get("HTTP/1.0 200 OK\r\n\r\n" + body, withRegex("(a|a)*b", false, 0, 0)).reason());
        assertEquals(
            Reason.REGEX_GAVE_UP,
            get("HTTP/1.0 200 OK\r\n\r\n" + body, withRegex("a*a*a*a*a*b", false, 0, 0)).reason());
    }

    @Test
    void aRegexThatCannotBeReadIsTheReason() throws IOException {
        assertEquals(Reason.LOCAL, get(HELLO, withRegex("(", false, 0, 0)).reason());
    }

    @Test
    void aBodyThatIsTooShortIsTruncated() throws IOException {
        Outcome outcome = get("HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello", url("/"));
        assertEquals("truncated body: 5 of 6 bytes", outcome.words());
    }

    @ParameterizedTest
    @CsvSource({"'HTTP/1.0 200 OK\r\nServ',TRUNCATED", "'',CLOSED", "'SSH-2.0-x\r\n',MALFORMED",
        "'HTTP/1.0 abc\r\n\r\n',MALFORMED", "'HTTP/1.0\r\n\r\n',MALFORMED",
        "'HTTP/1.0 200 OK\r\nContent-Length: x\r\n\r\n',MALFORMED",
        "'HTTP/1.0 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n',MALFORMED"})
    void garbageIsCalledByItsName(String reply, Reason expected) throws IOException {
        assertEquals(expected, get(reply, url("/")).reason());
    }

    @Test
    void silenceEndsAtTheConnectTimeout() throws IOException {
        try (var server = ScriptedServer.silent()) {
            Outcome outcome = ProbeRun.once(
                loop, check(server.port(), Duration.ofMillis(300), HttpProtocol.HTTP_1_0, url("/")));
            assertEquals("timeout while reading: after 0.3 s", outcome.words());
        }
    }

    @Test
    void oneByteAtATimeEndsAtTheLimitOfTheWhole() throws IOException {
        try (var server = ScriptedServer.start(connection -> {
            readHead(connection);
            write(connection, "HTTP/1.0 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (true) {
                write(connection, "x");
                Thread.sleep(50);
            }
        })) {
            Outcome outcome = ProbeRun.once(
                loop, check(server.port(), Duration.ofSeconds(2), HttpProtocol.HTTP_1_0, url("/")));
            assertEquals("the reply takes too long: after 4 s", outcome.words());
        }
    }

    @Test
    void endlessHeadersEnd() throws IOException {
        Outcome outcome = get(connection -> {
            readHead(connection);
            write(connection, "HTTP/1.0 200 OK\r\n");
            while (true) {
                write(connection, "X: y\r\n".repeat(100));
            }
        });
        assertEquals(Reason.HEAD_TOO_LONG, outcome.reason());
    }

    @Test
    void anEndlessBodyEnds() throws IOException {
        Outcome outcome = get(connection -> {
            readHead(connection);
            write(connection, "HTTP/1.0 200 OK\r\n\r\n");
            String much = "x".repeat(1 << 20);
            while (true) {
                write(connection, much);
            }
        });
        assertEquals(Reason.BODY_TOO_LONG, outcome.reason(), outcome::words);
    }

    @Test
    void urlsAreAskedInTurnAndAFailedOneUntilItIsWell() throws IOException {
        var bad = new AtomicReference<>("");
        var asked = new ArrayList<String>();
        try (var server = ScriptedServer.start(connection -> {
            String path = readHead(connection).split(" ")[1];
            asked.add(path);
            write(connection, "HTTP/1.0 " + (path.equals(bad.get()) ? 500 : 200) + " X\r\n\r\n");
        })) {
            Probe probe = ProbeRun.probe(loop, check(server.port(), url("/1"), url("/2"), url("/3")));
            assertEquals(Reason.PARTLY, ProbeRun.once(loop, probe).reason());
            assertEquals(Reason.PARTLY, ProbeRun.once(loop, probe).reason());
            assertEquals(Reason.OK, ProbeRun.once(loop, probe).reason());
            bad.set("/2");
            assertEquals(Reason.PARTLY, ProbeRun.once(loop, probe).reason());
            assertEquals("wrong status: 500 for /2", ProbeRun.once(loop, probe).words());
            assertEquals(Reason.WRONG_STATUS, ProbeRun.once(loop, probe).reason());
            bad.set("");
            assertEquals(Reason.PARTLY, ProbeRun.once(loop, probe).reason());
            assertEquals(Reason.PARTLY, ProbeRun.once(loop, probe).reason());
            assertEquals(Reason.PARTLY, ProbeRun.once(loop, probe).reason());
            assertEquals(Reason.OK, ProbeRun.once(loop, probe).reason());
            assertEquals(List.of("/1", "/2", "/3", "/1", "/2", "/2", "/2", "/1", "/2", "/3"), asked);
            assertTrue(probe.continuesAtOnce());
        }
    }

    @Test
    void aLineOfTheLogCannotBeForged() throws IOException {
        Outcome outcome = get("HTTP/1.0 2\u001b[31m\rJan 1 fake\r\n\r\n", url("/"));
        assertEquals(Reason.MALFORMED, outcome.reason());
        assertTrue(outcome.detail().chars().noneMatch(Character::isISOControl), outcome::detail);
    }
}
