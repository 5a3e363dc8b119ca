package uvs.tools.oracle;

import static uvs.tools.oracle.Ip.ACK;
import static uvs.tools.oracle.Ip.FIN;
import static uvs.tools.oracle.Ip.PSH;
import static uvs.tools.oracle.Ip.RST;
import static uvs.tools.oracle.Ip.SYN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Flows drawn at random, many at a time, through a virtual server drawn at random, whose servers change
/// meanwhile. The same seed makes the same flows.
final class RandomTraffic {

    static final int GROUPS = 25;
    static final int FLOWS_A_GROUP = 80;

    private static final List<String> SCHEDULERS = List.of("rr", "wrr", "lc", "wlc", "sed", "nq", "sh",
        "sh -b sh-port",
        "sh -b sh-fallback", "dh", "lblc", "lblcr", "fo", "ovf", "mh", "mh -b mh-port", "mh -b mh-fallback");
    private static final List<String> METHODS = List.of("-m", "-m", "-g", "-i", "-i --tun-type gre",
        "-i --tun-type gre --tun-csum", "-i --tun-type gue --tun-port 6080",
            "-i --tun-type gue --tun-port 6080 --tun-csum");
    private static final int[] FLAGS = {SYN, ACK, PSH | ACK, FIN | ACK, RST, RST | ACK, SYN | ACK, FIN, 0};
    private static final int CHANGE_EVERY = 40;
    private static final int REUSED_PORTS = 4;
    private static final int TICK_MS = 12;
    private static final int OPEN_FLOWS = 12;
    private static final int LONGEST = 1200;

    private final Random random;
    private final Network network;
    /// Whether flows have ports again which others had: then every server takes connections, since what the
    /// director says of a connection that no server takes would count for the one it replaces, or not, as the
    /// kernel's tick falls.
    private final boolean reuses;
    private final boolean ipv6;
    private final boolean udp;
    private final String service;
    private final String scheduler;
    /// How each real server is reached, for as long as there are connections to it.
    private final String[] methods = new String[Topology.SERVERS + 1];
    private int servers;

    private RandomTraffic(Network network, long seed, int group) {
        random = new Random(seed);
        scheduler = SCHEDULERS.get(group % SCHEDULERS.size());
        reuses = random.nextBoolean() && !scheduler.equals("ovf");
        this.network = network;
        ipv6 = random.nextInt(3) == 0;
        udp = random.nextInt(3) == 0;
        Arrays.setAll(methods, _ -> METHODS.get(random.nextInt(METHODS.size())));
        service = (ipv6 ? "[2001:db8:5::2]:" : "192.0.2.2:") + (udp ? 53 : 80);
    }

    static List<Scenario> all(long seed) {
        var all = new ArrayList<Scenario>();
        for (int group = 0; group < GROUPS; group++) {
            int number = group;
            all.add(new Scenario("random-" + group,
                network -> new RandomTraffic(network, seed * GROUPS + number, number).play()));
        }
        return all;
    }

    private void play() {
        String persistence = random.nextInt(5) == 0 ? " -p 100" : "";
        network.ipvsadm("-A " + option() + " -s " + scheduler + persistence);
        for (int i = 0; i < 4; i++) {
            network.ipvsadm("-a "
                + option() + " -r " + real(++servers) + " " + method(servers) + " -w " + weight());
        }
        var open = new ArrayList<Runnable>();
        int flows = 0;
        for (int step = 0; flows < FLOWS_A_GROUP || !open.isEmpty(); step++) {
            if (flows < FLOWS_A_GROUP && open.size() < OPEN_FLOWS) {
                open.add(flow(flows++));
            }
            int chosen = random.nextInt(open.size());
            open.get(chosen).run();
            if (random.nextInt(7) == 0) {
                open.remove(chosen);
            }
            if (step % CHANGE_EVERY == CHANGE_EVERY - 1) {
                change();
            }
        }
    }

    private int weight() {
        return reuses ? 1 + random.nextInt(5) : random.nextInt(6);
    }

    private String option() {
        return (udp ? "-u " : "-t ") + service;
    }

    private String real(int number) {
        return (ipv6 ? "[2001:db8:a::"
            + Integer.toHexString(number) + "]:" : "10.0.0." + number + ":") + (udp ? 53 : 80);
    }

    private String method(int number) {
        return methods[number];
    }

    private void change() {
        if (servers < Topology.SERVERS && random.nextInt(3) == 0) {
            network.ipvsadm("-a "
                + option() + " -r " + real(++servers) + " " + method(servers) + " -w " + weight());
        } else if (servers > 2 && random.nextInt(4) == 0) {
            network.ipvsadm("-d " + option() + " -r " + real(servers--));
        } else {
            int number = 1 + random.nextInt(servers);
            network.ipvsadm("-e "
                + option() + " -r " + real(number) + " " + method(number) + " -w " + weight());
        }
    }

    /// What happens next in a flow, each time it runs.
    private Runnable flow(int number) {
        // Some ports are used again while, or soon after, another flow has them.
        int port = 1024 + (reuses && random.nextInt(5) == 0 ? random.nextInt(REUSED_PORTS) : REUSED_PORTS + number);
        int host = 1 + random.nextInt(40);
        String client = (ipv6 ? "[2001:db8:77::" + Integer.toHexString(host) + "]:" : "203.0.113." + host + ":") + port;
        if (udp) {
            var flow = new Udp(network, client, service);
            return () -> {
                if (random.nextInt(3) == 0) {
                    flow.response(random.nextInt(LONGEST));
                } else {
                    flow.request(random.nextInt(LONGEST));
                }
            };
        }
        var flow = new Tcp(network, client, service);
        var script = new ArrayList<Runnable>(List.of(
            () -> {
                flow.client(SYN, 0);
                letReplacedConnectionEnd(port < 1024 + REUSED_PORTS);
            },
            () -> flow.server(SYN | ACK, 0), () -> flow.client(ACK, 0),
            () -> flow.request(random.nextInt(LONGEST)), () -> flow.response(random.nextInt(LONGEST)),
            () -> flow.client(FIN | ACK, 0), () -> flow.server(FIN | ACK, 0), () -> flow.client(ACK, 0)));
        return () -> {
            int dice = random.nextInt(10);
            if (dice == 0) {
                int flags = FLAGS[random.nextInt(FLAGS.length)] & (reuses ? -1 : ~SYN);
                flow.client(flags, random.nextInt(20));
                letReplacedConnectionEnd((flags & SYN) != 0);
            } else if (dice == 1) {
                flow.server(FLAGS[random.nextInt(FLAGS.length)], random.nextInt(20));
            } else if (!script.isEmpty()) {
                script.removeFirst().run();
            }
        };
    }

    /// A connection that a new one of the same client replaces is counted, and answers, until the kernel's
    /// next tick.
    private void letReplacedConnectionEnd(boolean mayReplace) {
        if (mayReplace) {
            network.pause(TICK_MS);
        }
    }
}
