package uvs.tools.adm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringTokenizer;
import org.agrona.concurrent.SystemNanoClock;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.scheduler.Schedulers;

/// What `uvs adm` says on the userspace backend, in this JVM, with the same names of hosts.
final class UserspaceAnswers implements AutoCloseable {

    /// As many connections as the kernel's table has buckets, since the first line of a list says so.
    private static final int CAPACITY = 4096;

    private final ConnectionTable connections;
    private final Backend backend;
    private final Names names;

    UserspaceAnswers() throws IOException {
        names = new HostsFile(CommandLine.resource("hosts"));
        connections = new ConnectionTable(ConnectionLimits.fixed(CAPACITY), 1);
        var counters = new WorkerCounters();
        backend = new UserspaceBackend(Schedulers.load(),
            List.of(new UserspaceBackend.Worker(new WorkerInbox(() -> { }), counters)),
            connections, Timeouts.DEFAULT, SystemNanoClock.INSTANCE);
    }

    Said answer(CommandLine line) {
        var out = new StringBuilder();
        var err = new StringBuilder();
        int exit = new AdmRunner(() -> backend, names, new BufferedReader(new StringReader(line.input())),
            text -> out.append(text).append('\n'), text -> err.append(text).append('\n')).run(line.words());
        return new Said(exit, out.toString(), err.toString());
    }

    @Override
    public void close() {
        connections.close();
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
