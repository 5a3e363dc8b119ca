package uvs.tools.vrrp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;

/// Two hosts on two segments: `a` has 192.0.2.9 and 198.51.100.9, `b` has 192.0.2.10 and 198.51.100.10. On each runs a
/// router, ours or the real keepalived.
final class VrrpPair implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    /// What keepalived says of an advertisement that it does not like.
    private static final Pattern COMPLAINT = Pattern.compile(
        "(?i)invalid|mismatch|unexpected|wrong|expect |not present|checksum|dropped|bogus|incorrect|bad ");

    private final Testbed net = Testbed.open();
    final Host a = net.host("a");
    final Host b = net.host("b");

    VrrpPair() {
        var outside = net.segment("outside");
        var inside = net.segment("inside");
        outside.attach(a, "eth0", "192.0.2.9/24");
        outside.attach(b, "eth0", "192.0.2.10/24");
        inside.attach(a, "eth1", "198.51.100.9/24");
        inside.attach(b, "eth1", "198.51.100.10/24");
        for (Host host : List.of(a, b)) {
            for (String device : List.of("eth0", "eth1")) {
                Await.until("no link-local address", LIMIT,
                    () -> host.ip("-6 address show dev " + device).contains("fe80"));
            }
        }
    }

    Path directory() {
        return net.directory();
    }

    /// The control socket of ours on a host.
    Path control(Host host) {
        return net.directory().resolve(host.name() + ".sock");
    }

    /// Starts `uvs run`, and waits until its virtual routers run.
    Router uvs(Host host, String configuration) {
        Path file = write(host.name() + "-uvs.conf", configuration);
        Program program = host.start(Map.of(), ThisProgram.uvs(
            "run", "-f", file.toString(), "--control", control(host).toString()));
        program.awaitLine("forwarding for", LIMIT);
        return new Router(host, program, file);
    }

    /// Starts the real keepalived, and waits until it runs.
    Router keepalived(Host host, String configuration) {
        Path file = write(host.name() + "-keepalived.conf", configuration);
        String pids = net.directory().resolve(host.name()).toString();
        Program program = host.start("keepalived", "-n", "-l", "-D", "-P", "-f", file.toString(),
            "-p", pids + ".pid", "-r", pids + ".vrrp.pid");
        program.awaitLine("Startup complete", LIMIT);
        return new Router(host, program, file);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(net.directory().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until one host has an address and the other has not.
    void awaitHolder(Host holder, String address) {
        Host other = holder == a ? b : a;
        Await.until(() -> address + " is not on " + holder.name() + " alone; on a: " + has(a, address) + ", on b: "
            + has(b, address), LIMIT, () -> has(holder, address) && !has(other, address));
    }

    static boolean has(Host host, String address) {
        return host.ip("-o address show").contains(" " + address + "/");
    }

    @Override
    public void close() {
        net.close();
    }

    /// A router that runs on one of the hosts.
    record Router(Host host, Program program, Path file) {

        /// Ends it properly: it resigns.
        void stop() {
            program.stop();
        }

        /// Kills it without its having a say. keepalived's child, which does the work, goes first: without its parent it
        /// would end properly.
        void kill() {
            Path child = file.resolveSibling(host.name() + ".vrrp.pid");
            if (Files.exists(child)) {
                host.run("sh", "-c", "kill -KILL $(cat " + file.resolveSibling(host.name() + ".pid") + ") $(cat "
                    + child + "); rm " + child);
            } else {
                program.signal(Signal.KILL);
            }
        }

        /// Has it read another configuration.
        void reload(String configuration) {
            try {
                Files.writeString(file, configuration);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            program.signal(Signal.HUP);
        }

        /// What it said of advertisements that it does not like.
        List<String> complaints() {
            return program.lines().stream()
                .filter(line -> line.contains("refused an advertisement") || COMPLAINT.matcher(line).find())
                .filter(line -> !line.contains("Unable to") && !line.contains("scheduling")).toList();
        }

        String awaitLine(String pattern) {
            return program.awaitLine(pattern, LIMIT);
        }
    }
}
