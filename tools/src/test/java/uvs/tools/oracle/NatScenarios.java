package uvs.tools.oracle;

import static uvs.tools.oracle.Ip.ACK;
import static uvs.tools.oracle.Ip.FIN;
import static uvs.tools.oracle.Ip.PSH;
import static uvs.tools.oracle.Ip.RST;
import static uvs.tools.oracle.Ip.SYN;

import java.util.List;

/// Masquerading of TCP, UDP and SCTP, and the life of a connection.
final class NatScenarios {

    private static final String WEB = "192.0.2.1:80";
    private static final String WEB6 = "[2001:db8:5::1]:80";
    private static final String DNS = "192.0.2.1:53";
    private static final String CLIENT = "203.0.113.7:40000";
    private static final String CLIENT6 = "[2001:db8:77::7]:40000";

    private NatScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
            new Scenario("nat-tcp-handshake-data-close", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().request(120).response(1400).response(20).close();
            }),
            new Scenario("nat-tcp-ipv6", network -> {
                network.ipvsadm("-A -t " + WEB6 + " -s rr", "-a -t " + WEB6 + " -r [2001:db8:a::1]:8080 -m");
                new Tcp(network, CLIENT6, WEB6).connect().request(120).response(1400).close();
            }),
            new Scenario("nat-tcp-server-closes-first", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().request(10).server(FIN | ACK, 0).client(ACK, 0)
                    .client(PSH | ACK, 5).server(ACK, 0).client(FIN | ACK, 0).server(ACK, 0);
            }),
            new Scenario("nat-tcp-half-close", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().client(FIN | ACK, 0).server(ACK,
                    0).response(900).response(900)
                    .server(FIN | ACK, 0).client(ACK, 0);
            }),
            new Scenario("nat-tcp-simultaneous-close", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().request(10).client(FIN | ACK, 0).server(FIN | ACK, 0)
                    .server(ACK, 0).client(ACK, 0);
            }),
            new Scenario("nat-tcp-reset-by-client", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().request(10).client(RST, 0).server(ACK, 0);
            }),
            new Scenario("nat-tcp-reset-by-server", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().server(RST | ACK, 0).client(ACK, 0);
            }),
            new Scenario("nat-tcp-refused", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).client(SYN, 0).server(RST | ACK, 0);
            }),
            new Scenario("nat-tcp-retransmissions", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).client(SYN, 0).client(SYN, 0).server(SYN | ACK,
                    0).server(SYN | ACK, 0)
                    .client(ACK, 0).client(PSH | ACK, 50).client(PSH | ACK, 50).server(ACK, 0);
            }),
            new Scenario("nat-tcp-port-reuse-after-close", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().request(10).close();
                new Tcp(network, CLIENT, WEB).connect().request(10).close();
            }),
            new Scenario("nat-tcp-port-reuse-while-established", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().request(10);
                new Tcp(network, CLIENT, WEB).connect().request(10);
            }),
            new Scenario("nat-tcp-port-reuse-after-reset", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).connect().client(RST, 0);
                new Tcp(network, CLIENT, WEB).connect().request(10).close();
            }),
            new Scenario("nat-tcp-without-flags-and-all-flags", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).client(0, 0).client(SYN | FIN, 0).client(SYN | RST, 0)
                    .client(SYN | FIN | RST | PSH | ACK, 0);
            }),
            new Scenario("nat-tcp-ack-without-connection", network -> {
                web(network);
                new Tcp(network, CLIENT, WEB).client(ACK, 10).client(FIN | ACK, 0).client(RST,
                    0).client(SYN | ACK, 0);
            }),
            new Scenario("nat-tcp-same-port-on-the-server", network -> {
                network.ipvsadm("-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.1 -m");
                new Tcp(network, CLIENT, WEB).connect().request(10).close();
            }),
            new Scenario("nat-udp", network -> {
                network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1:5353 -m",
                    "-a -u " + DNS + " -r 10.0.0.2 -m");
                new Udp(network, CLIENT, DNS).request(30).response(60).request(30).response(1400);
                new Udp(network, "203.0.113.8:40000", DNS).request(0).request(1).response(0);
            }),
            new Scenario("nat-udp-ipv6", network -> {
                String dns = "[2001:db8:5::2]:53";
                network.ipvsadm("-A -u " + dns + " -s rr", "-a -u " + dns + " -r [2001:db8:a::3]:5353 -m");
                new Udp(network, CLIENT6, dns).request(30).response(60).request(31).response(1400);
            }),
            new Scenario("nat-udp-without-checksum", network -> {
                network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1:5353 -m");
                network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").udpWithoutChecksum(40000, 53,
                    Ip.data(20)));
                network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").udpWithoutChecksum(5353, 40000,
                    Ip.data(9)));
            }));
    }

    private static void web(Network network) {
        network.ipvsadm("-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.1:8080 -m",
            "-a -t " + WEB + " -r 10.0.0.2:8080 -m");
    }
}
