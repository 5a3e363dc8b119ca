package uvs.tools.adm;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringTokenizer;
import org.agrona.concurrent.SystemNanoClock;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.scheduler.Schedulers;
import uvs.tools.control.ControlLimits;
import uvs.tools.daemon.TableOnly;

/// What `uvs adm` says on the userspace backend, with the same names of hosts.
final class UserspaceAnswers implements Closeable {

    /// As many connections as the kernel's table has buckets, since the first line of a list says so.
    private static final int CAPACITY = 4096;

    private final Closeable part;
    private final Names names = new HostsFile(CommandLine.resource("hosts"));
    private final Target target;
    /// Whether each line's conversation ends with it, as each command's does.
    private final boolean ends;

    private UserspaceAnswers(Target target, boolean ends, Closeable part) throws IOException {
        this.target = target;
        this.ends = ends;
        this.part = part;
    }

    /// Without a way between.
    static UserspaceAnswers direct() throws IOException, SystemCallException {
        var connections = new ConnectionTable(ConnectionLimits.fixed(CAPACITY), 1);
        Backend backend = new UserspaceBackend(Schedulers.load(),
            List.of(new UserspaceBackend.Worker(new WorkerInbox(() -> { }), new WorkerCounters())),
            connections, Timeouts.DEFAULT, SystemNanoClock.INSTANCE);
        return new UserspaceAnswers(() -> backend, false, connections::close);
    }

    /// Over the control socket of a director's table.
    static UserspaceAnswers overSocket(Path folder) throws IOException, SystemCallException {
        Path file = Files.writeString(folder.resolve("keepalived.conf"), "");
        Path socket = folder.resolve("uvs.sock");
        var configuration =
            ConfigurationReader.read(file, ReaderOptions.of("test")).configuration().orElseThrow();
        var table = TableOnly.open(socket, configuration, CAPACITY, ControlLimits.DEFAULT);
        return new UserspaceAnswers(Target.director(socket), true, table::close);
    }

    Said answer(CommandLine line) {
        var out = new StringBuilder();
        var err = new StringBuilder();
        var runner = new AdmRunner(target, names, new BufferedReader(new StringReader(line.input())),
            text -> out.append(text).append('\n'), text -> err.append(text).append('\n'));
        int exit = runner.run(line.words());
        if (ends) {
            runner.close();
        }
        return new Said(exit, out.toString(), err.toString());
    }

    @Override
    public void close() throws IOException {
        part.close();
    }

    /// The names of hosts that a file has; ports have this machine's.
    private static final class HostsFile implements Names {

        private record Host(IpAddress address, List<String> names) {
        }

        private final Names system = new SystemNames();
        private final List<Host> hosts = new ArrayList<>();

        private HostsFile(String text) {
            text.lines().filter(line -> !line.isBlank()).forEach(line -> {
                var words = new StringTokenizer(line);
                IpAddress address = IpAddress.of(words.nextToken());
                var known = new ArrayList<String>();
                while (words.hasMoreTokens()) {
                    known.add(words.nextToken());
                }
                hosts.add(new Host(address, known));
            });
        }

        @Override
        public Optional<IpAddress> address(String host) {
            return hosts.stream()
                .filter(each -> each.address().family() == Family.IPV4 && each.names().contains(host))
                .map(Host::address).findFirst();
        }

        @Override
        public Optional<String> host(IpAddress address) {
            return hosts.stream().filter(each -> each.address().equals(address))
                .map(each -> each.names().getFirst()).findFirst();
        }

        @Override
        public OptionalInt port(String service, Protocol protocol) {
            return system.port(service, protocol);
        }

        @Override
        public Optional<String> service(int port, Protocol protocol) {
            return system.service(port, protocol);
        }
    }
}
