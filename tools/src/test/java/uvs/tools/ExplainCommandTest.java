package uvs.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExplainCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int explain(String configuration, String... arguments) throws IOException {
        Path file = folder.resolve("keepalived.conf");
        Files.writeString(file, configuration);
        var all = new ArrayList<>(List.of("explain", "-f", file.toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    }

    private static String virtualServer(String address, String settings, String... realServers) {
        var text = new StringBuilder("virtual_server " + address + " {\n" + settings + "\n");
        for (String real : realServers) {
            text.append("real_server ").append(real).append("\n");
        }
        return text.append("}\n").toString();
    }

    @Test
    void explainsMasqueradingByWeight() throws IOException {
        String configuration = virtualServer("192.0.2.10 80",
            "lb_algo wrr\nlb_kind NAT\nprotocol TCP\npersistence_timeout 300\n"
                + "persistence_granularity 255.255.255.0",
            "10.0.0.1 8080 {\nweight 2\n}", "10.0.0.2 8080 {\nweight 1\nTCP_CHECK {\n}\n}",
            "10.0.0.3 8080 {\nweight 0\n}");
        assertEquals(0, explain(configuration, "tcp", "198.51.100.7:50000", "192.0.2.10:80"));
        assertEquals("""
            virtual server  192.0.2.10:80 TCP wrr
            real server     10.0.0.2:8080 by masquerading
            why             wrr: in turn, by weight
                            10.0.0.1:8080                weight 2
                            10.0.0.2:8080                weight 1      chosen
                            10.0.0.3:8080                weight 0      takes no new connections
                            then all connections of 198.51.100.0/24 go there, until 300 s after the last
            leaves          to the Ethernet address of 10.0.0.2
                            IPv4 198.51.100.7 to 10.0.0.2, TTL 63, don't fragment, 40 bytes
                            TCP port 50000 to 8080, SYN
            """, out.toString());
    }

    @Test
    void explainsATunnelWithItsHeaders() throws IOException {
        String configuration = virtualServer("192.0.2.10 53", "lb_algo sh\nlb_kind NAT\nprotocol UDP",
            "10.0.0.1 53 {\nlvs_method TUN type gue port 6080\n}");
        assertEquals(0, explain(configuration, "udp", "198.51.100.7:50000", "192.0.2.10:53"));
        String text = out.toString();
        assertTrue(text.contains("real server     10.0.0.1:53 by a tunnel, GUE to port 6080\n"), text);
        assertTrue(text.replaceAll("UDP port [0-9]+ to 6080", "UDP port N to 6080").endsWith("""
            leaves          to the Ethernet address of 10.0.0.1
                            IPv4 the director's own address to 10.0.0.1, TTL 63, don't fragment, 60 bytes
                            UDP port N to 6080, without a checksum
                            GUE
                            IPv4 198.51.100.7 to 192.0.2.10, TTL 63, don't fragment, 28 bytes
                            UDP port 50000 to 53
            """), text);
        String again = text;
        out.getBuffer().setLength(0);
        assertEquals(0, explain(configuration, "udp", "198.51.100.7:50000", "192.0.2.10:53"));
        assertEquals(again, out.toString());
    }

    @Test
    void explainsDirectRoutingOfIpv6() throws IOException {
        String configuration = virtualServer("2001:db8::10 80", "lb_algo rr\nlb_kind DR\nprotocol SCTP",
            "2001:db8:1::1 80 {\n}");
        assertEquals(0, explain(configuration, "sctp", "[2001:db8::77]:5", "[2001:db8::10]:80"));
        assertEquals("""
            virtual server  [2001:db8::10]:80 SCTP rr
            real server     [2001:db8:1::1]:80 by direct routing
            why             rr: in turn
                            [2001:db8:1::1]:80           weight 1      chosen
            leaves          to the Ethernet address of 2001:db8:1::1
                            IPv6 2001:db8::77 to 2001:db8::10, hop limit 63, 72 bytes
                            SCTP port 5 to 80
            """, out.toString());
    }

    @Test
    void explainsWhyNobodyTakesIt() throws IOException {
        String configuration = virtualServer("192.0.2.10 80", "lb_algo rr\nlb_kind DR\nprotocol TCP",
            "10.0.0.9 80 {\nweight 0\n}");
        assertEquals(0, explain(configuration, "TCP", "198.51.100.7:50000", "192.0.2.10:80"));
        assertEquals("""
            virtual server  192.0.2.10:80 TCP rr
            real server     none
            why             rr: in turn
                            10.0.0.9:80                  weight 0      takes no new connections
                            no real server takes new connections
            answer          to the Ethernet address of 198.51.100.7
                            IPv4 192.0.2.10 to 198.51.100.7, TTL 64, 68 bytes
                            ICMP type 3, code 3: port unreachable
            """, out.toString());
    }

    @Test
    void namesTheVirtualServersOfTheAddress() throws IOException {
        String configuration = virtualServer("192.0.2.10 80", "lb_algo rr\nlb_kind NAT\nprotocol TCP",
            "10.0.0.9 80 {\n}") + virtualServer("fwmark 7", "lb_algo rr\nlb_kind NAT", "10.0.0.9 80 {\n}");
        assertEquals(0, explain(configuration, "udp", "198.51.100.7:50000", "192.0.2.10:80"));
        assertEquals("""
            virtual server  none for UDP 192.0.2.10:80
            why             of this address there are:
                            192.0.2.10:80 TCP
                            no --mark gives it the firewall mark of: fwmark 7
            leaves          not: if the address is the director's own, its kernel takes the packet
            """, out.toString());

        out.getBuffer().setLength(0);
        assertEquals(0, explain(configuration, "tcp", "198.51.100.7:50000", "192.0.2.11:80"));
        assertTrue(out.toString().contains("why             no virtual server has the address 192.0.2.11\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "icmp | 192.0.2.1:1 | 192.0.2.2:1 | protocol 'icmp' is not tcp, udp or sctp",
        "tcp | 192.0.2.1 | 192.0.2.2:1 | '192.0.2.1' is not @",
        "tcp | 192.0.2.1:65536 | 192.0.2.2:1 | '192.0.2.1:65536' is not @",
        "tcp | 192.0.2.1:1 | ::1:1 | '::1:1' is not @",
        "tcp | 192.0.2.1:1 | [::1]:1 | 192.0.2.1 and ::1 are not of one family",
    })
    void tellsWhatIsWrongWithAnArgument(String protocol, String source, String destination, String error)
            throws IOException {
        assertEquals(2, explain("", protocol, source, destination));
        String form = "ADDRESS:PORT such as 192.0.2.10:80 or [2001:db8::10]:80";
        assertEquals("uvs explain: " + error.replace("@", form) + "; see uvs explain --help\n", err.toString());
    }

    @Test
    void tellsWhatIsWrongWithASetting() throws IOException {
        Files.writeString(folder.resolve("uvs.properties"), "vs.sloppy_tpc=1\n");
        assertEquals(2, explain("", "tcp", "192.0.2.1:1", "192.0.2.2:1"));
        String error = err.toString();
        assertTrue(error.startsWith("uvs explain: setting sloppy_tpc is not one of "), error);
    }

    @Test
    void explainsAFirewallMarkThatIsGiven() throws IOException {
        String configuration = virtualServer("fwmark 7", "lb_algo rr\nlb_kind NAT", "10.0.0.9 8080 {\n}");
        assertEquals(0, explain(configuration, "--mark", "7=tcp 192.0.2.10 80-443", "tcp", "198.51.100.7:50000",
            "192.0.2.10:443"));
        assertTrue(out.toString().startsWith("""
            virtual server  fwmark 7 rr
            real server     10.0.0.9:8080 by masquerading
            why             packets for 192.0.2.10:443 have firewall mark 7
            """), out.toString());
    }
}
