package uvs.dataplane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.TcpState;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.ServerCounters.Counter;
import uvs.dataplane.service.VirtualServerSettings.Persistence;
import uvs.scheduler.Scheduler;
import uvs.scheduler.Schedulers;

/// What the backend refuses, and what it tells workers in which order.
final class UserspaceBackendTest {

    private static final VirtualServerId WEB = virtual("192.0.2.100", 80);
    private static final VirtualServerId DNS =
        new VirtualServerId.Address(Protocol.UDP, IpAddress.of("192.0.2.100"), 53);
    private static final VirtualServerSettings RR = settings("rr");
    private static final RealServerId ONE = new RealServerId(IpAddress.of("198.51.100.1"), 8080);
    private static final RealServerId TWO = new RealServerId(IpAddress.of("198.51.100.2"), 8080);
    private static final ForwardingMethod NAT = new ForwardingMethod.Nat();
    private static final RealServerSettings WEIGHT_1 = new RealServerSettings(NAT, 1, 0, 0);

    /// What happened, in order: what the workers were told, and when steering was to follow.
    private final List<Object> events = new ArrayList<>();
    private final WorkerCounters counters = new WorkerCounters();
    private final WorkerCounters otherCounters = new WorkerCounters();
    private final WorkerInbox inbox = new WorkerInbox(() -> { });
    private final WorkerInbox otherInbox = new WorkerInbox(() -> { });
    private ConnectionTable connections;
    private UserspaceBackend backend;

    @BeforeEach
    void open() throws SystemCallException {
        connections = new ConnectionTable(ConnectionLimits.fixed(64), 1);
        backend = new UserspaceBackend(Schedulers.load(), List.of(
            new UserspaceBackend.Worker(inbox, counters), new UserspaceBackend.Worker(otherInbox,
                otherCounters)), connections, Timeouts.DEFAULT, () -> 0);
        backend.onSteeringChange(() -> {
            drain();
            events.add("steering");
        });
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void refusesAVirtualServerThatIsThere() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        refuses(Reason.EXISTS, "virtual server 192.0.2.100:80 TCP exists already",
            () -> backend.addVirtualServer(WEB, settings("wlc")));
        assertEquals(RR, backend.list().getFirst().settings());
    }

    @Test
    void refusesWhatNamesNoVirtualServer() {
        String message = "there is no virtual server 192.0.2.100:80 TCP";
        refuses(Reason.NO_VIRTUAL_SERVER, message, () -> backend.editVirtualServer(WEB, RR));
        refuses(Reason.NO_VIRTUAL_SERVER, message, () -> backend.removeVirtualServer(WEB));
        refuses(Reason.NO_VIRTUAL_SERVER, message, () -> backend.addRealServer(WEB, ONE, WEIGHT_1));
        refuses(Reason.NO_VIRTUAL_SERVER, message, () -> backend.editRealServer(WEB, ONE, WEIGHT_1));
        refuses(Reason.NO_VIRTUAL_SERVER, message, () -> backend.removeRealServer(WEB, ONE));
    }

    @Test
    void refusesARealServerThatIsThereOrIsNot() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        refuses(Reason.EXISTS, "real server 198.51.100.1:8080 of 192.0.2.100:80 TCP exists already",
            () -> backend.addRealServer(WEB, ONE, WEIGHT_1.withWeight(9)));
        String message = "there is no real server 198.51.100.2:8080 of 192.0.2.100:80 TCP";
        refuses(Reason.NO_REAL_SERVER, message, () -> backend.editRealServer(WEB, TWO, WEIGHT_1));
        refuses(Reason.NO_REAL_SERVER, message, () -> backend.removeRealServer(WEB, TWO));
    }

    @Test
    void refusesASchedulerThatThereIsNot() throws BackendException {
        assertTrue(refuses(Reason.NO_SCHEDULER,
            "scheduler best of virtual server 192.0.2.100:80 TCP is not one of ",
            () -> backend.addVirtualServer(WEB, settings("best"))).contains(" rr wrr "));
        backend.addVirtualServer(WEB, RR);
        refuses(Reason.NO_SCHEDULER, "scheduler best of ", () -> backend.editVirtualServer(WEB,
            settings("best")));
    }

    @Test
    void refusesWhatContradictsItself() throws BackendException {
        refuses(Reason.INVALID, "scheduler flag sh-weird of virtual server 192.0.2.100:80 TCP is not one of ",
            () -> backend.addVirtualServer(WEB,
                new VirtualServerSettings("sh", Set.of("sh-weird"), Optional.empty(), false)));
        refuses(Reason.INVALID,
            "virtual server 192.0.2.100:0 TCP stands for every port, and so needs a persistence_timeout",
            () -> backend.addVirtualServer(virtual("192.0.2.100", 0), RR));

        backend.addVirtualServer(WEB, RR);
        refuses(Reason.OUT_OF_RANGE,
            "lower threshold 11 of real server 198.51.100.1:8080 is above its upper threshold 10",
            () -> backend.addRealServer(WEB, ONE, new RealServerSettings(NAT, 1, 10, 11)));
        refuses(Reason.INVALID, "real server 224.0.0.1:80 has no unicast address",
            () -> backend.addRealServer(WEB, new RealServerId(IpAddress.of("224.0.0.1"), 80), WEIGHT_1));
        refuses(Reason.INVALID, "real server 0.0.0.0:80 has no unicast address",
            () -> backend.addRealServer(WEB, new RealServerId(IpAddress.of("0.0.0.0"), 80), WEIGHT_1));
        var ipv6 = new RealServerId(IpAddress.of("2001:db8::1"), 80);
        refuses(Reason.INVALID, "real server [2001:db8::1]:80 is not of the family of ",
            () -> backend.addRealServer(WEB, ipv6, WEIGHT_1));
        backend.addRealServer(WEB, ipv6,
            new RealServerSettings(new ForwardingMethod.Tunnel(TunnelType.IPIP, 0, TunnelChecksum.NONE), 1,
                0, 0));
        backend.addRealServer(WEB, ONE, new RealServerSettings(NAT, 1, 10, 10));
        refuses(Reason.OUT_OF_RANGE, "lower threshold 2 ",
            () -> backend.editRealServer(WEB, ONE, new RealServerSettings(NAT, 1, 1, 2)));
    }

    /// Workers can look a virtual server up only when they know it and the kernel does not answer for it.
    @Test
    void steersBeforeItTellsWhereToLook() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        assertEquals(List.of("added 0", "steering", "lookup 1"), told());

        backend.addRealServer(WEB, ONE, WEIGHT_1);
        assertEquals(List.of("steering", "pool 0 [0] Added[position=0] 0"), told());
        backend.addRealServer(WEB, TWO, WEIGHT_1);
        assertEquals(List.of("steering", "pool 0 [1, 0] Added[position=0] 1"), told());

        backend.editRealServer(WEB, ONE, WEIGHT_1.withWeight(3));
        assertEquals(List.of("pool 0 [1, 0] Edited[position=1] 0"), told());
        backend.editVirtualServer(WEB, settings("wrr"));
        assertEquals(List.of("edited 0", "steering", "lookup 1"), told());

        backend.removeRealServer(WEB, TWO);
        assertEquals(List.of("pool 0 [0] Removed[position=0] 1"), told());
        backend.removeVirtualServer(WEB);
        assertEquals(List.of("pool 0 [] Removed[position=0] 0", "lookup 0", "removed 0", "steering",
            "lookup 0"), told());
    }

    @Test
    void tellsOfABatchAtItsEnd() throws BackendException {
        backend.batch(() -> {
            backend.addVirtualServer(WEB, RR);
            backend.addRealServer(WEB, ONE, WEIGHT_1);
            backend.addVirtualServer(DNS, RR);
        });
        assertEquals(List.of("steering", "added 0", "pool 0 [0] Added[position=0] 0", "added 1", "lookup 2"),
            told());
        backend.batch(() -> {
            backend.removeRealServer(WEB, ONE);
            backend.addRealServer(WEB, TWO, WEIGHT_1);
        });
        assertEquals(
            List.of("steering", "pool 0 [] Removed[position=0] 0", "pool 0 [1] Added[position=0] 1"), told());
        backend.batch(() -> backend.removeRealServer(WEB, TWO));
        assertEquals(List.of("pool 0 [] Removed[position=0] 1"), told());
        backend.batch(() -> { });
        assertEquals(List.of(), told());
    }

    @Test
    void keepsWhatABatchDidBeforeItFailed() {
        assertThrows(BackendException.class, () -> backend.batch(() -> {
            backend.addVirtualServer(WEB, RR);
            backend.addVirtualServer(WEB, RR);
        }));
        assertEquals(List.of("steering", "added 0", "lookup 1"), told());
    }

    /// As the kernel's trash: connections of a real server that comes back are its own.
    @Test
    void givesARealServerThatComesBackItsNumberAndCounters() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        backend.addVirtualServer(DNS, RR);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        counters.realServers().add(0, Counter.CONNECTIONS, 7);
        otherCounters.realServers().add(0, Counter.CONNECTIONS, 5);
        counters.realServers().add(0, Counter.ACTIVE, 2);
        backend.removeRealServer(WEB, ONE);
        backend.addRealServer(DNS, ONE, WEIGHT_1);
        told();

        backend.addRealServer(WEB, ONE, WEIGHT_1.withWeight(4));
        assertEquals(List.of("steering", "pool 0 [0] Added[position=0] 0"), told());
        var status = backend.list().get(0).realServers().getFirst();
        assertEquals(12, status.counters().connections());
        assertEquals(2, status.activeConnections());
        assertEquals(4, status.settings().weight());
        var elsewhere = backend.list().get(1).realServers().getFirst();
        assertEquals(0, elsewhere.counters().connections());
    }

    @Test
    void forgetsARealServerWhenItsTimeIsOverAndNothingRefersToIt() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        counters.realServers().add(0, Counter.CONNECTIONS, 7);
        counters.realServers().add(0, Counter.OUT_BYTES, 700);
        counters.realServers().add(0, Counter.INACTIVE, 1);
        long earliestNs = System.nanoTime() + UserspaceBackend.KEPT_NS;
        backend.removeRealServer(WEB, ONE);
        long latestNs = System.nanoTime() + UserspaceBackend.KEPT_NS;

        assertFalse(backend.reclaim(latestNs), "a worker has not heard of it");
        told();
        assertFalse(backend.reclaim(latestNs), "a connection refers to it");
        counters.realServers().add(0, Counter.INACTIVE, -1);
        otherCounters.realServers().add(0, Counter.PERSISTENT, 1);
        assertFalse(backend.reclaim(latestNs), "a template refers to it");
        otherCounters.realServers().add(0, Counter.PERSISTENT, -1);
        assertFalse(backend.reclaim(earliestNs - 1), "its time is not over");
        assertEquals(1, backend.realServers().size());
        assertTrue(backend.reclaim(latestNs));
        assertFalse(backend.reclaim(latestNs));
        assertEquals(List.of(), backend.realServers());

        // The number is used again, and its counters start from nothing.
        backend.addRealServer(WEB, TWO, WEIGHT_1);
        assertEquals(List.of("steering", "pool 0 [0] Added[position=0] 0"), told());
        var status = backend.list().getFirst().realServers().getFirst();
        assertEquals(new VirtualServerStatus.Counters(0, 0, 0, 0, 0), status.counters());
        counters.realServers().add(0, Counter.OUT_BYTES, 9);
        assertEquals(9, backend.list().getFirst().realServers().getFirst().counters().outBytes());
    }

    @Test
    void countsAVirtualServerFromNothing() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        counters.virtualServers().add(0, Counter.CONNECTIONS, 3);
        assertEquals(3, backend.list().getFirst().counters().connections());
        backend.removeVirtualServer(WEB);
        backend.addVirtualServer(DNS, RR);
        assertEquals(0, backend.list().getFirst().counters().connections());
        otherCounters.virtualServers().add(0, Counter.CONNECTIONS, 2);
        assertEquals(2, backend.list().getFirst().counters().connections());
    }

    @Test
    void remembersTheLastWeightThatWasNotZero() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        backend.addRealServer(WEB, ONE, WEIGHT_1.withWeight(5));
        backend.editRealServer(WEB, ONE, WEIGHT_1.withWeight(0));
        RealServerEntry entry = backend.realServers().getFirst().real();
        assertEquals(0, entry.settings().weight());
        assertEquals(5, entry.lastWeight());
    }

    @Test
    void listsAsIpvsadmSorts() throws BackendException {
        var mark = new VirtualServerId.FirewallMark(5, Family.IPV4);
        var lowMark = new VirtualServerId.FirewallMark(4, Family.IPV6);
        VirtualServerId ipv6 = virtual("2001:db8::1", 80);
        VirtualServerId lower = virtual("192.0.2.9", 443);
        VirtualServerId lowPort = virtual("192.0.2.100", 79);
        for (VirtualServerId id : List.of(mark, DNS, ipv6, WEB, lowMark, lowPort, lower)) {
            backend.addVirtualServer(id, RR);
        }
        backend.addRealServer(WEB, TWO, WEIGHT_1);
        backend.addRealServer(WEB, ONE, WEIGHT_1);

        assertEquals(List.of(lower, lowPort, WEB, DNS, ipv6, lowMark, mark),
            backend.list().stream().map(VirtualServerStatus::id).toList());
        assertEquals(List.of(ONE, TWO),
            backend.list().get(2).realServers().stream().map(each -> each.id()).toList());
    }

    @Test
    void tellsEveryWorker() throws BackendException {
        backend.onSteeringChange(() -> { });
        backend.addVirtualServer(WEB, RR);
        var one = new ArrayList<TableChange>();
        var other = new ArrayList<TableChange>();
        inbox.take(one::add, 2);
        otherInbox.take(other::add, 100);

        assertEquals(2, other.size());
        assertEquals(one, other);
        assertTrue(inbox.isDrained());
        backend.publishReplies(SteeredReplies.NONE);
        assertFalse(inbox.isDrained());
    }

    @Test
    void takesEverythingAwayWhenItIsClosed() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        backend.addVirtualServer(DNS, RR);
        backend.close();
        assertEquals(List.of(), backend.list());
        assertEquals("lookup 0", told().getLast());
    }

    @Test
    void givesEveryServerANumberOfItsOwn() throws BackendException {
        backend.addVirtualServer(WEB, RR);
        backend.addVirtualServer(DNS, RR);
        backend.addRealServer(WEB, ONE, WEIGHT_1);
        backend.addRealServer(DNS, ONE, WEIGHT_1);
        List<UserspaceBackend.Behind> all = backend.realServers();
        assertNotEquals(all.get(0).real().number(), all.get(1).real().number());
        assertNotEquals(all.get(0).real().virtualServer(), all.get(1).real().virtualServer());
    }

    private String refuses(Reason reason, String message, Executable operation) {
        List<VirtualServerStatus> before = backend.list();
        told();
        BackendException refused = assertThrows(BackendException.class, operation);
        assertEquals(reason, refused.reason());
        assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
        assertEquals(before, backend.list());
        assertEquals(List.of(), told());
        return refused.getMessage();
    }

    /// All that happened since the last call.
    private List<Object> told() {
        drain();
        List<Object> all = List.copyOf(events);
        events.clear();
        return all;
    }

    private void drain() {
        inbox.take(change -> events.add(text(change)), 1000);
        otherInbox.take(_ -> { }, 1000);
    }

    private static String text(TableChange change) {
        return switch (change) {
            case TableChange.Lookup(ServiceTable table) -> "lookup " + size(table);
            case TableChange.Replies _ -> "replies";
            case TableChange.Timing(Timeouts timeouts) -> "timing " + timeouts.tcpNs(TcpState.FIN_WAIT) + " ns";
            case TableChange.Settings _ -> "settings";
            case TableChange.VirtualServerAdded(VirtualServerEntry entry) -> "added " + entry.number();
            case TableChange.VirtualServerEdited(VirtualServerEntry entry) -> "edited " + entry.number();
            case TableChange.VirtualServerRemoved(int number) -> "removed " + number;
            case TableChange.Pool(int virtual, List<RealServerEntry> all, Scheduler.Change kind,
                RealServerEntry changed) ->
                "pool " + virtual + " " + all.stream().map(RealServerEntry::number).toList() + " " + kind + " "
                    + changed.number();
        };
    }

    private static int size(ServiceTable table) {
        int size = 0;
        for (VirtualServerId id : List.of(WEB, DNS)) {
            if (id instanceof VirtualServerId.Address(Protocol protocol, IpAddress address, int port)
                    && table.find(protocol.number(), false, 0, address.low(), port) != null) {
                size++;
            }
        }
        return size;
    }

    private static VirtualServerId virtual(String address, int port) {
        return new VirtualServerId.Address(Protocol.TCP, IpAddress.of(address), port);
    }

    private static VirtualServerSettings settings(String scheduler) {
        return new VirtualServerSettings(scheduler, Set.of(), Optional.<Persistence>empty(), false);
    }
}
