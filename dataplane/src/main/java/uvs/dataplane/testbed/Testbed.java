package uvs.dataplane.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A small network on this machine, invisible from outside, that is gone when this object is closed or this
/// JVM dies.
///
/// ```java
/// try (var net = Testbed.open()) {
///     var client = net.host("client");
///     var director = net.host("director");
///     net.link(client, "eth0", "192.0.2.2/24", director, "client0", "192.0.2.1/24");
///     client.route("default via 192.0.2.1");
///     client.run("ping", "-c", "1", "192.0.2.1").orThrow();
/// }
/// ```
///
/// Every program runs with an environment of its own (`PATH`, `HOME` and `TMPDIR` in [#directory], `LANG`)
/// and with the testbed's directory as its working directory. Inside, every program is root: in fact, or, for
/// an ordinary user, within a user namespace that knows only this one user: a program that wants to become
/// another must be told not to. One thread builds the network; programs may be started from any.
public final class Testbed implements AutoCloseable {

    /// The JUnit tag of tests that need a testbed: `@Tag(Testbed.TAG)`. `-DskipNetns` leaves them out.
    public static final String TAG = "netns";

    /// How long a program that is [run][Host#run] may take, where nothing else is said.
    static final Duration RUN_LIMIT = Duration.ofSeconds(60);

    private final Holder holder;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<String, Segment> segments = new LinkedHashMap<>();
    private final List<Program> programs = new ArrayList<>();

    private Testbed(Holder holder) {
        this.holder = holder;
    }

    /// An empty network.
    ///
    /// @throws TestbedException in one line with the cure, if a program is missing or namespaces are refused
    public static Testbed open() {
        return new Testbed(Holder.start());
    }

    /// A folder for the files of the programs on this testbed, seen under this name from inside and outside,
    /// and deleted at the end.
    public Path directory() {
        return holder.directory();
    }

    /// Adds a host: a network stack of its own, with only a loopback interface yet.
    ///
    /// Reverse-path filters and duplicate-address detection are off, so that a new address answers at once.
    public Host host(String name) {
        if (hosts.containsKey(name)) {
            throw new TestbedException("there is a host " + name + " already");
        }
        addNamespace(name);
        var host = new Host(this, name);
        hosts.put(name, host);
        return host;
    }

    /// Adds a network segment that several hosts can be [attached][Segment#attach] to: a switch.
    public Segment segment(String name) {
        if (segments.containsKey(name)) {
            throw new TestbedException("there is a segment " + name + " already");
        }
        String namespace = "segment-" + name;
        addNamespace(namespace);
        run(RUN_LIMIT, "ip", "-n", namespace, "link", "add", Segment.BRIDGE, "up", "type", "bridge",
            "forward_delay", "0", "stp_state", "0", "mcast_snooping", "0").orThrow();
        var segment = new Segment(this, namespace);
        segments.put(name, segment);
        return segment;
    }

    /// Joins two hosts by a cable: an Ethernet interface at either end, with its address, up.
    ///
    /// @param address  with the length of the prefix, as `192.0.2.2/24` or `2001:db8::2/64`
    /// @param address2 the same for the other end
    public void link(Host host, String device, String address, Host host2, String device2, String address2) {
        cable(host.name(), device, host2.name(), device2);
        host.address(device, address);
        host.up(device);
        host2.address(device2, address2);
        host2.up(device2);
        host.awaitCarrier(device);
        host2.awaitCarrier(device2);
    }

    /// Ends all programs and takes everything away.
    @Override
    public void close() {
        holder.close();
        synchronized (programs) {
            programs.forEach(program -> program.awaitExit(RUN_LIMIT));
            programs.clear();
        }
    }

    boolean inUserNamespace() {
        return holder.inUserNamespace();
    }

    /// A pair of interfaces, one in each namespace, both down.
    void cable(String namespace, String device, String namespace2, String device2) {
        run(RUN_LIMIT, "ip", "link", "add", device, "netns", namespace,
            "type", "veth", "peer", "name", device2, "netns", namespace2).orThrow();
    }

    /// Runs a program to its end outside all hosts.
    Result run(Duration limit, String... command) {
        return run(limit, Map.of(), List.of(command));
    }

    Result run(Duration limit, Map<String, String> environment, List<String> command) {
        String words = String.join(" ", command);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Process process = holder.enter(environment, command).start();
            var out = CompletableFuture.supplyAsync(() -> readAll(process.inputReader()), readers);
            var err = CompletableFuture.supplyAsync(() -> readAll(process.errorReader()), readers);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                // Its children too: they may hold its output open.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new TestbedException(words + ": still running after " + limit.toMillis() + " ms");
            }
            return new Result(words, process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while running " + words, e);
        }
    }

    Program start(Map<String, String> environment, List<String> command) {
        try {
            Process process = holder.enter(environment, command).redirectErrorStream(true).start();
            var program = new Program(String.join(" ", command), process);
            synchronized (programs) {
                programs.add(program);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addNamespace(String name) {
        run(RUN_LIMIT, "ip", "netns", "add", name).orThrow();
        run(RUN_LIMIT, "ip", "netns", "exec", name, "sysctl", "-qw",
            "net.ipv4.ip_forward=0", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0",
            "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0").orThrow();
        run(RUN_LIMIT, "ip", "-n", name, "link", "set", "lo", "up").orThrow();
    }

    private static String readAll(BufferedReader reader) {
        try (reader) {
            return reader.readAllAsString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
