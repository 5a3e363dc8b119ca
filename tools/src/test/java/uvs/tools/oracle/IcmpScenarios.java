package uvs.tools.oracle;

import static uvs.tools.oracle.Ip.SYN;

import java.util.Arrays;
import java.util.List;
import uvs.tools.oracle.Network.Output;

/// ICMP: errors about connections in both directions, errors about tunnels, errors about nothing, and echo.
final class IcmpScenarios {

    private static final String WEB = "192.0.2.1:80";
    private static final String DNS = "192.0.2.1:53";
    private static final String DNS6 = "[2001:db8:5::1]:53";
    private static final String CLIENT = "203.0.113.7:40000";
    private static final String CLIENT6 = "[2001:db8:77::7]:40000";

    private IcmpScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
            new Scenario("icmp-from-server-about-udp", network -> {
                dns(network, "-m");
                byte[] received = received(new Udp(network, CLIENT, DNS).request(40).outputs());
                errors(network, Side.SERVER, "10.0.0.1", "203.0.113.7", received);
                errors(network, Side.SERVER, "10.0.0.77", "203.0.113.7", received);
            }),
            new Scenario("icmp-from-server-about-tcp", network -> {
                network.ipvsadm("-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.1:8080 -m");
                byte[] received = received(new Tcp(network, CLIENT, WEB).client(SYN, 0).outputs());
                errors(network, Side.SERVER, "10.0.0.1", "203.0.113.7", received);
                errors(network, Side.SERVER, "10.0.0.1", "203.0.113.7", Arrays.copyOf(received, 28));
            }),
            new Scenario("icmp-from-server-about-udp-ipv6", network -> {
                dns6(network, "-m");
                byte[] received = received(new Udp(network, CLIENT6, DNS6).request(40).outputs());
                errors6(network, Side.SERVER, "2001:db8:a::1", "2001:db8:77::7", received);
                errors6(network, Side.SERVER, "2001:db8:a::7", "2001:db8:77::7", received);
            }),
            new Scenario("icmp-from-client-about-udp", network -> {
                dns(network, "-m");
                byte[] received = received(new Udp(network, CLIENT, DNS).request(40).response(90).outputs());
                errors(network, Side.CLIENT, "203.0.113.7", "192.0.2.1", received);
                errors(network, Side.CLIENT, "198.18.0.1", "192.0.2.1", received);
            }),
            new Scenario("icmp-from-client-about-udp-ipv6", network -> {
                dns6(network, "-m");
                byte[] received = received(new Udp(network, CLIENT6,
                    DNS6).request(40).response(90).outputs());
                errors6(network, Side.CLIENT, "2001:db8:77::7", "2001:db8:5::1", received);
                errors6(network, Side.CLIENT, "2001:db8:99::1", "2001:db8:5::1", received);
            }),
            new Scenario("icmp-from-client-about-direct-routing", network -> {
                dns(network, "-g");
                new Udp(network, CLIENT, DNS).request(40);
                errors(network, Side.CLIENT, "203.0.113.7", "192.0.2.1",
                    Ip.from("192.0.2.1", "203.0.113.7").udp(53, 40000, Ip.data(9)));
            }),
            new Scenario("icmp-from-client-about-direct-routing-ipv6", network -> {
                dns6(network, "-g");
                new Udp(network, CLIENT6, DNS6).request(40);
                errors6(network, Side.CLIENT, "2001:db8:77::7", "2001:db8:5::1",
                    Ip.from("2001:db8:5::1", "2001:db8:77::7").udp(53, 40000, Ip.data(9)));
            }),
            new Scenario("icmp-from-client-about-tunnel", network -> {
                dns(network, "-i");
                new Udp(network, CLIENT, DNS).request(40);
                errors(network, Side.CLIENT, "203.0.113.7", "192.0.2.1",
                    Ip.from("192.0.2.1", "203.0.113.7").udp(53, 40000, Ip.data(9)));
            }),
            new Scenario("icmp-about-ipip", network -> aboutTunnel(network, "-i")),
            new Scenario("icmp-about-gre", network -> aboutTunnel(network, "-i --tun-type gre")),
            new Scenario("icmp-about-gre-csum", network -> aboutTunnel(network,
                "-i --tun-type gre --tun-csum")),
            new Scenario("icmp-about-gue", network -> aboutTunnel(network,
                "-i --tun-type gue --tun-port 6080")),
            new Scenario("icmp-about-ipip-mtu", network -> mtuOfTunnel(network, "-i")),
            new Scenario("icmp-about-gre-mtu", network -> mtuOfTunnel(network, "-i --tun-type gre")),
            new Scenario("icmp-about-gre-csum-mtu", network -> mtuOfTunnel(network,
                "-i --tun-type gre --tun-csum")),
            new Scenario("icmp-about-gue-mtu", network -> mtuOfTunnel(network,
                "-i --tun-type gue --tun-port 6080")),
            new Scenario("icmp-about-other-tunnels", IcmpScenarios::otherTunnels),
            new Scenario("icmp-about-6in6", network -> {
                dns6(network, "-i");
                byte[] outer = received(new Udp(network, CLIENT6, DNS6).request(200).outputs());
                errors6(network, Side.SERVER, "2001:db8:a::1", "2001:db8:a::fe", outer);
            }),
            new Scenario("icmp-schedules", network -> {
                network.sysctl("schedule_icmp", 1);
                scheduled(network);
            }),
            new Scenario("icmp-does-not-schedule", IcmpScenarios::scheduled),
            new Scenario("icmp-about-nothing", network -> {
                dns(network, "-m");
                byte[] unknown = Ip.from("203.0.113.99", "10.0.0.1").udp(4, 5353, Ip.data(9));
                errors(network, Side.SERVER, "10.0.0.1", "203.0.113.99", unknown);
                byte[] reply = Ip.from("192.0.2.1", "203.0.113.99").udp(53, 4, Ip.data(9));
                errors(network, Side.CLIENT, "203.0.113.99", "192.0.2.1", reply);
            }),
            new Scenario("icmp-mangled", IcmpScenarios::mangled),
            new Scenario("icmp-echo", network -> {
                dns(network, "-m");
                network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").icmp(8, 0, 0x10001,
                    Ip.data(56)));
                network.send(Side.CLIENT, Ip.from("203.0.113.7", "10.0.0.1").icmp(8, 0, 0x10001,
                    Ip.data(56)));
                network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").icmp(0, 0, 0x10001,
                    Ip.data(56)));
                network.send(Side.SERVER, Ip.from("10.0.0.1", "10.0.0.254").icmp(8, 0, 0x10001, Ip.data(56)));
                network.send(Side.CLIENT,
                    Ip.from("2001:db8:77::7", "2001:db8:5::1").icmp(128, 0, 0x10001, Ip.data(56)));
            }));
    }

    private static void dns(Network network, String method) {
        network.ipvsadm("-A -u " + DNS + " -s rr",
            "-a -u " + DNS + " -r 10.0.0.1" + (method.equals("-m") ? ":5353 " : " ") + method);
    }

    private static void dns6(Network network, String method) {
        network.ipvsadm("-A -u " + DNS6 + " -s rr",
            "-a -u " + DNS6 + " -r [2001:db8:a::1]" + (method.equals("-m") ? ":5353 " : ":53 ") + method);
    }

    /// The packet that came out at the other side.
    private static byte[] received(List<Output> outputs) {
        return Frames.packet(outputs.getFirst().frame());
    }

    /// Every kind of error that a router or host tells of, and some that IPVS leaves alone.
    private static void errors(Network network, Side side, String from, String to, byte[] about) {
        int[][] kinds = {{3, 0, 0}, {3, 1, 0}, {3, 3, 0}, {3, 4, 1300}, {3, 13, 0}, {11, 0, 0}, {11, 1, 0},
            {4, 0, 0},
            {12, 0, 0x14000000}, {5, 1, 0x0a000003}};
        for (int[] kind : kinds) {
            network.send(side, Ip.from(from, to).icmp(kind[0], kind[1], kind[2], about));
        }
    }

    private static void errors6(Network network, Side side, String from, String to, byte[] about) {
        int[][] kinds = {{1, 0, 0}, {1, 3, 0}, {1, 4, 0}, {2, 0, 1300}, {3, 0, 0}, {4, 1, 6}};
        for (int[] kind : kinds) {
            network.send(side, Ip.from(from, to).icmp(kind[0], kind[1], kind[2], about));
        }
    }

    /// A router between the director and the real server complains of the tunnel's packet.
    private static void aboutTunnel(Network network, String method) {
        dns(network, method);
        byte[] outer = received(new Udp(network, CLIENT, DNS).request(200).outputs());
        for (int[] kind : new int[][] {{3, 1, 0}, {3, 3, 0}, {3, 4, 1300}, {11, 0, 0}, {4, 0, 0}}) {
            network.send(Side.SERVER, Ip.from("10.0.0.1", "10.0.0.254").icmp(kind[0], kind[1], kind[2],
                outer));
            network.send(Side.SERVER,
                Ip.from("10.0.0.9", "10.0.0.254").icmp(kind[0], kind[1], kind[2], Arrays.copyOf(outer, 56)));
        }
    }

    /// A client who looks for the path MTU is told what fits into the tunnel.
    private static void mtuOfTunnel(Network network, String method) {
        dns(network, method);
        for (int mtu : new int[] {1300, 1400, 1200, 500, 60, 0}) {
            byte[] outer = received(network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").dontFragment()
                .udp(40000, 53, Ip.data(200))));
            network.send(Side.SERVER, Ip.from("10.0.0.9", "10.0.0.254").icmp(3, 4, mtu, outer));
            network.send(Side.SERVER, Ip.from("10.0.0.9", "10.0.0.254").icmp(3, 4, mtu, outer));
        }
    }

    /// Errors about tunnels that are not the connection's, or not whole.
    private static void otherTunnels(Network network) {
        dns(network, "-i");
        byte[] outer = received(new Udp(network, CLIENT, DNS).request(20).outputs());
        for (int at : new int[] {9, 16, 19, 20, 29, 35, 39, 41}) {
            byte[] other = outer.clone();
            other[at]++;
            network.send(Side.SERVER, Ip.from("10.0.0.9", "10.0.0.254").icmp(3, 1, 0, other));
        }
        for (int length : new int[] {0, 19, 20, 28, 39, 40, 43, 44}) {
            network.send(Side.SERVER,
                Ip.from("10.0.0.9", "10.0.0.254").icmp(3, 1, 0, Arrays.copyOf(outer, length)));
        }
        byte[] wrong = Ip.from("10.0.0.9", "10.0.0.254").icmp(3, 1, 0, outer);
        wrong[23] ^= 1;
        network.send(Side.SERVER, wrong);
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").icmp(3, 1, 0, outer));
        network.send(Side.SERVER, Ip.from("10.0.0.9", "203.0.113.7").icmp(3, 1, 0, outer));
        network.send(Side.SERVER, Ip.from("10.0.0.9", "10.0.0.254").icmp(5, 1, 0x0a000003, outer));
    }

    /// Errors to the virtual address about what no connection has sent.
    private static void scheduled(Network network) {
        dns(network, "-m");
        network.ipvsadm("-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.2 -g",
            "-A -t 192.0.2.2:80 -s rr");
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").icmp(3, 3, 0,
            Ip.from("192.0.2.1", "203.0.113.7").udp(53, 40000, Ip.data(9))));
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").icmp(3, 3, 0,
            Ip.from("192.0.2.1", "203.0.113.7").tcp(80, 40000, SYN, 1, 0, Ip.data(9))));
        network.send(Side.CLIENT, Ip.from("203.0.113.9", "192.0.2.1").icmp(11, 0, 0,
            Ip.from("192.0.2.1", "203.0.113.9").tcp(81, 40000, SYN, 1, 0, Ip.data(9))));
        network.send(Side.CLIENT, Ip.from("203.0.113.9", "192.0.2.2").icmp(11, 0, 0,
            Ip.from("192.0.2.2", "203.0.113.9").tcp(80, 40000, SYN, 1, 0, Ip.data(9))));
        new Udp(network, CLIENT, DNS).request(40).response(90);
    }

    private static void mangled(Network network) {
        dns(network, "-m");
        byte[] received = received(new Udp(network, CLIENT, DNS).request(40).outputs());
        for (int length : new int[] {0, 19, 20, 24, 27}) {
            network.send(Side.SERVER,
                Ip.from("10.0.0.1", "203.0.113.7").icmp(3, 3, 0, Arrays.copyOf(received, length)));
        }
        byte[] wrong = Ip.from("10.0.0.1", "203.0.113.7").icmp(3, 3, 0, received);
        wrong[22] ^= 1;
        network.send(Side.SERVER, wrong);
        byte[] fragment = received.clone();
        fragment[7] = 1;
        network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").icmp(3, 3, 0, fragment));
        network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").ttl(1).icmp(3, 3, 0, received));
        for (byte[] part : Ip.from("10.0.0.1", "203.0.113.7").fragments(
                Ip.from("10.0.0.1", "203.0.113.7").icmp(3, 3, 0, received), 24)) {
            network.send(Side.SERVER, part);
        }
    }
}
