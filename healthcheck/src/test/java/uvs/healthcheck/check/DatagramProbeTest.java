package uvs.healthcheck.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.DnsCheck;
import uvs.config.HealthChecker.DnsType;
import uvs.config.HealthChecker.HexPattern;
import uvs.config.HealthChecker.PingCheck;
import uvs.config.HealthChecker.Reply;
import uvs.config.HealthChecker.UdpCheck;

/// The checks that send one datagram: DNS_CHECK, UDP_CHECK, PING_CHECK.
class DatagramProbeTest {

    /// The limit where no reply is expected.
    private static final Duration SILENCE = Duration.ofSeconds(1);
    /// The limit where a reply is expected that does not count.
    private static final Duration IN_VAIN = Duration.ofSeconds(2);

    /// A UDP server that answers each datagram with what a function makes of it; nothing for null.
    private record Server(DatagramSocket socket) implements AutoCloseable {

        static Server answering(UnaryOperator<byte[]> answer) throws IOException {
            var server = new Server(new DatagramSocket(0, InetAddress.getByName("127.0.0.1")));
            Thread.ofVirtual().start(() -> server.serve(answer));
            return server;
        }

        private void serve(UnaryOperator<byte[]> answer) {
            var packet = new DatagramPacket(new byte[2048], 2048);
            try {
                while (true) {
                    packet.setLength(2048);
                    socket.receive(packet);
                    byte[] reply = answer.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
                    if (reply != null) {
                        socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                    }
                }
            } catch (SocketException _) {
                // Closed.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static Outcome run(CheckLoop.Transport transport, HealthChecker check) {
        try (var loop = CheckLoop.open(transport)) {
            return ProbeRun.once(loop, check);
        }
    }

    private static Outcome run(HealthChecker check) {
        return run(CheckLoop.best(), check);
    }

    private static HealthChecker udp(int port, String payload, Reply reply) {
        return udp(port, ProbeRun.PATIENCE, payload, reply);
    }

    private static HealthChecker udp(int port, Duration timeout, String payload, Reply reply) {
        return new UdpCheck(
            ProbeRun.to("127.0.0.1", port, timeout), ProbeRun.TIMING,
            Optional.ofNullable(payload).map(HexPattern::new), Optional.ofNullable(reply));
    }

    private static HealthChecker dns(int port, DnsType type, String name) {
        return dns(port, ProbeRun.PATIENCE, type, name);
    }

    private static HealthChecker dns(int port, Duration timeout, DnsType type, String name) {
        return new DnsCheck(ProbeRun.to("127.0.0.1", port, timeout), ProbeRun.TIMING, type, name);
    }

    @ParameterizedTest
    @EnumSource(CheckLoop.Transport.class)
    void silenceIsGoodUnlessAReplyIsAskedFor(CheckLoop.Transport transport) throws IOException {
        try (var server = Server.answering(_ -> null)) {
            assertEquals(Reason.OK, run(transport, udp(server.port(), SILENCE, null, null)).reason());
            assertEquals(Reason.READ_TIMEOUT,
                run(transport, udp(server.port(), SILENCE, null, new Reply(0, 255, Optional.empty()))).reason());
        }
    }

    @ParameterizedTest
    @EnumSource(CheckLoop.Transport.class)
    void anIcmpErrorFails(CheckLoop.Transport transport) throws IOException {
        // Held on another address, so that the check's own socket cannot be given it.
        try (var held = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            assertEquals(Reason.REFUSED, run(transport, udp(held.getLocalPort(), null, null)).reason());
            assertEquals(Reason.REFUSED, run(transport, dns(held.getLocalPort(), DnsType.SOA, "")).reason());
        }
    }

    @Test
    void sendsWhatKeepalivedSends() throws IOException {
        var seen = new CompletableFuture<byte[]>();
        try (var server = Server.answering(request -> {
            seen.complete(request);
            return request;
        })) {
            run(udp(server.port(), null, null));
            byte[] text = "keepalived check - ".getBytes();
            assertEquals(32, seen.join().length);
            assertTrue(Arrays.equals(text, Arrays.copyOf(seen.join(), text.length)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,255,,OK", "4,4,,OK", "5,255,,WRONG_LENGTH", "0,3,,WRONG_LENGTH", "0,255,de,OK", "0,255,dxxd,OK",
        "0,255,deadbeef,OK", "0,255,deadbeee,WRONG_REPLY", "0,255,deadbeef00,WRONG_REPLY"})
    void theReplyMustHaveItsLengthAndStart(int least, int greatest, String pattern, Reason expected) throws IOException {
        try (var server = Server.answering(request -> request)) {
            var reply = new Reply(least, greatest, Optional.ofNullable(pattern).map(HexPattern::new));
            assertEquals(expected, run(udp(server.port(), "deadbeef", reply)).reason());
        }
    }

    @Test
    void halfBytesThatMayBeAnythingAreSentAtRandom() throws IOException {
        var seen = new CompletableFuture<byte[]>();
        try (var server = Server.answering(request -> {
            seen.complete(request);
            return request;
        })) {
            run(udp(server.port(), "1xx2", null));
            assertEquals(2, seen.join().length);
            assertEquals(1, seen.join()[0] >> 4);
            assertEquals(2, seen.join()[1] & 0xf);
        }
    }

    @Test
    void theQuestionIsWhatWasConfigured() throws IOException {
        var seen = new CompletableFuture<byte[]>();
        try (var server = Server.answering(request -> {
            seen.complete(request);
            return null;
        })) {
            run(dns(server.port(), SILENCE, DnsType.MX, "a.example"));
            // Flags: recursion desired; one question; the name; MX (15), IN (1).
            assertEquals("01000001000000000000" + "0161076578616d706c6500" + "000f0001",
                HexFormat.of().formatHex(seen.join(), 2, seen.join().length));
        }
    }

    @ParameterizedTest
    @CsvSource({"A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA", "RRSIG", "DNSKEY"})
    void everyTypeCanBeAskedForTheRootToo(DnsType type) throws IOException {
        try (var server = Server.answering(request -> {
            request[2] |= (byte) 0x80;
            return request;
        })) {
            assertEquals(Reason.OK, run(dns(server.port(), type, "")).reason());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,FormErr", "2,ServFail", "3,NXDomain", "5,Refused"})
    void anyOtherResponseCodeFails(int code, String name) throws IOException {
        try (var server = Server.answering(request -> {
            request[2] |= (byte) 0x80;
            request[3] = (byte) code;
            return request;
        })) {
            Outcome outcome = run(dns(server.port(), DnsType.A, "x"));
            assertEquals(Reason.WRONG_STATUS, outcome.reason());
            assertTrue(outcome.detail().startsWith(name), outcome::words);
        }
    }

    @Test
    void whatIsNoAnswerToTheQuestionDoesNotCount() throws IOException {
        try (var server = Server.answering(request -> request)) {
            assertEquals(Reason.WRONG_REPLY, run(dns(server.port(), IN_VAIN, DnsType.A, "x")).reason(), "not a response");
        }
        try (var server = Server.answering(request -> {
            request[0] ^= 1;
            request[2] |= (byte) 0x80;
            return request;
        })) {
            assertEquals(Reason.WRONG_REPLY, run(dns(server.port(), IN_VAIN, DnsType.A, "x")).reason(), "another id");
        }
        try (var server = Server.answering(request -> Arrays.copyOf(request, 11))) {
            assertEquals(Reason.WRONG_REPLY, run(dns(server.port(), IN_VAIN, DnsType.A, "x")).reason(), "too short");
        }
    }

    private static Outcome strictly(HealthChecker check) {
        try (var loop = CheckLoop.open()) {
            return ProbeRun.once(
                loop, ProbeRun.probe(loop, check, Optional.empty(), new Strictness(false, true, true)));
        }
    }

    @Test
    void strictlyAReplyIsWantedFromUdp() throws IOException {
        try (var server = Server.answering(_ -> null)) {
            assertEquals(Reason.READ_TIMEOUT, strictly(udp(server.port(), SILENCE, null, null)).reason());
        }
        try (var server = Server.answering(request -> request)) {
            assertEquals(Reason.OK, strictly(udp(server.port(), null, null)).reason());
        }
    }

    /// A response to the question for the address of a.example; behind the question stand `records`.
    private static byte[] response(byte[] request, int answers, String records) {
        byte[] more = HexFormat.of().parseHex(records);
        byte[] reply = Arrays.copyOf(request, request.length + more.length);
        reply[2] |= (byte) 0x80;
        reply[7] = (byte) answers;
        System.arraycopy(more, 0, reply, request.length, more.length);
        return reply;
    }

    @ParameterizedTest
    @CsvSource({
        "0,'',no answer to the question: 0 other records",
        "1,c00c 0001 0001 00000001 0004 c0000207,success",
        // An alias, then the address.
        "2,c00c 0005 0001 00000001 0002 c00c c00c 0001 0001 00000001 0004 c0000207,success",
        "1,c00c 0005 0001 00000001 0002 c00c,no answer to the question: 1 other records",
        // Cut off; a name that points to itself.
        "1,c00c 0001 0001 00000001 0004 c000,truncated body: 0 of 1 answers",
        "1,c01b 0001 0001 00000001 0004 c0000207,reply not understood: name contains a loop."})
    void strictlyAnAnswerIsWantedFromDns(int answers, String records, String words) throws IOException {
        try (var server = Server.answering(request -> response(request, answers, records.replace(" ", "")))) {
            assertEquals(words, strictly(dns(server.port(), DnsType.A, "a.example")).words());
            assertEquals(Reason.OK, run(dns(server.port(), DnsType.A, "a.example")).reason(), "as keepalived");
        }
    }

    @Test
    void strictlyTheQuestionIsRepeated() throws IOException {
        try (var server = Server.answering(request -> {
            byte[] reply = response(request, 1, "c00c000100010000000100" + "04c0000207");
            reply[13] ^= 1;
            return reply;
        })) {
            assertEquals("wrong reply: to another question",
                strictly(dns(server.port(), DnsType.A, "a.example")).words());
        }
    }

    @Test
    void aRealNameServerIsWell(@TempDir Path folder) throws IOException {
        int port = RealServerProgram.freePort();
        try (var _ = RealServerProgram.start(folder.resolve("out"), List.of(port), List.of(
            "dnsmasq", "--keep-in-foreground", "--no-hosts", "--no-resolv", "--conf-file=/dev/null", "--pid-file=",
            "--user=" + System.getProperty("user.name"), "--listen-address=127.0.0.1", "--bind-interfaces",
            "--port=" + port, "--address=/known.example/192.0.2.7"))) {
            assertEquals(Reason.OK, run(dns(port, DnsType.A, "known.example")).reason());
            Outcome unknown = run(dns(port, DnsType.A, "unknown.example"));
            assertEquals(Reason.WRONG_STATUS, unknown.reason(), unknown::words);
        }
    }

    /// An ordinary user may ping where an administrator has let one of its groups; else the check names the file to change.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void pingIsAnswered(String address) throws IOException {
        boolean permitted = mayPing();
        var check = new PingCheck(ProbeRun.to(address, 0, ProbeRun.PATIENCE), ProbeRun.TIMING);
        try (var loop = CheckLoop.open()) {
            Probe probe = ProbeRun.probe(loop, check);
            for (int i = 0; i < 2; i++) {
                Outcome outcome = ProbeRun.once(loop, probe);
                assertEquals(permitted ? Reason.OK : Reason.LOCAL, outcome.reason(), outcome::words);
                assertTrue(permitted || outcome.words().contains("sysctl -w 'net.ipv4.ping_group_range="), outcome::words);
            }
        }
    }

    private static boolean mayPing() throws IOException {
        if ("root".equals(System.getProperty("user.name"))) {
            return true;
        }
        // In one read: the kernel has no second part of such a file.
        String[] range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ping_group_range")).getFirst().split("\\s+");
        int group = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
        return Long.parseLong(range[0]) <= group && group <= Long.parseLong(range[1]);
    }
}
