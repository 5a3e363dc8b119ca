package uvs.tools.oracle;

import static uvs.tools.oracle.Ip.ACK;
import static uvs.tools.oracle.Ip.PSH;
import static uvs.tools.oracle.Ip.RST;
import static uvs.tools.oracle.Ip.SYN;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Direct routing and every kind of tunnel, for both families and across them.
final class ForwardingScenarios {

    private static final String WEB = "192.0.2.1:80";
    private static final String WEB6 = "[2001:db8:5::1]:80";
    private static final String DNS = "192.0.2.1:53";
    private static final String DNS6 = "[2001:db8:5::1]:53";
    private static final String CLIENT = "203.0.113.7:40000";
    private static final String CLIENT6 = "[2001:db8:77::7]:40000";

    private ForwardingScenarios() {
    }

    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        all.add(new Scenario("dr-tcp", network -> tcp(network, WEB, CLIENT, "10.0.0.1", "-g")));
        all.add(new Scenario("dr-tcp-ipv6", network -> tcp(network, WEB6, CLIENT6, "[2001:db8:a::1]", "-g")));
        all.add(new Scenario("dr-udp", network -> udp(network, DNS, CLIENT, "10.0.0.1", "-g")));
        all.add(new Scenario("dr-udp-ipv6", network -> udp(network, DNS6, CLIENT6, "[2001:db8:a::1]", "-g")));
        for (String type : List.of("ipip", "gre", "gre --tun-csum", "gue --tun-port 6080",
                "gue --tun-port 6080 --tun-csum", "gue --tun-port 6080 --tun-remcsum")) {
            String name = "tun-" + type.replaceAll(" --tun-(port 6080)?", "-").replace("--",
                "-").replaceAll("-+$", "");
            String method = "-i --tun-type " + type;
            all.add(new Scenario(name + "-4in4", network -> tunnel(network, WEB, DNS, CLIENT, "10.0.0.1",
                method)));
            all.add(new Scenario(name + "-6in6", network ->
                tunnel(network, WEB6, DNS6, CLIENT6, "[2001:db8:a::1]", method)));
            all.add(new Scenario(name + "-6in4", network -> tunnel(network, WEB6, DNS6, CLIENT6, "10.0.0.1",
                method)));
            all.add(new Scenario(name + "-4in6", network ->
                tunnel(network, WEB, DNS, CLIENT, "[2001:db8:a::1]", method)));
            all.add(new Scenario(name + "-too-big", network -> tooBig(network, method)));
        }
        all.add(new Scenario("dr-too-big", network -> tooBig(network, "-g")));
        all.add(new Scenario("nat-too-big", network -> tooBig(network, "-m")));
        all.add(new Scenario("tun-pmtu-disc-off", network -> {
            network.sysctl("pmtu_disc", 0);
            tooBig(network, "-i");
        }));
        all.add(new Scenario("nat-reply-too-big", ForwardingScenarios::replyTooBig));
        for (String method : List.of("-m", "-g", "-i", "-i --tun-type gre",
                "-i --tun-type gue --tun-port 6080")) {
            String name = "class-and-hops" + method.replaceAll(" ?--?(tun-type|tun-port 6080)? ?",
                "-").replaceAll("-+$", "");
            all.add(new Scenario(name, network -> classAndHops(network, method)));
        }
        all.add(new Scenario("methods-mixed", network -> {
            network.ipvsadm("-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.1:80 -m",
                "-a -t " + WEB + " -r 10.0.0.2:80 -g", "-a -t " + WEB + " -r 10.0.0.3:80 -i");
            for (int i = 1; i <= 7; i++) {
                new Tcp(network, "203.0.113." + i + ":1025", WEB).connect().request(10).close();
            }
            network.ipvsadm("-e -t " + WEB + " -r 10.0.0.1:80 -g", "-e -t " + WEB + " -r 10.0.0.2:80 -i");
            for (int i = 1; i <= 7; i++) {
                new Tcp(network, "203.0.113." + i + ":1026", WEB).connect().request(10).close();
            }
        }));
        return all;
    }

    private static void tcp(Network network, String service, String client, String real, String method) {
        network.ipvsadm("-A -t " + service + " -s rr", "-a -t " + service + " -r " + real + ":80 " + method);
        new Tcp(network, client, service).connect().request(100).request(1400).close();
        new Tcp(network, client.replace("40000", "40001"), service).client(SYN, 0).client(RST, 0).client(ACK,
            0);
    }

    private static void udp(Network network, String service, String client, String real, String method) {
        network.ipvsadm("-A -u " + service + " -s rr", "-a -u " + service + " -r " + real + ":53 " + method);
        new Udp(network, client, service).request(0).request(33).request(1400);
    }

    private static void tunnel(Network network, String web, String dns, String client, String real,
            String method) {
        tcp(network, web, client, real, method);
        udp(network, dns, client, real, method);
    }

    /// Packets around the largest that fits into a link of 1400 bytes, for every kind of tunnel, with and
    /// without the don't-fragment bit; and one of 1500 bytes.
    private static void tooBig(Network network, String method) {
        network.mtu(Side.SERVER, 1400);
        network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1 " + method,
            "-A -u " + DNS6 + " -s rr", "-a -u " + DNS6 + " -r [2001:db8:a::1]:53 " + method);
        for (int length : IntStream.concat(IntStream.rangeClosed(328, 344).map(words -> words * 4),
                IntStream.of(1472)).toArray()) {
            network.send(Side.CLIENT, Ip.from("203.0.113.7",
                "192.0.2.1").dontFragment().identification(length)
                .udp(40000, 53, Ip.data(length)));
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").identification(length)
                .udp(40000, 53, Ip.data(length)));
            network.send(Side.CLIENT, Ip.from("2001:db8:77::7", "2001:db8:5::1").udp(40000, 53,
                Ip.data(length - 20)));
        }
    }

    private static void replyTooBig(Network network) {
        network.mtu(Side.CLIENT, 1400);
        network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1 -m",
            "-A -u " + DNS6 + " -s rr", "-a -u " + DNS6 + " -r [2001:db8:a::1]:53 -m");
        new Udp(network, CLIENT, DNS).request(10).response(1400);
        network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").dontFragment().udp(53, 40000,
            Ip.data(1440)));
        new Udp(network, CLIENT6, DNS6).request(10).response(1353).response(1352);
    }

    /// Every ECN value with some DSCP, and few hops left.
    private static void classAndHops(Network network, String method) {
        network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1 " + method,
            "-A -u " + DNS6 + " -s rr", "-a -u " + DNS6 + " -r [2001:db8:a::1]:53 " + method);
        for (int tos : new int[] {0, 1, 2, 3, 0xb8, 0xba, 0xff}) {
            network.send(Side.CLIENT,
                Ip.from("203.0.113.7", "192.0.2.1").tos(tos).dontFragment().udp(40000, 53, Ip.data(5)));
            network.send(Side.CLIENT, Ip.from("2001:db8:77::7", "2001:db8:5::1").tos(tos).udp(40000, 53,
                Ip.data(5)));
        }
        for (int ttl : new int[] {255, 3, 2, 1, 0}) {
            network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").ttl(ttl).udp(40000, 53,
                Ip.data(5)));
            network.send(Side.CLIENT, Ip.from("2001:db8:77::7", "2001:db8:5::1").ttl(ttl).udp(40000, 53,
                Ip.data(5)));
            network.send(Side.CLIENT, Ip.from("203.0.113.9", "192.0.2.1").ttl(ttl).udp(ttl + 1, 53,
                Ip.data(5)));
        }
        if (method.equals("-m")) {
            for (int ttl : new int[] {2, 1, 0}) {
                network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").ttl(ttl).udp(53, 40000,
                    Ip.data(5)));
                network.send(Side.SERVER,
                    Ip.from("2001:db8:a::1", "2001:db8:77::7").ttl(ttl).udp(53, 40000, Ip.data(5)));
            }
        }
        new Tcp(network, CLIENT, WEB).client(PSH | ACK, 1);
    }
}
