package uvs.tools.oracle;

import static uvs.tools.oracle.Ip.ACK;
import static uvs.tools.oracle.Ip.FIN;
import static uvs.tools.oracle.Ip.PSH;
import static uvs.tools.oracle.Ip.SYN;

import java.util.ArrayList;
import java.util.List;

/// Servers that drain, go and come back, thresholds, settings, timeouts, SCTP, firewall marks.
final class LifeScenarios {

    private static final String WEB = "192.0.2.1:80";
    private static final String DNS = "192.0.2.1:53";
    private static final String CLIENT = "203.0.113.7:40000";
    /// What the kernel ends because of a packet, ends at its next tick.
    private static final int TICK_MS = 12;
    /// The states that an old connection can be in, see [#end].
    private static final int ENDINGS = 6;
    /// The chunks of an association from beginning to end: `true` from the client.
    private static final Object[][] SCTP = {
        {true, "0100001400000001000100000001000100000001"}, {false,
            "0200001800000002000100000001000100000001cafe0000"},
        {true, "0a000008aabbccdd"}, {false, "0b000004"}, {true, "000300140000000100000000000000006869212e"},
        {false, "030000100000000100010000" + "00000000"}, {true, "0700000800000001"}, {false, "08000004"},
        {true, "0e000004"}};

    private LifeScenarios() {
    }

    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        for (int expire : new int[] {0, 1}) {
            String suffix = expire == 0 ? "" : "-expire-nodest";
            all.add(new Scenario("drain" + suffix, network -> drain(network, expire)));
            all.add(new Scenario("removal" + suffix, network -> removal(network, expire)));
            all.add(new Scenario("removal-udp" + suffix, network -> removalUdp(network, expire)));
            all.add(new Scenario("removal-of-service" + suffix, network -> removalOfService(network,
                expire)));
        }
        for (int mode = 0; mode <= 2; mode++) {
            int value = mode;
            all.add(new Scenario("conn-reuse-mode-" + mode, network -> {
                network.sysctl("conn_reuse_mode", value);
                reuse(network, "-m");
            }));
            all.add(new Scenario("conn-reuse-mode-" + mode + "-direct-routing", network -> {
                network.sysctl("conn_reuse_mode", value);
                reuse(network, "-g");
            }));
        }
        for (int expire = 0; expire <= 1; expire++) {
            int value = expire;
            all.add(new Scenario("conn-reuse-drained-expire-nodest-" + expire, network -> {
                network.sysctl("expire_nodest_conn", value);
                reuseDrained(network, "-m");
                reuseDrained(network, "-g");
            }));
        }
        all.add(new Scenario("sloppy-tcp", network -> {
            network.sysctl("sloppy_tcp", 1);
            web(network, "rr", "-m");
            new Tcp(network, CLIENT, WEB).client(PSH | ACK, 5).server(ACK, 0).close();
            new Tcp(network, "203.0.113.8:1", WEB).client(Ip.RST, 0).client(FIN | ACK, 0);
            new Tcp(network, "203.0.113.9:1", WEB).client(0, 0).client(SYN | ACK, 0);
        }));
        all.add(new Scenario("secure-tcp", network -> {
            network.sysctl("secure_tcp", 3);
            web(network, "lc", "-m");
            new Tcp(network, CLIENT, WEB).client(SYN, 0);
            new Tcp(network, "203.0.113.8:1", WEB).connect();
            new Tcp(network, "203.0.113.9:1", WEB).connect().close();
        }));
        all.add(new Scenario("drop-packet", network -> {
            network.sysctl("am_droprate", 3);
            network.sysctl("drop_packet", 3);
            web(network, "rr", "-m");
            for (int port = 1; port < 9; port++) {
                new Tcp(network, "203.0.113.7:" + port, WEB).client(SYN, 0).client(SYN, 0);
            }
        }));
        all.add(new Scenario("flags-edited", network -> {
            for (String scheduler : List.of("rr", "wrr", "sh", "mh", "lblc", "lblcr")) {
                String service = "192.0.2." + (1 + scheduler.length() % 4) + ":" + (80 + scheduler.hashCode() % 9);
                network.ipvsadm("-A -t " + service + " -s " + scheduler, "-a -t " + service + " -r 10.0.0.1 -g",
                    "-a -t " + service + " -r 10.0.0.2 -g -w 2", "-a -t " + service + " -r 10.0.0.3 -g");
                for (String flags : List.of("", " -b flag-1", " -b flag-2", " -p 30", "")) {
                    network.ipvsadm("-E -t " + service + " -s " + scheduler + flags);
                    new Tcp(network, "203.0.113.7:" + (100 + flags.length()), service).client(SYN, 0);
                    new Tcp(network, "203.0.113.8:" + (200 + flags.length()), service).client(SYN, 0);
                }
            }
        }));
        all.add(new Scenario("one-reply-address-of-two-connections", network -> {
            network.ipvsadm("--set 2 2 2");
            network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1:53 -m",
                "-A -u 192.0.2.2:53 -s rr", "-a -u 192.0.2.2:53 -r 10.0.0.1:53 -m");
            Udp older = new Udp(network, CLIENT, DNS).request(1).response(1);
            Udp newer = new Udp(network, CLIENT, "192.0.2.2:53").request(1).response(1);
            older.request(1).response(2);
            network.pause(1500);
            older.request(1);
            network.pause(1500);
            older.response(4).request(5).response(6);
            newer.request(7).response(8);
            network.pause(1500);
            older.request(1).response(9);
            newer.request(7).response(8);
        }));
        all.add(new Scenario("ftp-data-without-persistence", network -> {
            network.ipvsadm("-A -t 192.0.2.1:21 -s rr", "-a -t 192.0.2.1:21 -r 10.0.0.1:21 -g",
                "-A -t 192.0.2.2:21 -s rr -p 300");
            for (int port : new int[] {21, 20, 22, 1023, 1024, 30000}) {
                new Tcp(network, CLIENT, "192.0.2.1:" + port).client(SYN, 0).client(ACK, 0);
                new Tcp(network, CLIENT, "192.0.2.2:" + port).client(SYN, 0).client(ACK, 0);
            }
            new Tcp(network, "203.0.113.7:20", "192.0.2.1:21").client(SYN, 0);
        }));
        all.add(new Scenario("threshold", network -> threshold(network, "-x 3")));
        all.add(new Scenario("threshold-lower", network -> threshold(network, "-x 4 -y 2")));
        all.add(new Scenario("timeouts-udp", network -> {
            network.ipvsadm("--set 2 2 1");
            network.ipvsadm("-A -u " + DNS + " -s lc", "-a -u " + DNS + " -r 10.0.0.1 -m",
                "-a -u " + DNS + " -r 10.0.0.2 -m");
            new Udp(network, CLIENT, DNS).request(1);
            network.pause(2600);
            new Udp(network, CLIENT, DNS).request(1);
            network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").udp(53, 40000, Ip.data(3)));
            network.send(Side.SERVER, Ip.from("10.0.0.2", "203.0.113.7").udp(53, 40000, Ip.data(3)));
        }));
        all.add(new Scenario("timeouts-tcp", network -> {
            network.ipvsadm("--set 1 1 300");
            web(network, "rr", "-m");
            Tcp idle = new Tcp(network, CLIENT, WEB).connect().request(5);
            Tcp closing = new Tcp(network, "203.0.113.8:1", WEB).connect().client(FIN | ACK, 0);
            Tcp opening = new Tcp(network, "203.0.113.9:1", WEB).client(SYN, 0);
            network.pause(2600);
            idle.client(PSH | ACK, 5).server(ACK, 0);
            closing.server(ACK, 0);
            opening.server(SYN | ACK, 0).client(ACK, 0);
        }));
        for (String method : List.of("-m", "-g")) {
            all.add(new Scenario("sctp" + method, network -> sctp(network, method)));
        }
        all.add(new Scenario("firewall-mark", network -> {
            network.mark("7=tcp 192.0.2.1 80-443");
            network.mark("7=tcp 192.0.2.2 443");
            network.mark("7=udp 192.0.2.3 53");
            network.ipvsadm("-A -f 7 -s rr -p 100", "-a -f 7 -r 10.0.0.1:0 -g", "-a -f 7 -r 10.0.0.2:0 -g",
                "-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.9 -g");
            for (int i = 0; i < 6; i++) {
                new Tcp(network, "203.0.113." + i % 3 + ":" + (100 + i), WEB).client(SYN, 0);
                new Tcp(network, "203.0.113." + i % 3 + ":" + (100 + i), "192.0.2.2:443").client(SYN, 0);
                new Udp(network, "203.0.113." + i % 3 + ":" + (100 + i), "192.0.2.3:53").request(1);
            }
        }));
        all.add(new Scenario("edits-while-connections-run", LifeScenarios::edits));
        all.add(new Scenario("scheduler-changed-in-flight", network -> {
            web(network, "rr", "-m");
            for (String scheduler : List.of("rr", "wrr", "sh", "mh", "wlc", "dh", "sed", "lblcr", "rr")) {
                network.ipvsadm("-E -t " + WEB + " -s " + scheduler);
                for (int i = 0; i < 5; i++) {
                    new Tcp(network, "203.0.113." + i + ":" + (scheduler.hashCode() & 0x7fff), WEB).connect();
                }
            }
        }));
        return all;
    }

    private static void web(Network network, String scheduler, String method) {
        String port = method.equals("-m") ? ":8080 " : ":80 ";
        network.ipvsadm("-A -t " + WEB + " -s " + scheduler, "-a -t " + WEB + " -r 10.0.0.1" + port + method,
            "-a -t " + WEB + " -r 10.0.0.2" + port + method, "-a -t " + WEB + " -r 10.0.0.3" + port + method);
    }

    private static void drain(Network network, int expire) {
        network.sysctl("expire_nodest_conn", expire);
        web(network, "rr", "-m");
        var open = new ArrayList<Tcp>();
        for (int i = 0; i < 6; i++) {
            open.add(new Tcp(network, "203.0.113." + i + ":7", WEB).connect());
        }
        network.ipvsadm("-e -t " + WEB + " -r 10.0.0.2:8080 -m -w 0");
        open.forEach(each -> each.request(5).response(9));
        open.forEach(each -> each.client(SYN, 0).client(ACK, 0));
        open.forEach(Tcp::close);
    }

    private static void removal(Network network, int expire) {
        network.sysctl("expire_nodest_conn", expire);
        web(network, "rr", "-m");
        var open = new ArrayList<Tcp>();
        for (int i = 0; i < 6; i++) {
            open.add(new Tcp(network, "203.0.113." + i + ":7", WEB).connect());
        }
        network.ipvsadm("-d -t " + WEB + " -r 10.0.0.2:8080");
        open.forEach(each -> {
            each.client(PSH | ACK, 5);
            network.pause(TICK_MS);
            each.server(ACK, 0).response(9);
        });
        open.forEach(each -> each.client(SYN, 0).server(SYN | ACK, 0));
        network.ipvsadm("-a -t " + WEB + " -r 10.0.0.2:8080 -m");
        open.forEach(each -> each.request(5).close());
    }

    private static void removalUdp(Network network, int expire) {
        network.sysctl("expire_nodest_conn", expire);
        network.ipvsadm("-A -u " + DNS + " -s rr", "-a -u " + DNS + " -r 10.0.0.1 -g",
            "-a -u " + DNS + " -r 10.0.0.2 -g");
        var flows = new ArrayList<Udp>();
        for (int i = 0; i < 4; i++) {
            flows.add(new Udp(network, "203.0.113." + i + ":7", DNS).request(1));
        }
        network.ipvsadm("-d -u " + DNS + " -r 10.0.0.2");
        flows.forEach(each -> each.request(2).request(3));
        network.ipvsadm("-d -u " + DNS + " -r 10.0.0.1");
        flows.forEach(each -> each.request(4));
        network.ipvsadm("-a -u " + DNS + " -r 10.0.0.2 -g");
        flows.forEach(each -> each.request(5));
    }

    private static void removalOfService(Network network, int expire) {
        network.sysctl("expire_nodest_conn", expire);
        // With the last service ip_vs would take itself out of the kernel's way altogether.
        network.ipvsadm("-A -t 192.0.2.4:9 -s rr");
        web(network, "rr", "-m");
        Tcp tcp = new Tcp(network, CLIENT, WEB).connect().request(4);
        network.ipvsadm("-D -t " + WEB);
        tcp.client(PSH | ACK, 5);
        network.pause(TICK_MS);
        tcp.server(ACK, 0).response(6);
        new Tcp(network, "203.0.113.8:8", WEB).connect();
        web(network, "rr", "-m");
        tcp.request(5).response(6).close();
        new Tcp(network, "203.0.113.8:8", WEB).connect();
    }

    /// The same client's port again in every state that an old connection can be in.
    private static void reuse(Network network, String method) {
        web(network, "rr", method);
        for (int ending = 0; ending < ENDINGS; ending++) {
            String client = "203.0.113.7:" + (40_000 + ending);
            end(new Tcp(network, client, WEB).connect().request(3), ending);
            new Tcp(network, client, WEB).connect().request(3);
        }
    }

    /// The same, once the real server of all has weight 0: where the old connection does not give way, the new one is given to
    /// that real server all the same.
    private static void reuseDrained(Network network, String method) {
        String service = "-t 192.0.2.1:" + (method.equals("-m") ? 80 : 81);
        network.ipvsadm("-A " + service + " -s lc", "-a " + service + " -r 10.0.0.1 " + method);
        String virtual = service.substring(3);
        for (int ending = 0; ending < ENDINGS; ending++) {
            end(new Tcp(network, "203.0.113.7:" + (40_000 + ending), virtual).connect().request(3), ending);
        }
        network.ipvsadm("-a " + service + " -r 10.0.0.2 " + method, "-e " + service + " -r 10.0.0.1 " + method + " -w 0");
        for (int ending = 0; ending < ENDINGS; ending++) {
            new Tcp(network, "203.0.113.7:" + (40_000 + ending), virtual).connect().request(3);
        }
    }

    private static void end(Tcp old, int ending) {
        switch (ending) {
            case 0 -> old.close();
            case 1 -> old.client(FIN | ACK, 0);
            case 2 -> old.server(FIN | ACK, 0);
            case 3 -> old.client(Ip.RST, 0);
            case 4 -> old.server(FIN | ACK, 0).client(ACK, 0).client(FIN | ACK, 0);
            default -> { }
        }
    }

    private static void threshold(Network network, String limits) {
        network.ipvsadm("-A -t " + WEB + " -s rr", "-a -t " + WEB + " -r 10.0.0.1:80 -m " + limits,
            "-a -t " + WEB + " -r 10.0.0.2:80 -m " + limits);
        var open = new ArrayList<Tcp>();
        for (int i = 0; i < 9; i++) {
            open.add(new Tcp(network, "203.0.113." + i + ":7", WEB).connect());
        }
        network.ipvsadm("-e -t " + WEB + " -r 10.0.0.2:80 -m -x 6");
        for (int i = 10; i < 16; i++) {
            new Tcp(network, "203.0.113." + i + ":7", WEB).connect();
        }
        network.ipvsadm("-e -t " + WEB + " -r 10.0.0.2:80 -m");
        for (int i = 20; i < 24; i++) {
            new Tcp(network, "203.0.113." + i + ":7", WEB).connect();
        }
    }

    private static void sctp(Network network, String method) {
        String service = "192.0.2.1:3868";
        network.ipvsadm("-A --sctp-service " + service + " -s rr",
            "-a --sctp-service " + service + " -r 10.0.0.1:3868 " + method);
        network.send(Side.CLIENT, Ip.from("203.0.113.9", "192.0.2.1").sctp(5000, 3868,
            "0300001000000001000100000000" + "0000"));
        for (Object[] chunk : SCTP) {
            if ((boolean) chunk[0]) {
                network.send(Side.CLIENT, Ip.from("203.0.113.7", "192.0.2.1").sctp(5000, 3868,
                    (String) chunk[1]));
            } else if (method.equals("-m")) {
                network.send(Side.SERVER, Ip.from("10.0.0.1", "203.0.113.7").sctp(3868, 5000,
                    (String) chunk[1]));
            }
        }
        network.send(Side.CLIENT, Ip.from("203.0.113.8", "192.0.2.1").sctp(5000, 3868, (String) SCTP[0][1]));
        network.send(Side.CLIENT, Ip.from("203.0.113.8", "192.0.2.1").sctp(5000, 3868, "06000004"));
    }

    private static void edits(Network network) {
        web(network, "wlc", "-m");
        var open = new ArrayList<Tcp>();
        for (int i = 0; i < 24; i++) {
            open.add(new Tcp(network, "203.0.113." + i + ":9", WEB).connect());
            if (i % 4 == 3) {
                network.ipvsadm("-e -t " + WEB + " -r 10.0.0." + (1 + i / 4 % 3) + ":8080 -m -w " + i % 5);
                open.get(i / 2).request(3).close();
            }
        }
        open.forEach(each -> each.request(3));
    }
}
