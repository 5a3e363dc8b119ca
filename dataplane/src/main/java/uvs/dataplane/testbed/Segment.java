package uvs.dataplane.testbed;

/// A network segment: hosts attached to it hear each other's broadcasts, as on one switch.
public final class Segment {

    static final String BRIDGE = "bridge";

    private final Testbed testbed;
    private final String namespace;
    private int ports;

    Segment(Testbed testbed, String namespace) {
        this.testbed = testbed;
        this.namespace = namespace;
    }

    /// Gives the host an Ethernet interface on this segment, up.
    ///
    /// @param addresses with the length of the prefix, as `192.0.2.2/24` or `2001:db8::2/64`
    public void attach(Host host, String device, String... addresses) {
        String port = "port" + ports++;
        testbed.cable(host.name(), device, namespace, port);
        testbed.run(Testbed.RUN_LIMIT, "ip", "-n", namespace, "link", "set", port, "master", BRIDGE, "up")
            .orThrow();
        for (String address : addresses) {
            host.address(device, address);
        }
        host.up(device);
        host.awaitCarrier(device);
    }
}
