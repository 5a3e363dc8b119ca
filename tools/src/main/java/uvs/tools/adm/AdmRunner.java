package uvs.tools.adm;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionStatus;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.SyncDaemon;

/// Carries out command lines of ipvsadm on a backend.
public final class AdmRunner implements AutoCloseable {

    private static final int DONE = 0;
    /// What a list of one service ends with if there is none.
    private static final int NOT_LISTED = 1;

    private final Target target;
    private Backend backend;
    private final Names names;
    private final BufferedReader in;
    private final Consumer<String> out;
    private final Consumer<String> err;

    /// @param target opened by the first line that asks for something
    /// @param in     what `-R` reads
    public AdmRunner(Target target, Names names, BufferedReader in, Consumer<String> out,
        Consumer<String> err) {
        this.target = target;
        this.names = names;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /// @param words the command line without the name of the program
    /// @return the exit status
    public int run(List<String> words) {
        try {
            Operation command = LineParser.parse(words, names, false);
            return command instanceof Operation.Restore ? restore() : carryOut(command);
        } catch (Refusal refusal) {
            err.accept(refusal.getMessage());
            return refusal.exit();
        } catch (IOException e) {
            err.accept("standard input cannot be read: " + e.getMessage());
            return Refusal.FAILED;
        }
    }

    /// Lines with or without the name of the program in front. A line that is refused ends it; an operation
    /// that fails does not, and the exit status is that of the last one.
    private int restore() throws IOException, Refusal {
        int exit = DONE;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> words = words(line);
            if (!words.isEmpty()) {
                Operation command = LineParser.parse(words, names, true);
                exit = carryOut(command);
                if (command instanceof Operation.Help || command instanceof Operation.Version) {
                    return exit;
                }
            }
        }
        return exit;
    }

    /// There are no quotes.
    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var tokens = new StringTokenizer(line, " \t\n\r\f\u000b");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        boolean named = !words.isEmpty() && words.getFirst().equals("ipvsadm");
        return named ? words.subList(1, words.size()) : words;
    }

    private int carryOut(Operation command) {
        switch (command) {
            case Operation.Help() -> HelpText.write(out);
            case Operation.Version() -> out.accept(HelpText.VERSION);
            default -> {
                return isOpen() ? tryOut(command) : Refusal.USAGE;
            }
        }
        return DONE;
    }

    private boolean isOpen() {
        try {
            backend = backend == null ? target.open() : backend;
            return true;
        } catch (BackendException e) {
            err.accept(ErrorText.unavailable(e));
            return false;
        }
    }

    private int tryOut(Operation command) {
        try {
            ask(command);
            return DONE;
        } catch (BackendException e) {
            err.accept(ErrorText.of(command, e));
            return command instanceof Operation.ListServices ? NOT_LISTED : Refusal.FAILED;
        }
    }

    private void ask(Operation command) throws BackendException {
        switch (command) {
            case Operation.AddService(var id, var settings) -> backend.addVirtualServer(id, settings);
            case Operation.EditService(var id, var settings) -> backend.editVirtualServer(id, settings);
            case Operation.DeleteService(var id) -> backend.removeVirtualServer(id);
            case Operation.Clear() -> backend.flush();
            case Operation.AddServer(var id, var real, var settings) ->
                backend.addRealServer(id, real, settings);
            case Operation.EditServer(var id, var real, var settings) ->
                backend.editRealServer(id, real, settings);
            case Operation.DeleteServer(var id, var real) -> backend.removeRealServer(id, real);
            case Operation.ListServices list -> list(list);
            case Operation.ListConnections list -> list(list);
            case Operation.ListTimeouts() -> list(backend.timeouts());
            case Operation.ListDaemons() -> backend.syncDaemons().forEach(this::list);
            case Operation.Zero(var id) -> {
                if (id.isPresent()) {
                    backend.zero(id.get());
                } else {
                    backend.zero();
                }
            }
            case Operation.Save(boolean numeric) -> new SavedRules(names(numeric)).write(backend.list(), out);
            case Operation.SetTimeouts(var timeouts) -> backend.timeouts(timeouts);
            case Operation.StartDaemon(var daemon) -> backend.startSyncDaemon(daemon);
            case Operation.StopDaemon(var role, int syncId) -> backend.stopSyncDaemon(role, syncId);
            case Operation.Help(), Operation.Version(), Operation.Restore() ->
                throw new IllegalStateException(command + " asks nothing of a backend");
        }
    }

    private Optional<Names> names(boolean numeric) {
        return numeric ? Optional.empty() : Optional.of(names);
    }

    private void list(Operation.ListServices list) throws BackendException {
        var listing = new ServiceListing(
            list.columns(), names(list.numeric()), list.exact(), list.sorted(), out);
        if (list.id().isPresent()) {
            listing.services(List.of(backend.get(list.id().get())));
        } else {
            listing.table(backend.info(), backend.list());
        }
    }

    private void list(Operation.ListConnections list) throws BackendException {
        var connections = new ArrayList<ConnectionStatus>();
        try (ConnectionScan scan = backend.connections()) {
            scan.forEach(connections::add);
        }
        new ConnectionListing(names(list.numeric()), list.engines()).table(connections, out);
    }

    private void list(ConnectionTimeouts timeouts) {
        out.accept("Timeout (tcp tcpfin udp): " + timeouts.tcpSeconds() + " " + timeouts.tcpFinSeconds() + " "
            + timeouts.udpSeconds());
    }

    private void list(SyncDaemon daemon) {
        out.accept((daemon.role() == SyncDaemon.Role.MASTER ? "master" : "backup") + " sync daemon (mcast="
            + daemon.interfaceName() + ", syncid=" + daemon.syncId() + ", maxlen=" + daemon.maxLength()
            + ", group="
            + daemon.group().map(IpAddress::toString).orElse("224.0.0.81") + ", port="
            + (daemon.port() == 0 ? 8848 : daemon.port()) + ", ttl=" + Math.max(1, daemon.ttl()) + ")");
    }

    /// Ends the conversation with the backend, if there was one.
    @Override
    public void close() {
        try {
            if (backend != null) {
                backend.close();
            }
        } catch (BackendException e) {
            err.accept("uvs adm: " + e.getMessage());
        }
    }
}
