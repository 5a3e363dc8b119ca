package uvs.tools.oracle;

import java.util.List;

/// Connections that follow earlier ones of the same client, and datagrams that follow none.
final class PersistenceScenarios {

    private static final String WEB = "192.0.2.1:80";
    private static final String WEB6 = "[2001:db8:5::1]:80";
    private static final String DNS = "192.0.2.1:53";

    private PersistenceScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
            new Scenario("persistence", network -> {
                web(network, "-p 300");
                visits(network);
            }),
            new Scenario("persistence-direct-routing", network -> {
                network.ipvsadm("-A -t " + WEB + " -s rr -p 300", "-a -t " + WEB + " -r 10.0.0.1 -g",
                    "-a -t " + WEB + " -r 10.0.0.2 -g", "-a -t " + WEB + " -r 10.0.0.3 -g");
                visits(network);
            }),
            new Scenario("persistence-mask", network -> {
                web(network, "-p 300 -M 255.255.255.0");
                visits(network);
            }),
            new Scenario("persistence-mask-ipv6", network -> {
                network.ipvsadm("-A -t " + WEB6 + " -s rr -p 300 -M 64",
                    "-a -t " + WEB6 + " -r [2001:db8:a::1]:80 -m",
                    "-a -t " + WEB6 + " -r [2001:db8:a::2]:80 -m");
                for (String client : List.of("2001:db8:77::1", "2001:db8:77::2", "2001:db8:78::1",
                        "2001:db8:79::1")) {
                    new Tcp(network, "[" + client + "]:1025", WEB6).connect().request(4).close();
                }
            }),
            new Scenario("persistence-any-port", network -> {
                network.ipvsadm("-A -t 192.0.2.1:0 -s rr -p 300", "-a -t 192.0.2.1:0 -r 10.0.0.1:0 -m",
                    "-a -t 192.0.2.1:0 -r 10.0.0.2:0 -m");
                for (int port : new int[] {80, 443, 8080, 21, 20}) {
                    new Tcp(network, "203.0.113.7:4000", "192.0.2.1:" + port).connect().request(4).close();
                    new Tcp(network, "203.0.113.8:4000", "192.0.2.1:" + port).connect().request(4).close();
                }
            }),
            new Scenario("persistence-any-port-beside-a-port", network -> {
                web(network, "-p 300");
                network.ipvsadm("-A -t 192.0.2.1:0 -s rr -p 300", "-a -t 192.0.2.1:0 -r 10.0.0.4:0 -m",
                    "-a -t 192.0.2.1:0 -r 10.0.0.5:0 -m");
                for (int port : new int[] {80, 443, 80, 8443}) {
                    new Tcp(network, "203.0.113.7:" + (port + 1), "192.0.2.1:" + port).connect().close();
                    new Tcp(network, "203.0.113.8:" + (port + 1), "192.0.2.1:" + port).connect().close();
                }
            }),
            new Scenario("persistence-udp", network -> {
                network.ipvsadm("-A -u " + DNS + " -s rr -p 60", "-a -u " + DNS + " -r 10.0.0.1 -m",
                    "-a -u " + DNS + " -r 10.0.0.2 -m");
                for (int i = 0; i < 9; i++) {
                    new Udp(network, "203.0.113." + i % 3 + ":" + (2000 + i), DNS).request(5).response(7);
                }
            }),
            new Scenario("persistence-server-drained", network -> {
                web(network, "-p 300");
                new Tcp(network, "203.0.113.7:1025", WEB).connect();
                drainAll(network, 3, 0);
                new Tcp(network, "203.0.113.7:1026", WEB).connect();
                drainAll(network, 3, 1);
                new Tcp(network, "203.0.113.7:1027", WEB).connect();
            }),
            new Scenario("persistence-expire-quiescent", network -> {
                network.sysctl("expire_quiescent_template", 1);
                web(network, "-p 300");
                new Tcp(network, "203.0.113.7:1025", WEB).connect();
                network.ipvsadm("-e -t " + WEB + " -r 10.0.0.3:8080 -m -w 0");
                new Tcp(network, "203.0.113.7:1026", WEB).connect();
                new Tcp(network, "203.0.113.7:1027", WEB).connect();
            }),
            new Scenario("persistence-server-removed", network -> {
                web(network, "-p 300");
                new Tcp(network, "203.0.113.7:1025", WEB).connect();
                network.ipvsadm("-d -t " + WEB + " -r 10.0.0.3:8080");
                new Tcp(network, "203.0.113.7:1026", WEB).connect();
                network.ipvsadm("-a -t " + WEB + " -r 10.0.0.3:8080 -m");
                new Tcp(network, "203.0.113.7:1027", WEB).connect();
            }),
            new Scenario("persistence-ftp", network -> {
                network.ipvsadm("-A -t 192.0.2.1:21 -s rr -p 300", "-a -t 192.0.2.1:21 -r 10.0.0.1:21 -g",
                    "-a -t 192.0.2.1:21 -r 10.0.0.2:21 -g");
                for (String client : List.of("203.0.113.7", "203.0.113.8")) {
                    new Tcp(network, client + ":1025", "192.0.2.1:21").connect();
                    new Tcp(network, client + ":1026", "192.0.2.1:30000").connect();
                    new Tcp(network, client + ":1027", "192.0.2.1:20").connect();
                    new Tcp(network, client + ":1028", "192.0.2.1:999").connect();
                }
            }),
            new Scenario("persistence-expires", network -> {
                network.ipvsadm("--set 1 1 1");
                network.ipvsadm("-A -u " + DNS + " -s rr -p 1", "-a -u " + DNS + " -r 10.0.0.1 -g",
                    "-a -u " + DNS + " -r 10.0.0.2 -g", "-a -u " + DNS + " -r 10.0.0.3 -g");
                new Udp(network, "203.0.113.7:1025", DNS).request(1);
                new Udp(network, "203.0.113.7:1026", DNS).request(1);
                network.pause(3500);
                new Udp(network, "203.0.113.7:1027", DNS).request(1);
            }),
            new Scenario("persistence-weighted-with-edits", network -> {
                network.ipvsadm("-A -t " + WEB + " -s wlc -p 100", "-a -t " + WEB + " -r 10.0.0.1 -m -w 3",
                    "-a -t " + WEB + " -r 10.0.0.2 -m -w 1");
                visits(network);
                network.ipvsadm("-E -t " + WEB + " -s rr");
                visits(network);
                network.ipvsadm("-E -t " + WEB + " -s sh -p 200 -M 255.255.0.0");
                visits(network);
            }),
            new Scenario("one-packet", network -> {
                network.ipvsadm("-A -u " + DNS + " -s rr -o", "-a -u " + DNS + " -r 10.0.0.1:5353 -m",
                    "-a -u " + DNS + " -r 10.0.0.2:5353 -m");
                onePacket(network);
            }),
            new Scenario("one-packet-direct-routing", network -> {
                network.ipvsadm("-A -u " + DNS + " -s wrr -o", "-a -u " + DNS + " -r 10.0.0.1 -g -w 2",
                    "-a -u " + DNS + " -r 10.0.0.2 -g");
                onePacket(network);
            }),
            new Scenario("one-packet-tunnel-lc", network -> {
                network.ipvsadm("-A -u " + DNS + " -s lc -o", "-a -u " + DNS + " -r 10.0.0.1 -i",
                    "-a -u " + DNS + " -r 10.0.0.2 -i");
                onePacket(network);
            }));
    }

    private static void web(Network network, String options) {
        network.ipvsadm("-A -t " + WEB + " -s rr " + options, "-a -t " + WEB + " -r 10.0.0.1:8080 -m",
            "-a -t " + WEB + " -r 10.0.0.2:8080 -m", "-a -t " + WEB + " -r 10.0.0.3:8080 -m");
    }

    private static void drainAll(Network network, int servers, int weight) {
        for (int i = 1; i <= servers; i++) {
            network.ipvsadm("-e -t " + WEB + " -r 10.0.0." + i + ":8080 -m -w " + weight);
        }
    }

    /// Several connections of several clients, of which some share a /24.
    private static void visits(Network network) {
        for (int i = 0; i < 12; i++) {
            new Tcp(network, "203.0." + i % 4 + "." + i % 3 + ":" + (5000 + i),
                WEB).connect().request(3).close();
        }
    }

    private static void onePacket(Network network) {
        for (int i = 0; i < 6; i++) {
            new Udp(network, "203.0.113.7:4000", DNS).request(i).response(i);
        }
        network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").udp(5353, 4000, Ip.data(3)));
    }
}
