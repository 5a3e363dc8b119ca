package uvs.tools.oracle;

import static uvs.tools.oracle.Ip.ACK;
import static uvs.tools.oracle.Ip.SYN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Packets that are not as they should be, or not for a virtual server: fragments, options, wrong checksums
/// and lengths, odd addresses, packets of nobody.
final class PacketScenarios {

    private static final String DNS = "192.0.2.1:53";
    private static final String DNS6 = "[2001:db8:5::1]:53";
    private static final String WEB = "192.0.2.1:80";
    private static final String WEB6 = "[2001:db8:5::1]:80";

    private PacketScenarios() {
    }

    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        for (String method : List.of("-m", "-g", "-i")) {
            String name = switch (method) {
                case "-m" -> "nat";
                case "-g" -> "dr";
                default -> "tun";
            };
            all.add(new Scenario("fragments-in-order-" + name, network -> {
                dns(network, method);
                fragments(network, 0, 1, 2);
            }));
            all.add(new Scenario("fragments-in-reverse-" + name, network -> {
                dns(network, method);
                fragments(network, 2, 1, 0);
            }));
        }
        all.add(new Scenario("fragments-of-replies", network -> {
            dns(network, "-m");
            new Udp(network, "203.0.113.7:40000", DNS).request(10);
            Ip reply = Ip.from("10.0.0.1", "203.0.113.7").identification(77);
            for (byte[] fragment : reply.fragments(reply.udp(53, 40000, Ip.data(3000)), 1480)) {
                network.send(Side.SERVER, fragment);
            }
        }));
        all.add(new Scenario("fragments-without-first", network -> {
            dns(network, "-m");
            fragments(network, 1, 2);
        }));
        all.add(new Scenario("fragments-doubled", network -> {
            dns(network, "-m");
            fragments(network, 0, 0, 1, 1, 2);
        }));
        all.add(new Scenario("fragments-tiny", network -> {
            dns(network, "-m");
            Ip ip = Ip.from("203.0.113.7", "192.0.2.1").identification(9);
            ip.fragments(ip.udp(40000, 53, Ip.data(40)), 8).forEach(each -> network.send(Side.CLIENT, each));
        }));
        all.add(new Scenario("fragments-to-nobody", network -> {
            dns(network, "-m");
            Ip ip = Ip.from("203.0.113.7", "192.0.2.1").identification(9);
            ip.fragments(ip.udp(40000, 54, Ip.data(2000)), 1480).forEach(each -> network.send(Side.CLIENT,
                each));
            Ip routed = Ip.from("203.0.113.7", "10.0.0.3").identification(10);
            routed.fragments(routed.udp(1, 53, Ip.data(2000)),
                1480).forEach(each -> network.send(Side.CLIENT, each));
        }));
        all.add(new Scenario("fragments-ipv6", network -> {
            dns6(network, "-m");
            Ip ip = Ip.from("2001:db8:77::7", "2001:db8:5::1").identification(99);
            ip.fragments(ip.udp(40000, 53, Ip.data(3000)), 1400).forEach(each -> network.send(Side.CLIENT,
                each));
        }));
        all.add(new Scenario("fragments-ipv6-in-reverse", network -> {
            dns6(network, "-m");
            Ip ip = Ip.from("2001:db8:77::7", "2001:db8:5::1").identification(99);
            ip.fragments(ip.udp(40000, 53, Ip.data(3000)), 1400).reversed()
                .forEach(each -> network.send(Side.CLIENT, each));
        }));
        all.add(new Scenario("options-nat", network -> options(network, "-m")));
        all.add(new Scenario("options-dr", network -> options(network, "-g")));
        all.add(new Scenario("options-tun", network -> options(network, "-i")));
        all.add(new Scenario("options-odd-nat", network -> oddOptions(network, "-m")));
        all.add(new Scenario("options-odd-dr", network -> oddOptions(network, "-g")));
        all.add(new Scenario("options-of-replies", PacketScenarios::optionsOfReplies));
        all.add(new Scenario("checksums-wrong", PacketScenarios::wrongChecksums));
        all.add(new Scenario("lengths-wrong", PacketScenarios::wrongLengths));
        all.add(new Scenario("ethernet-padding", network -> {
            web(network, "-m");
            byte[] frame = RealDirector.frame(Side.CLIENT,
                Ip.from("203.0.113.7", "192.0.2.1").tcp(40000, 80, SYN, 1, 0, new byte[0]));
            network.sendFrame(Side.CLIENT, Arrays.copyOf(frame, 60));
            network.sendFrame(Side.CLIENT, Arrays.copyOf(frame, 200));
        }));
        all.add(new Scenario("ethernet-to-others", network -> {
            web(network, "-m");
            byte[] frame = RealDirector.frame(Side.CLIENT,
                Ip.from("203.0.113.7", "192.0.2.1").tcp(40000, 80, SYN, 1, 0, new byte[0]));
            frame[5] = 0x77;
            network.sendFrame(Side.CLIENT, frame.clone());
            Arrays.fill(frame, 0, 6, (byte) 0xff);
            network.sendFrame(Side.CLIENT, frame);
        }));
        all.add(new Scenario("sources-odd", PacketScenarios::oddSources));
        all.add(new Scenario("no-real-server", network -> {
            network.ipvsadm("-A -t " + WEB + " -s rr", "-A -u " + DNS + " -s rr", "-A -t " + WEB6 + " -s rr",
                "-A -u " + DNS6 + " -s rr");
            ask(network);
        }));
        all.add(new Scenario("no-real-server-with-weight", network -> {
            network.ipvsadm("-A -t " + WEB + " -s wrr", "-a -t " + WEB + " -r 10.0.0.1 -m -w 0",
                "-A -u " + DNS + " -s wlc", "-a -u " + DNS + " -r 10.0.0.1 -g -w 0",
                "-A -t " + WEB6 + " -s sh", "-a -t " + WEB6 + " -r [2001:db8:a::1]:80 -m -w 0",
                "-A -u " + DNS6 + " -s mh", "-a -u " + DNS6 + " -r [2001:db8:a::1]:53 -i -w 0");
            ask(network);
        }));
        all.add(new Scenario("no-virtual-server", PacketScenarios::ask));
        all.add(new Scenario("no-connection", network -> {
            web(network, "-m");
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").tcp(1, 80, ACK, 5, 9, Ip.data(3)));
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").tcp(1, 80, 0, 5, 9, Ip.data(3)));
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").tcp(1, 81, SYN, 5, 9, Ip.data(3)));
        }));
        all.add(new Scenario("no-connection-direct-routing", network -> {
            web(network, "-g");
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").tcp(1, 80, ACK, 5, 9, Ip.data(3)));
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").ttl(1).tcp(1, 80, ACK, 5, 9,
                Ip.data(3)));
        }));
        all.add(new Scenario("servers-own-traffic", network -> {
            web(network, "-m");
            dns(network, "-m");
            for (String to : List.of("203.0.113.7", "10.0.0.254", "192.0.2.1")) {
                network.send(Side.SERVER, Ip.from("10.0.0.1", to).tcp(50000, 443, SYN, 5, 9, Ip.data(3)));
                network.send(Side.SERVER, Ip.from("10.0.0.1", to).tcp(8080, 443, SYN, 5, 9, Ip.data(3)));
                network.send(Side.SERVER, Ip.from("10.0.0.1", to).tcp(8080, 443, ACK, 5, 9, Ip.data(3)));
                network.send(Side.SERVER, Ip.from("10.0.0.1", to).udp(53, 40000, Ip.data(3)));
                network.send(Side.SERVER, Ip.from("10.0.0.1", to).ttl(1).udp(53, 40000, Ip.data(3)));
            }
        }));
        all.add(new Scenario("servers-own-fragments", network -> {
            dns(network, "-m");
            Ip ip = Ip.from("10.0.0.1", "203.0.113.7").identification(5);
            ip.fragments(ip.udp(9999, 7, Ip.data(2000)), 1480).forEach(each -> network.send(Side.SERVER, each));
            Ip echo = Ip.from("10.0.0.1", "203.0.113.7").identification(6);
            echo.fragments(echo.icmp(0, 0, 1, Ip.data(2000)), 1480).reversed()
                .forEach(each -> network.send(Side.SERVER, each));
        }));
        all.add(new Scenario("server-is-client", network -> {
            web(network, "-m");
            new Tcp(network, "10.0.0.9:40000", WEB).connect().request(5).close();
            network.send(Side.SERVER, Ip.from("10.0.0.1", "192.0.2.1").tcp(40001, 80, SYN, 1, 0,
                new byte[0]));
            network.send(Side.SERVER, Ip.from("10.0.0.2", "192.0.2.1").tcp(40001, 80, SYN, 1, 0,
                new byte[0]));
        }));
        all.add(new Scenario("nat-icmp-send", network -> {
            network.sysctl("nat_icmp_send", 1);
            web(network, "-m");
            network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").tcp(8080, 4, ACK, 5, 9, Ip.data(3)));
            network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").tcp(8081, 4, ACK, 5, 9, Ip.data(3)));
        }));
        return all;
    }

    private static void web(Network network, String method) {
        String port = method.equals("-m") ? ":8080 " : ":80 ";
        network.ipvsadm("-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.1" + port + method,
            "-a -t " + WEB + " -r 10.0.0.2" + port + method);
    }

    private static void dns(Network network, String method) {
        network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1 " + method);
    }

    private static void dns6(Network network, String method) {
        network.ipvsadm("-A -u " + DNS6 + " -s rr", "-a -u " + DNS6 + " -r [2001:db8:a::1]:53 " + method);
    }

    /// Some of the three fragments of a datagram, in some order.
    private static void fragments(Network network, int... order) {
        Ip ip = Ip.from("203.0.113.7", "192.0.2.1").identification(4711);
        List<byte[]> fragments = ip.fragments(ip.udp(40000, 53, Ip.data(3000)), 1480);
        for (int i : order) {
            network.send(Side.CLIENT, fragments.get(i));
        }
        new Udp(network, "203.0.113.7:40000", DNS).request(3);
    }

    /// No operation, record route, time stamp, loose and strict source route, one that is too long.
    private static void options(Network network, String method) {
        dns(network, method);
        for (String options : List.of("01010101", "07070400000000" + "01", "440805000000000000000000",
            "94040000",
                "83070400000000" + "01", "83070" + "40a000003" + "01", "89070400000000" + "01",
                    "0709040000000001",
                "07020000", "86040000")) {
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").options(options).udp(40000, 53,
                Ip.data(4)));
            network.send(Side.CLIENT,
                Ip.from("203.0.113.7", "192.0.2.1").options(options).ttl(1).udp(40000, 53, Ip.data(4)));
        }
        if (method.equals("-m")) {
            network.send(Side.SERVER,
                Ip.from("10.0.0.1", "203.0.113.7").options("07070400000000" + "01").udp(53, 40000,
                    Ip.data(4)));
        }
    }

    /// Options that have no room left, are there twice, ask for more than the time, or are of the rarer kinds.
    private static void oddOptions(Network network, String method) {
        dns(network, method);
        for (String options : List.of("07070800000000" + "00", "07070500000000" + "00", "070b08c6336401000000000" + "0",
            "07070400000000" + "01" + "0707040000000001", "44080500" + "00000000" + "44080500" + "00000000",
            "440c0501" + "0000000000000000", "440c0901" + "0000000000000000", "44080501" + "00000000",
            "440c0503" + "c000020100000000", "440c0503" + "0a00000100000000", "440c0503" + "c633640100000000",
            "44080900" + "00000000", "440809f0" + "00000000", "440809e0" + "00000000", "44080502" + "00000000",
            "44080400" + "00000000", "44030500", "44080600" + "00000000", "94040001", "94030000", "00ffffff",
            "01000702", "0702ffff", "0701ffff", "070fffff", "01010107", "82040000", "88040000", "860a000000010000" + "00000000",
            "8608000000000000", "5504abcd", "830307" + "00", "83030400", "83020000", "8306040000000000")) {
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").options(options).udp(40000, 53,
                Ip.data(4)));
        }
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").options("07020000").tcp(4, 5, SYN, 1, 0,
            Ip.data(4)));
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").options("0702000007020000").icmp(3, 3, 0,
            Ip.from("192.0.2.1", "203.0.113.7").udp(53, 40000, Ip.data(9))));
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").options("0707040000000001").icmp(3, 3, 0,
            Ip.from("192.0.2.1", "203.0.113.7").udp(53, 40000, Ip.data(9))));
    }

    /// What a real server sends is routed on: the director is a router that the packet passes then.
    private static void optionsOfReplies(Network network) {
        dns(network, "-m");
        new Udp(network, "203.0.113.7:40000", DNS).request(10);
        for (String options : List.of("0707040000000001", "070b040000000000000000" + "00",
            "440c0501" + "0000000000000000", "44080500" + "00000000", "440c0503" + "0a0000fe00000000",
            "440c0503" + "c000020100000000", "07020000", "07070800000000" + "00", "8307040a000003" + "00")) {
            Ip ip = Ip.from("10.0.0.1", "203.0.113.7").options(options);
            network.send(Side.SERVER, ip.udp(53, 40000, Ip.data(4)));
            network.send(Side.SERVER, ip.udp(53, 40001, Ip.data(4)));
        }
        network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").options("0707040000000001").icmp(3, 3, 0,
            Ip.from("203.0.113.7", "10.0.0.1").udp(40000, 53, Ip.data(9))));
    }

    private static void wrongChecksums(Network network) {
        web(network, "-m");
        dns(network, "-m");
        byte[] syn = Ip.from("203.0.113.7", "192.0.2.1").tcp(40000, 80, SYN, 1, 0, new byte[0]);
        byte[] datagram = Ip.from("203.0.113.7", "192.0.2.1").udp(40000, 53, Ip.data(5));
        network.send(Side.CLIENT, changed(syn, 10));
        network.send(Side.CLIENT, changed(syn, 36));
        network.send(Side.CLIENT, changed(datagram, 26));
        network.send(Side.CLIENT, syn);
        network.send(Side.CLIENT, datagram);
        network.send(Side.CLIENT, changed(datagram, 26));
        network.send(Side.SERVER, changed(Ip.from("10.0.0.1", "203.0.113.7").udp(53, 40000, Ip.data(5)), 26));
    }

    private static byte[] changed(byte[] packet, int at) {
        byte[] changed = packet.clone();
        changed[at] ^= 0x11;
        return changed;
    }

    private static void wrongLengths(Network network) {
        web(network, "-m");
        dns(network, "-m");
        byte[] syn = Ip.from("203.0.113.7", "192.0.2.1").tcp(40000, 80, SYN, 1, 0, Ip.data(4));
        for (int length : new int[] {20, 21, 24, 28, 33, 39, 40, 43}) {
            network.send(Side.CLIENT, Arrays.copyOf(syn, length));
        }
        for (int transport : new int[] {0, 2, 4, 7, 8, 12, 19}) {
            byte[] segment = new byte[transport];
            System.arraycopy(syn, 20, segment, 0, transport);
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").packet(6, segment));
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").packet(17, segment));
        }
        byte[] datagram = Ip.from("203.0.113.7", "192.0.2.1").udpWithoutChecksum(40000, 53, Ip.data(20));
        for (int length : new int[] {0, 7, 8, 27, 29, 200}) {
            byte[] wrong = datagram.clone();
            wrong[25] = (byte) length;
            network.send(Side.CLIENT, wrong);
        }
        byte[] offset = syn.clone();
        offset[32] = 0x20;
        network.send(Side.CLIENT, offset);
        offset[32] = (byte) 0xf0;
        network.send(Side.CLIENT, offset);
        byte[] version = syn.clone();
        version[0] = 0x55;
        network.sendFrame(Side.CLIENT, Frames.ethernet(Topology.mac(Side.CLIENT), Topology.ROUTER, version));
        version[0] = 0x44;
        network.sendFrame(Side.CLIENT, Frames.ethernet(Topology.mac(Side.CLIENT), Topology.ROUTER, version));
    }

    /// LAND, addresses of the director, loopback, multicast, broadcast, nobody.
    private static void oddSources(Network network) {
        web(network, "-m");
        dns(network, "-g");
        network.ipvsadm("-A -u " + DNS6 + " -s rr", "-a -u " + DNS6 + " -r [2001:db8:a::1]:53 -m");
        for (String source : List.of("192.0.2.1", "192.0.2.2", "10.0.0.254", "127.0.0.1", "0.0.0.0",
            "224.0.0.9",
                "255.255.255.255", "198.51.100.255", "240.0.0.1", "198.51.100.1", "10.0.0.1")) {
            network.send(Side.CLIENT, Ip.from(source, "192.0.2.1").tcp(80, 80, SYN, 1, 0, new byte[0]));
            network.send(Side.CLIENT, Ip.from(source, "192.0.2.1").udp(53, 53, Ip.data(5)));
        }
        for (String source : List.of("2001:db8:5::1", "::1", "::", "ff02::9", "fe80::1")) {
            network.send(Side.CLIENT, Ip.from(source, "2001:db8:5::1").udp(53, 53, Ip.data(5)));
        }
    }

    private static void ask(Network network) {
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").tcp(40000, 80, SYN, 1, 0, new byte[0]));
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").udp(40000, 53, Ip.data(100)));
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").udp(40000, 53, Ip.data(1000)));
        network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").tos(0xb8).ttl(1).udp(40000, 53,
            Ip.data(10)));
        network.send(Side.CLIENT, Ip.from("2001:db8:77::7", "2001:db8:5::1").tcp(40000, 80, SYN, 1, 0,
            new byte[0]));
        network.send(Side.CLIENT, Ip.from("2001:db8:77::7", "2001:db8:5::1").udp(40000, 53, Ip.data(100)));
        network.send(Side.CLIENT, Ip.from("2001:db8:77::7", "2001:db8:5::1").udp(40000, 53, Ip.data(1400)));
    }
}
