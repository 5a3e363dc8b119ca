package uvs.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uvs.dataplane.port.PcapReader;
import uvs.dataplane.port.PcapWriter;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.TcpHeader;

/// A director with eth0 (192.0.2.1) to its clients and eth1 (10.0.0.254) to its real servers. Of those, rr
/// begins with the one that was added last, as the kernel does.
final class ReplayCommandTest {

    private static final String CONFIGURATION = """
        virtual_server 192.0.2.10 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 10.0.0.1 8080 {
                weight 1
                TCP_CHECK {
                    connect_timeout 3
                }
            }
            real_server 10.0.0.2 8080 {
                weight 1
            }
        }
        """;

    private static final String ETH0 = "020000000001";
    private static final String ETH1 = "020000000002";
    private static final String ROUTER = "02000000000a";
    private static final String REAL_1 = "0200000000b1";
    private static final String REAL_2 = "0200000000b2";

    private static final String CLIENT = "c6336407";
    private static final String VIRTUAL = "c000020a";
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int ACK = 0x10;
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_600_000_000L * SECOND;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private record Timed(long timeNs, String frame) {}

    @BeforeEach
    void writeConfiguration() throws IOException {
        Files.writeString(folder.resolve("keepalived.conf"), CONFIGURATION);
    }

    /// An Ethernet frame with a TCP segment without data.
    private static String tcp(String from, String to, String source, String destination, int ports, int flags,
            int timeToLive) {
        byte[] frame = HexFormat.of().parseHex(
            to + from + "0800" +
            "45000028" + "00014000" + "%02x060000".formatted(timeToLive) + source + destination +
            "%08x".formatted(ports) + "00000001" + "00000001" + "50%02xffff00000000".formatted(flags));
        var memory = MemorySegment.ofArray(frame);
        int sum = new Ipv4Header().wrap(memory, 14, 40).computeChecksum().pseudoHeaderSum();
        new TcpHeader().wrap(memory, 34, 20).computeChecksum(sum);
        return HexFormat.of().formatHex(frame);
    }

    private static String fromClient(int port, int flags) {
        return tcp(ROUTER, ETH0, CLIENT, VIRTUAL, port << 16 | 80, flags, 64);
    }

    private Path capture(String name, Timed... frames) throws IOException {
        Path file = folder.resolve(name);
        try (PcapWriter writer = PcapWriter.create(file)) {
            for (Timed frame : frames) {
                writer.write(frame.timeNs(), HexFormat.of().parseHex(frame.frame()));
            }
        }
        return file;
    }

    private List<Timed> sent(String name) throws IOException {
        var frames = new ArrayList<Timed>();
        try (PcapReader reader = PcapReader.open(folder.resolve("sent").resolve(name + ".pcap"))) {
            while (reader.next()) {
                frames.add(new Timed(reader.timeNs(), HexFormat.of().formatHex(reader.frame())));
            }
        }
        return frames;
    }

    private int replay(String... more) {
        var arguments = new ArrayList<>(List.of("replay", "-f", folder.resolve("keepalived.conf").toString(),
            "--interface", "eth0=02:00:00:00:00:01,192.0.2.1/24,192.0.2.10/32",
            "--interface", "eth1=02:00:00:00:00:02,10.0.0.254/24",
            "--neighbour", "192.0.2.254=02:00:00:00:00:0a@eth0",
            "--neighbour", "10.0.0.1=02:00:00:00:00:b1@eth1",
            "--neighbour", "10.0.0.2=02:00:00:00:00:b2@eth1",
            "--route", "0.0.0.0/0@eth0,via 192.0.2.254",
            "--out", folder.resolve("sent").toString()));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
            .execute(arguments);
    }

    @Test
    void masqueradesInBothDirections() throws IOException {
        Path clients = capture("in0.pcap",
            new Timed(START, fromClient(50_000, SYN)),
            new Timed(START + 2_000_000, fromClient(50_000, ACK)));
        Path servers = capture("in1.pcap",
            new Timed(START + 1_000_000, tcp(REAL_2, ETH1, "0a000002", CLIENT, 8080 << 16 | 50_000, SYN_ACK,
                64)));

        assertEquals(0, replay("--in", "eth0=" + clients, "--in", "eth1=" + servers, "--connections"));

        assertEquals(List.of(
            new Timed(START,
                tcp(ETH1, REAL_2, CLIENT, "0a000002", 50_000 << 16 | 8080, SYN, 63)),
            new Timed(START + 2_000_000,
                tcp(ETH1, REAL_2, CLIENT, "0a000002", 50_000 << 16 | 8080, ACK, 63))), sent("eth1"));
        assertEquals(List.of(
            new Timed(START + 1_000_000,
                tcp(ETH0, ROUTER, VIRTUAL, CLIENT, 80 << 16 | 50_000, SYN_ACK, 63))), sent("eth0"));
        assertEquals("""
            IPVS connection entries
            pro expire state       source             virtual            destination
            TCP 15:00  ESTABLISHED 198.51.100.7:50000 192.0.2.10:80      10.0.0.2:8080
            """, out.toString());
        assertEquals("eth0: 2 frames in, 1 out\neth1: 1 frames in, 2 out\n", err.toString());
    }

    @Test
    void takesTheTimesOfTheCaptureForTheClock() throws IOException {
        Path clients = capture("in0.pcap",
            new Timed(START, fromClient(50_000, SYN)),
            new Timed(START + 20 * SECOND, fromClient(50_001, SYN)),
            new Timed(START + 61 * SECOND, fromClient(50_002, SYN)));
        assertEquals(0, replay("--in", "eth0=" + clients, "--connections"));
        // SYN_RECV lasts a minute: the first is gone, the second has 19 seconds to go.
        assertEquals("""
            IPVS connection entries
            pro expire state       source             virtual            destination
            TCP 00:19  SYN_RECV    198.51.100.7:50001 192.0.2.10:80      10.0.0.1:8080
            TCP 01:00  SYN_RECV    198.51.100.7:50002 192.0.2.10:80      10.0.0.2:8080
            """, out.toString());
    }

    @Test
    void comesToTheSameEachTime() throws IOException {
        Files.writeString(folder.resolve("keepalived.conf"), CONFIGURATION.replace("rr", "twos"));
        var frames = new ArrayList<Timed>();
        for (int port = 0; port < 200; port++) {
            frames.add(new Timed(START + port, fromClient(40_000 + port, SYN)));
        }
        Path clients = capture("in0.pcap", frames.toArray(Timed[]::new));
        assertEquals(0, replay("--in", "eth0=" + clients, "--connections"));
        byte[] first = Files.readAllBytes(folder.resolve("sent/eth1.pcap"));
        String listed = out.toString();
        assertEquals(200, sent("eth1").size());
        assertTrue(listed.contains("10.0.0.1:8080") && listed.contains("10.0.0.2:8080"), listed);

        assertEquals(0, replay("--in", "eth0=" + clients, "--connections"));
        assertArrayEquals(first, Files.readAllBytes(folder.resolve("sent/eth1.pcap")));
        assertEquals(listed + listed, out.toString());
    }

    @Test
    void letsFramesEnterInTheOrderOfTime() throws IOException {
        Path first = capture("in0.pcap",
            new Timed(START + 3, fromClient(50_003, SYN)),
            new Timed(START + 1, fromClient(50_001, SYN)),
            new Timed(START + 4, fromClient(50_004, SYN)));
        Path second = capture("in1.pcap",
            new Timed(START + 2, fromClient(50_002, SYN)),
            new Timed(START + 3, fromClient(50_005, SYN)));
        assertEquals(0, replay("--in", "eth0=" + first, "--in", "eth0=" + second));
        assertEquals(List.of("c351", "c352", "c353", "c355", "c354"),
            sent("eth1").stream().map(each -> each.frame().substring(68, 72)).toList());
    }

    @Test
    void refusesAFileThatIsFarOutOfOrder() throws IOException {
        var frames = new ArrayList<Timed>();
        for (int i = 0; i < 258; i++) {
            frames.add(new Timed(START + 10, fromClient(50_000, SYN)));
        }
        frames.set(257, new Timed(START, fromClient(50_000, SYN)));
        Path clients = capture("in0.pcap", frames.toArray(Timed[]::new));
        assertEquals(1, replay("--in", "eth0=" + clients));
        assertEquals("uvs replay: "
            + clients + ": frame 258 is more than 256 frames out of order; sort the file "
            + "by time, with reordercap for instance\n", err.toString());
    }

    @Test
    void countsWhatIsDropped() throws IOException {
        String damaged = fromClient(50_000, SYN);
        damaged = damaged.substring(0, 50) + "dead" + damaged.substring(54);
        Path clients = capture("in0.pcap", new Timed(START, damaged), new Timed(START, fromClient(50_000,
            ACK)));
        assertEquals(0, replay("--in", "eth0=" + clients));
        assertTrue(err.toString().contains("dropped: 1 ipv4-checksum\n"), err.toString());
        assertEquals(List.of(), sent("eth1"));
    }

    /// With `alpha`, a real server waits for its first success: here it has had it, after those without checks.
    @Test
    void countsEveryRealServerAsUp() throws IOException {
        Files.writeString(folder.resolve("keepalived.conf"), CONFIGURATION.replace("protocol TCP",
            "alpha\nprotocol TCP"));
        Path clients = capture("in0.pcap",
            new Timed(START, fromClient(50_000, SYN)), new Timed(START + 1, fromClient(50_001, SYN)));
        assertEquals(0, replay("--in", "eth0=" + clients));
        assertEquals(List.of(REAL_1, REAL_2),
            sent("eth1").stream().map(each -> each.frame().substring(0, 12)).toList());
    }

    @Test
    void tellsTheClientOfASmallMtu() throws IOException {
        String large = tcp(ROUTER, ETH0, CLIENT, VIRTUAL, 50_000 << 16 | 80, SYN, 64) + "00".repeat(60);
        byte[] frame = HexFormat.of().parseHex(large);
        new Ipv4Header().wrap(MemorySegment.ofArray(frame), 14, 100).totalLength(100).fragment(true, false,
            0);
        Path clients = capture("in0.pcap", new Timed(START, HexFormat.of().formatHex(frame)));
        assertEquals(0, replay("--in", "eth0=" + clients, "--interface", "eth2=02:00:00:00:00:03,mtu=99",
            "--route", "10.0.0.1/32@eth2", "--route", "10.0.0.2/32@eth2"));
        assertTrue(err.toString().contains("dropped: 1 too-big\n"), err.toString());
        // ICMP destination unreachable, fragmentation needed, MTU 99.
        assertEquals("0304", sent("eth0").getFirst().frame().substring(68, 72));
        assertEquals("00000063", sent("eth0").getFirst().frame().substring(76, 84));
    }

    @Test
    void takesTheSettingsOfIpvs() throws IOException {
        Path clients = capture("in0.pcap", new Timed(START, fromClient(50_000, ACK)));
        assertEquals(0, replay("--in", "eth0=" + clients, "--vs", "sloppy_tcp=1"));
        assertEquals(1, sent("eth1").size());
        Files.writeString(folder.resolve("uvs.properties"), "vs.sloppy_tcp=1\n");
        assertEquals(0, replay("--in", "eth0=" + clients, "--vs", "sloppy_tcp=0"));
        assertEquals(0, sent("eth1").size());
        assertEquals(0, replay("--in", "eth0=" + clients));
        assertEquals(1, sent("eth1").size());
    }

    /// A thirty-second of the table is looked at each second: of those half-open for 50 seconds one in five stays.
    @Test
    void givesUpHalfOpenConnectionsInDefence() throws IOException {
        var frames = new ArrayList<Timed>();
        for (int port = 0; port < 300; port++) {
            frames.add(new Timed(START + port, fromClient(40_000 + port, SYN)));
        }
        frames.add(new Timed(START + 50 * SECOND, fromClient(50_000, SYN)));
        Path clients = capture("in0.pcap", frames.toArray(Timed[]::new));
        assertEquals(0, replay("--in", "eth0=" + clients, "--connections"));
        assertEquals(301 + 2, out.toString().lines().count());
        out.getBuffer().setLength(0);
        assertEquals(0, replay("--in", "eth0=" + clients, "--connections", "--vs", "drop_entry=3"));
        long left = out.toString().lines().count() - 2;
        assertTrue(left > 10 && left < 150, left + " connections left");
        assertTrue(out.toString().contains("198.51.100.7:50000"), "the newest was there after the last look");
    }

    @Test
    void tellsWhereACaptureBreaksOff() throws IOException {
        Path clients = capture("in0.pcap", new Timed(START, fromClient(50_000, SYN)));
        byte[] bytes = Files.readAllBytes(clients);
        Files.write(clients, Arrays.copyOf(bytes, bytes.length - 1));
        assertEquals(1, replay("--in", "eth0=" + clients));
        assertEquals("uvs replay: " + clients + ": byte 40: the file ends within a frame: 53 of 54 bytes are "
            + "there\n", err.toString());
    }

    @Test
    void tellsWhatIsWrongWithTheConfiguration() throws IOException {
        Path file = folder.resolve("keepalived.conf");
        Files.writeString(file, CONFIGURATION.replace("10.0.0.1 8080", "10.0.0.1 80800"));
        assertEquals(2, replay("--in", "eth0=" + capture("in0.pcap")));
        assertTrue(err.toString().startsWith(file + ":5:"), err.toString());
    }

    @Test
    void takesNoFramesAtAll() throws IOException {
        assertEquals(0, replay("--in", "eth0=" + capture("in0.pcap"), "--connections"));
        assertEquals(List.of(), sent("eth0"));
        assertEquals(2, out.toString().lines().count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--interface | eth2 | interface 'eth2' is not NAME=MAC,ADDRESS/LENGTH",
        "--interface | eth0=@ | interface 'eth0=@': 'eth0' is there already",
        "--interface | a/b=@ | interface 'a/b=@': 'a/b' is no name of an interface",
        "--interface | ..=@ | interface '..=@': '..' is no name of an interface",
        "--interface | e=02:03 | '02:03' in 'e=02:03' is no Ethernet address such as 02:00:00:00:00:01",
        "--interface | e=@,10.0.0.1/33 | '10.0.0.1/33' in 'e=@,10.0.0.1/33' is not ADDRESS/LENGTH such as"
            + " 192.0.2.1/24",
        "--interface | e=@,mtu=67 | mtu '67' in 'e=@,mtu=67' is not in 68..65535",
        "--neighbour | 10.0.0.3@eth1 | neighbour '10.0.0.3@eth1' is not ADDRESS=MAC@NAME",
        "--neighbour | 10.0.0=@@eth1 | '10.0.0' in '10.0.0=@@eth1' is no IP address",
        "--neighbour | 10.0.0.3=@@eth9 | there is no interface 'eth9'; name it with --interface",
        "--route | 10.1.0.0/16 | route '10.1.0.0/16' is not PREFIX@NAME or PREFIX@NAME,via ADDRESS",
        "--route | 10.1.0.0/16@eth1,via x | 'x' in '10.1.0.0/16@eth1,via x' is no IP address",
        "--in | eth9=a.pcap | there is no interface 'eth9'; name it with --interface",
        "--in | eth0 | input 'eth0' is not NAME=FILE",
    })
    void tellsWhatIsWrongWithAnOption(String option, String value, String error) {
        // The first @ of a value stands for an Ethernet address.
        String mac = "02:00:00:00:00:03";
        String full = value.contains("=@") ? value.replaceFirst("@", mac) : value;
        assertEquals(2, replay("--in", "eth0=none.pcap", option, full));
        assertEquals("uvs replay: " + error.replace(value, full) + "; see uvs replay --help\n",
            err.toString());
    }
}
