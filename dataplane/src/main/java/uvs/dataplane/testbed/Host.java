package uvs.dataplane.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A host of the testbed: a network stack with its own interfaces, routes and rules.
///
/// Files and users are those of the machine.
public final class Host {

    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(60);

    private final Testbed testbed;
    private final String name;

    Host(Testbed testbed, String name) {
        this.testbed = testbed;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /// Adds an address, with the length of its prefix: `192.0.2.2/24`, `2001:db8::2/64`.
    public void address(String device, String address) {
        boolean ipv6 = address.contains(":");
        ip("address add " + address + " dev " + device + (ipv6 ? " nodad" : ""));
    }

    /// Adds a route as `ip route` has it: `default via 192.0.2.1`.
    public void route(String route) {
        ip("route add " + route);
    }

    public void up(String device) {
        ip("link set " + device + " up");
    }

    public void down(String device) {
        ip("link set " + device + " down");
    }

    /// Waits until the kernel has taken notice that the cable of an interface is up at both ends. Before, it
    /// drops what is sent.
    public void awaitCarrier(String device) {
        String show = "link show dev " + device;
        Await.until(() -> name + ": " + device + " has no carrier: " + ip(show), CARRIER_LIMIT,
            () -> ip(show).contains("state UP"));
    }

    /// Runs `ip` with these words, which must succeed, and answers what it wrote.
    public String ip(String words) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(words.split(" ")));
        return testbed.run(Testbed.RUN_LIMIT, Map.of(), command).orThrow().out();
    }

    /// Sets a kernel parameter of this host: `net.ipv4.ip_forward`.
    public void sysctl(String key, Object value) {
        run("sysctl", "-qw", key + "=" + value).orThrow();
    }

    /// Runs a program to its end, within a minute.
    public Result run(String... command) {
        return run(Testbed.RUN_LIMIT, command);
    }

    /// Runs a program to its end, within `limit`.
    public Result run(Duration limit, String... command) {
        return testbed.run(limit, Map.of(), inside(List.of(command)));
    }

    /// Starts a program that runs on.
    public Program start(String... command) {
        return start(Map.of(), List.of(command));
    }

    /// Starts a program that runs on.
    ///
    /// @param environment variables beside those that every program has
    public Program start(Map<String, String> environment, List<String> command) {
        return testbed.start(environment, inside(command));
    }

    /// Starts to record the packets of an interface, both ways.
    ///
    /// @param filter which of them, in the language of `tcpdump`; empty for all
    public Capture capture(String device, String filter) {
        return Capture.start(this, testbed.directory(), device, filter);
    }

    /// Whether programs here are root only within an ordinary user's namespace.
    boolean inUserNamespace() {
        return testbed.inUserNamespace();
    }

    private List<String> inside(List<String> command) {
        // What this JVM was told to ignore, such as SIGHUP by nohup, no program on the testbed is to.
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name,
            "env", "--default-signal", "-C", testbed.directory().toString()));
        whole.addAll(command);
        return whole;
    }
}
