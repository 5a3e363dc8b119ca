package uvs.bench.soak;

import java.util.Map;

/// The text of both directors' keepalived.conf.
///
/// @param scheduler of all services
/// @param weights   of real servers, by name, where it is not 1
/// @param more      whether there is a service that nobody uses
record SoakConfiguration(String scheduler, Map<String, Integer> weights, boolean more) {

    static final SoakConfiguration FIRST = new SoakConfiguration("rr", Map.of(), false);
    /// The port of the service that comes and goes.
    static final int MORE_PORT = 8080;

    private static final String GLOBALS = """
        global_defs {
            lvs_timeouts tcp 90 tcpfin 30 udp 20
        }
        """;
    /// Of two directors that come up the one that is there first is master, and stays it. Addresses of IPv6 with /128
    /// are not taken as the source of the director's own checks, to which real servers that have them too could not
    /// answer.
    private static final String ROUTER = """
        vrrp_instance %s {
            interface client0
            virtual_router_id %d
            state BACKUP
            nopreempt
            version 3
            priority %d
            advert_int 1
            track_interface {
                client0
                %s
            }
            virtual_ipaddress {
                %s/24 dev client0
                %s
            }
            virtual_ipaddress_excluded {
                %s/128 dev client0
                %s
            }
        }
        """;
    private static final String SERVICE = """
        virtual_server %s %d {
            delay_loop 1
            lb_algo %s
            lb_kind %s
            protocol %s
        %s}
        """;
    private static final String HTTP_CHECK = """
        HTTP_GET {
            url {
                path /1/10
                status_code 200
            }
            connect_timeout 3
            retry 0
        }
        """;
    private static final String TCP_CHECK = """
        TCP_CHECK {
            connect_port 9000
            connect_timeout 3
            retry 0
        }
        """;

    /// @param director 0 or 1
    String text(int director) {
        var text = new StringBuilder(GLOBALS);
        text.append(ROUTER.formatted("A", 51, 150 - 50 * director, SoakNetwork.INSIDE,
            SoakNetwork.VIRTUAL.get("A4"), SoakNetwork.GATEWAY_4 + "/24 dev real0",
            SoakNetwork.VIRTUAL.get("A6"), SoakNetwork.GATEWAY_6 + "/128 dev real0"));
        text.append(ROUTER.formatted("B", 52, 100 + 50 * director, "", SoakNetwork.VIRTUAL.get("B4"), "",
            SoakNetwork.VIRTUAL.get("B6"), ""));
        for (String name : SoakNetwork.VIRTUAL.keySet()) {
            text.append(service(name, RealServerProgram.HTTP_PORT, "TCP", HTTP_CHECK));
            text.append(service(name, RealServerProgram.STREAM_PORT, "TCP", TCP_CHECK));
            text.append(service(name, RealServerProgram.DATAGRAM_PORT, "UDP", TCP_CHECK));
        }
        if (more) {
            text.append(service("A4", MORE_PORT, "TCP", TCP_CHECK));
        }
        return text.toString();
    }

    private String service(String name, int port, String protocol, String check) {
        boolean nat = SoakNetwork.isNat(name);
        var servers = new StringBuilder();
        for (int i = 1; i <= SoakNetwork.SERVERS_EACH; i++) {
            String server = (nat ? "a" : "b") + i;
            servers.append("real_server ").append(SoakNetwork.address(server, name.charAt(1) - '0')).append(' ')
                .append(port).append(" {\nweight ").append(weights.getOrDefault(server, 1)).append('\n')
                .append(check).append("}\n");
        }
        return SERVICE.formatted(SoakNetwork.VIRTUAL.get(name), port, scheduler, nat ? "NAT" : "DR", protocol, servers);
    }

    /// How many lines of real servers a table has with all of them.
    int realServers() {
        return SoakNetwork.SERVERS_EACH * (SoakNetwork.VIRTUAL.size() * 3 + (more ? 1 : 0));
    }
}
