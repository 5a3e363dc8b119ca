package uvs.tools.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import uvs.config.Configuration;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionDraft;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.RealServerAccounting;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.UserspaceBackend;
import uvs.healthcheck.CheckStatus;
import uvs.scheduler.Schedulers;
import uvs.tools.control.ControlException;
import uvs.tools.control.ControlLimits;
import uvs.tools.control.ControlLoop;
import uvs.tools.control.ControlServer;
import uvs.tools.control.Controlled;
import uvs.tools.control.HandBackend;
import uvs.tools.control.Routes;
import uvs.tools.status.Event;
import uvs.vrrp.agent.VrrpSnapshot;

/// A director without packets, checks and VRRP: its table alone, behind a control socket. Needs no privilege; what
/// speaks to a director can be rehearsed and tested on it.
public final class TableOnly implements Controlled, AutoCloseable {

    private static final int FIRST_CLIENT = IpAddress.of("203.0.113.0").ipv4();
    private static final int CLIENT_PORTS = 32_768;
    private static final int VIRTUAL = IpAddress.of("192.0.2.1").ipv4();
    private static final int REAL = IpAddress.of("198.51.100.1").ipv4();

    private final Configuration configuration;
    private final ConnectionTable connections;
    private final HandChanges changes;
    private final ExecutorService conductor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("table-conductor").factory());
    private final Instant started = Instant.now();
    private final ControlLoop loop = new ControlLoop();
    private final ControlServer server;

    private TableOnly(Path socket, Configuration configuration, int capacity, ControlLimits limits)
        throws IOException, SystemCallException {
        this.configuration = configuration;
        connections = new ConnectionTable(new ConnectionLimits(capacity, capacity, capacity, 0), 1);
        changes = new HandChanges(new UserspaceBackend(
            Schedulers.load(), List.of(), connections, Timeouts.DEFAULT, SystemNanoClock.INSTANCE));
        try {
            server = ControlServer.open(loop, socket, new Routes(this), limits);
        } catch (IOException e) {
            loop.close();
            throw e;
        }
    }

    /// Listens on a socket from now on.
    ///
    /// @param configuration what it says its configuration is; the table begins empty
    /// @param capacity      how many connections the table has room for
    public static TableOnly open(Path socket, Configuration configuration, int capacity, ControlLimits limits)
        throws IOException, SystemCallException {
        return new TableOnly(socket, configuration, capacity, limits);
    }

    /// Puts TCP connections into the connection table, of as many clients from 203.0.113.0 on: to be called once.
    public void connect(int count) {
        long nowNs = SystemNanoClock.INSTANCE.nanoTime();
        var owner = new ConnectionOwner(connections, 0, new NobodyCounts(), nowNs);
        var key = new ConnectionKey();
        var draft = new ConnectionDraft();
        var view = connections.newView();
        for (int i = 0; i < count; i++) {
            key.ipv4(Protocol.TCP.number(), FIRST_CLIENT + (i >>> 15), CLIENT_PORTS + (i & 0x7fff), VIRTUAL, 80);
            owner.insert(draft.start(key).virtualServer(0).method(ConnectionFlags.NAT)
                .real(0, false, 0, Integer.toUnsignedLong(REAL), 8080).timeoutNs(TimeUnit.MINUTES.toNanos(15)),
                nowNs, view);
        }
    }

    /// The table as checks would change it; see [#conductor].
    public Backend checked() {
        return changes.checked();
    }

    /// Real servers whose connections nobody counts.
    private static final class NobodyCounts implements RealServerAccounting {

        @Override
        public void bound(int realServer, boolean template) {
        }

        @Override
        public void activated(int realServer) {
        }

        @Override
        public void deactivated(int realServer) {
        }

        @Override
        public void unbound(int realServer, boolean template, boolean active) {
        }
    }

    @Override
    public Executor conductor() {
        return conductor;
    }

    @Override
    public HandBackend byHand() {
        return changes.byHand();
    }

    @Override
    public List<String> handChanges() {
        return changes.describe();
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public CompletionStage<List<CheckStatus>> checks() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public VrrpSnapshot vrrp() {
        return new VrrpSnapshot(List.of(), List.of(), 0, 0);
    }

    @Override
    public Map<String, Map<String, Long>> counters() {
        return Map.of("connections", Map.of("present", connections.size(), "capacity", (long) connections.capacity()),
            "dropped", Map.of(), "malformed", Map.of(), "vrrp", Map.of());
    }

    @Override
    public List<WorkerStatus> workers() {
        return List.of();
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public List<Event> events() {
        return List.of();
    }

    @Override
    public Optional<String> ill() {
        return Optional.empty();
    }

    /// There is no file: the changes by hand are undone.
    @Override
    public List<String> reload() throws ControlException {
        List<String> undone = changes.describe();
        try {
            changes.revert();
        } catch (BackendException e) {
            throw ControlException.of(e);
        }
        return undone;
    }

    @Override
    public void close() throws IOException {
        server.close();
        loop.close();
        conductor.close();
        connections.close();
    }
}
