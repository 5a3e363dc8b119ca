package uvs.tools.vrrp;

/// One way of speaking VRRP: what both routers have in their configuration for it.
enum WireKind {

    V2("version 2", "192.0.2.", false),
    V2_PASS("version 2\n authentication {\n  auth_type PASS\n  auth_pass secret1234\n }", "192.0.2.", false),
    V2_AH("version 2\n authentication {\n  auth_type AH\n  auth_pass abc\n }", "192.0.2.", false),
    V2_UNICAST("version 2", "192.0.2.", true),
    V2_UNICAST_PASS("version 2\n authentication {\n  auth_type PASS\n  auth_pass abc\n }", "192.0.2.", true),
    V2_UNICAST_AH("version 2\n authentication {\n  auth_type AH\n  auth_pass abcdefgh\n }", "192.0.2.", true),
    V3("version 3\n advert_int 0.2", "192.0.2.", false),
    V3_UNICAST("version 3\n advert_int 0.5", "192.0.2.", true),
    V3_IPV6("version 3\n advert_int 0.1", "fe80::", false),
    V3_IPV6_UNICAST("version 3\n advert_int 0.3", "2001:db8::", true);

    private final String settings;
    private final String network;
    private final boolean unicast;

    WireKind(String settings, String network, boolean unicast) {
        this.settings = settings;
        this.network = network;
        this.unicast = unicast;
    }

    boolean isIpv6() {
        return network.contains(":");
    }

    int virtualRouterId(boolean betterOnA) {
        return 10 + 2 * ordinal() + (betterOnA ? 0 : 1);
    }

    /// The virtual address of the router that is better on one of the hosts.
    String address(boolean betterOnA) {
        return network + (100 + virtualRouterId(betterOnA));
    }

    /// The block for one host.
    String instance(boolean onA, boolean betterOnA) {
        String name = this + (betterOnA ? "_A" : "_B");
        String peers = "";
        if (unicast) {
            String own = isIpv6() ? "2001:db8::" : "192.0.2.";
            peers = " unicast_src_ip " + own + (onA ? 9 : 10) + "\n unicast_peer {\n  " + own + (onA ? 10 : 9)
                + "\n }\n";
        }
        return "vrrp_instance " + name + " {\n interface eth0\n virtual_router_id " + virtualRouterId(betterOnA)
            + "\n priority " + (onA == betterOnA ? 150 : 100) + "\n " + settings + "\n" + peers
            + " virtual_ipaddress {\n  " + address(betterOnA) + "/" + (isIpv6() ? 64 : 24)
            + "\n }\n}\n";
    }
}
