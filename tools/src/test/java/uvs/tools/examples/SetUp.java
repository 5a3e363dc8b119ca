package uvs.tools.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Segment;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;

/// One folder of `tools/examples` on a testbed: its configurations on directors, nginx on its real servers.
final class SetUp implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int HTTP = 80;
    /// One connection for each answer, whose last line is what the server is called.
    private static final String ASK = """
        for ((i = 0; i < $2; i++)); do
            timeout 5 bash -c 'exec 3<>/dev/tcp/'$1/$3' && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && tail -n 1 <&3' ||
                echo none
        done 2> /dev/null
        """;
    private static final String NGINX = """
        pid %1$s/pid; error_log stderr; worker_processes 1; user root; daemon off;
        events { }
        http {
            access_log off; client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
            uwsgi_temp_path %1$s; scgi_temp_path %1$s;
            server { listen 80; listen 10123; root %1$s/www; }
        }
        """;

    private final Testbed net = Testbed.open();
    private final Path folder;

    /// @param example the folder's name
    SetUp(String example) {
        folder = Path.of("examples", example).toAbsolutePath();
    }

    Host host(String name) {
        return net.host(name);
    }

    Segment segment(String name) {
        return net.segment(name);
    }

    /// A client of its own network, and the router between that and `inside`: 203.0.113.10 and 203.0.113.1.
    ///
    /// @param addresses of the router inside
    Host clientBehind(Host router, Segment inside, String... addresses) {
        Host client = net.host("client");
        net.link(client, "eth0", "203.0.113.10/24", router, "outside", "203.0.113.1/24");
        client.route("default via 203.0.113.1");
        inside.attach(router, "inside", addresses);
        router.sysctl("net.ipv4.ip_forward", 1);
        return client;
    }

    /// A file of the example.
    Path file(String name) {
        return folder.resolve(name);
    }

    /// Does what `uvs tune` says for a role.
    void tune(String role, Host... hosts) {
        uvs(List.of(hosts), "tune", role, "--apply");
    }

    /// Runs a command of `uvs` on several hosts, which must succeed.
    void uvs(List<Host> hosts, String... arguments) {
        hosts.parallelStream().forEach(host -> uvs(host, arguments).orThrow());
    }

    /// Runs a command of `uvs` to its end.
    Result uvs(Host host, String... arguments) {
        return host.run(ThisProgram.uvs(arguments).toArray(String[]::new));
    }

    /// Starts a director with a configuration of the example, which keepalived takes as it stands.
    DirectorProgram director(Host host, String configuration) {
        host.run("keepalived", "-t", "-f", file(configuration).toString()).orThrow();
        return DirectorProgram.start(host, net.directory(), read(file(configuration)));
    }

    /// Starts two directors at once, each with the configuration of its host's name.
    List<DirectorProgram> pair(Host first, Host second) {
        return Stream.of(first, second).parallel().map(host -> director(host, host.name() + ".conf")).toList();
    }

    /// Waits until a real server is in the tables of all these directors, or in none. Each checks for itself:
    /// what one has noticed, another may learn a whole `delay_loop` later.
    static void awaitRealServer(List<DirectorProgram> directors, String endpoint, boolean present) {
        directors.forEach(director -> director.awaitRealServer(endpoint, present));
    }

    /// Has a director read another configuration.
    void reload(DirectorProgram director, Host host, String text) {
        write(net.directory().resolve("keepalived-" + host.name() + ".conf"), text);
        director.program().signal(Signal.HUP);
    }

    /// Starts nginx on a host: `/` is the host's name, `/probe` the word `ready`.
    Program web(Host host) {
        writeWeb(host);
        Program nginx = host.start(nginx(host).toArray(String[]::new));
        Await.until(() -> "nginx does not answer: " + nginx.lines(), LIMIT,
            () -> ask(host, "127.0.0.1", 1).equals(List.of(host.name())));
        return nginx;
    }

    /// Writes what [#web] needs.
    void writeWeb(Host host) {
        Path own = net.directory().resolve(host.name());
        write(page(host, "index.html"), host.name() + "\n");
        write(page(host, "probe"), "ready\n");
        write(own.resolve("nginx.conf"), NGINX.formatted(own));
    }

    /// The command line of [#web].
    List<String> nginx(Host host) {
        Path own = net.directory().resolve(host.name());
        return List.of("nginx", "-p", own.toString(), "-e", "stderr", "-c", own.resolve("nginx.conf").toString());
    }

    /// A page of a host's web server.
    Path page(Host host, String name) {
        return net.directory().resolve(host.name()).resolve("www").resolve(name);
    }

    /// Who answers requests, each on a connection of its own, to port 80; `none` where nobody does in five
    /// seconds.
    static List<String> ask(Host from, String address, int requests) {
        return ask(from, address, HTTP, requests);
    }

    /// As the other, on another port: nginx listens on 80 and 10123.
    static List<String> ask(Host from, String address, int port, int requests) {
        return from.run("bash", "-c", ASK, "-", address, Integer.toString(requests), Integer.toString(port)).out()
            .lines().toList();
    }

    /// As [#ask], once anybody answers at all: the data plane follows a new address of its host a moment
    /// later.
    static List<String> askWhenServed(Host from, String address, int requests) {
        Await.until(() -> "nobody answers for " + address, LIMIT, () -> !ask(from, address, 1).equals(List.of("none")));
        return ask(from, address, requests);
    }

    /// Ends a host as if its power were cut: no packet, and no word.
    static void die(Host host, DirectorProgram director, String... devices) {
        for (String device : devices) {
            host.down(device);
        }
        director.program().kill();
    }

    /// Waits until the table of a director is these lines, but for its three of headings, blanks, and how
    /// many connections are not active, `N`.
    static void awaitTable(DirectorProgram director, String... lines) {
        Await.until(() -> "the table is " + director.table(), LIMIT, () -> {
            List<String> table = director.table();
            return table.subList(3, table.size()).stream()
                .map(line -> line.strip().replaceAll(" +", " ").replaceAll("^(->.*) \\d+$", "$1 N")).toList()
                .equals(List.of(lines));
        });
    }

    /// Waits until a virtual server is in the table of a director as this line.
    static void awaitLine(DirectorProgram director, String line) {
        Await.until(() -> "there is no " + line + " in " + director.table(), LIMIT,
            () -> director.table().stream().anyMatch(each -> each.strip().equals(line)));
    }

    /// Waits until the host alone has the addresses, of the two.
    static void awaitHolder(Host holder, Host other, String... addresses) {
        for (String address : addresses) {
            Await.until(() -> address + " is not on " + holder.name() + " alone: there "
                    + holder.ip("-o -4 address show") + ", on " + other.name() + " " + other.ip("-o -4 address show"),
                LIMIT, () -> has(holder, address) && !has(other, address));
        }
    }

    /// Waits until the host has the address, where the other cannot be asked any more.
    static void awaitAddress(Host host, String address) {
        Await.until(() -> address + " is not on " + host.name(), LIMIT, () -> has(host, address));
    }

    static boolean has(Host host, String address) {
        return host.ip("-o address show").contains(" " + address + "/");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a program that serves, and waits until it says that it is ready.
    static Program serve(Host host, List<String> command) {
        Program program = host.start(Map.of(), new ArrayList<>(command));
        program.awaitLine("ready", LIMIT);
        return program;
    }

    @Override
    public void close() {
        net.close();
    }
}
