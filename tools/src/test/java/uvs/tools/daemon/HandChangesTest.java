package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.scheduler.Schedulers;
import uvs.tools.control.HandBackend;

/// The checks and the hand change one table, and each keeps what is its own.
final class HandChangesTest {

    private static final VirtualServerId WEB = virtual("192.0.2.1");
    private static final VirtualServerId OTHER = virtual("192.0.2.2");
    private static final VirtualServerSettings RR =
        new VirtualServerSettings("rr", Set.of(), Optional.empty(), false);
    private static final VirtualServerSettings WRR =
        new VirtualServerSettings("wrr", Set.of(), Optional.empty(), false);
    private static final RealServerId ONE = real(1);
    private static final RealServerId TWO = real(2);

    private ConnectionTable connections;
    private UserspaceBackend table;
    private HandChanges changes;
    private Backend checks;
    private HandBackend hand;

    /// As a configuration with two real servers leaves it.
    @BeforeEach
    void start() throws Exception {
        connections = new ConnectionTable(ConnectionLimits.fixed(10), 1);
        table = new UserspaceBackend(
            Schedulers.load(), List.of(), connections, Timeouts.DEFAULT, SystemNanoClock.INSTANCE);
        changes = new HandChanges(table);
        checks = changes.checked();
        hand = changes.byHand();
        checks.addVirtualServer(WEB, RR);
        checks.addRealServer(WEB, ONE, weight(1));
        checks.addRealServer(WEB, TWO, weight(2));
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void keepsAWeightWhileChecksTakeTheServerDownAndUp() throws BackendException {
        hand.editRealServer(WEB, ONE, weight(7));
        assertEquals("1:7 2:2", servers(WEB));
        checks.removeRealServer(WEB, ONE);
        assertEquals("2:2", servers(WEB));
        checks.addRealServer(WEB, ONE, weight(1));
        assertEquals("1:7 2:2", servers(WEB));
        // A check of its own weight speaks for the configuration: the hand's holds.
        checks.editRealServer(WEB, ONE, weight(3));
        assertEquals("1:7 2:2", servers(WEB));
        reverts("real server 198.51.100.1:80 of 192.0.2.1:80 TCP given weight 7 by hand: weight 3 again");
        assertEquals("1:3 2:2", servers(WEB));
    }

    /// `inhibit_on_failure` leaves a failed server in the table with weight 0.
    @Test
    void doesNotSendToAnInhibitedServerForItsWeightByHand() throws BackendException {
        hand.editRealServer(WEB, ONE, weight(7));
        checks.editRealServer(WEB, ONE, weight(0));
        assertEquals("1:0 2:2", servers(WEB));
        checks.editRealServer(WEB, ONE, weight(1));
        assertEquals("1:7 2:2", servers(WEB));
    }

    @Test
    void keepsARemovedServerRemoved() throws BackendException {
        hand.removeRealServer(WEB, ONE);
        checks.removeRealServer(WEB, ONE);
        checks.addRealServer(WEB, ONE, weight(1));
        checks.editRealServer(WEB, ONE, weight(5));
        assertEquals("2:2", servers(WEB));
        reverts("real server 198.51.100.1:80 of 192.0.2.1:80 TCP removed by hand: back in the table");
        assertEquals("1:5 2:2", servers(WEB));
    }

    @Test
    void keepsAServerThatNoCheckKnows() throws BackendException {
        hand.addRealServer(WEB, real(3), weight(9));
        checks.removeRealServer(WEB, ONE);
        checks.removeRealServer(WEB, TWO);
        assertEquals("3:9", servers(WEB));
        checks.addRealServer(WEB, TWO, weight(2));
        reverts("real server 198.51.100.3:80 of 192.0.2.1:80 TCP added or edited by hand: not in the table, as its"
            + " checks or the configuration have it");
        assertEquals("2:2", servers(WEB));
    }

    /// It stays until its checks find it up, and is theirs again from then on.
    @Test
    void keepsADownServerThatIsAddedByHand() throws BackendException {
        checks.removeRealServer(WEB, ONE);
        hand.addRealServer(WEB, ONE, weight(4));
        assertEquals("1:4 2:2", servers(WEB));
        checks.addRealServer(WEB, ONE, weight(1));
        assertEquals("1:4 2:2", servers(WEB));
        checks.removeRealServer(WEB, ONE);
        assertEquals("2:2", servers(WEB));
        reverts("real server 198.51.100.1:80 of 192.0.2.1:80 TCP added or edited by hand: not in the table, as its"
            + " checks or the configuration have it");
        assertEquals("2:2", servers(WEB));
    }

    @Test
    void drainsAndGivesTheWeightBack() throws BackendException {
        hand.drain(WEB, TWO);
        hand.drain(WEB, TWO);
        assertEquals("1:1 2:0", servers(WEB));
        checks.removeRealServer(WEB, TWO);
        checks.addRealServer(WEB, TWO, weight(2));
        assertEquals("1:1 2:0", servers(WEB));
        hand.undrain(WEB, TWO);
        assertEquals("1:1 2:2", servers(WEB));
        assertEquals(BackendException.Reason.INVALID,
            assertThrows(BackendException.class, () -> hand.undrain(WEB, TWO)).reason());
        reverts();
        hand.editRealServer(WEB, TWO, weight(6));
        hand.drain(WEB, TWO);
        hand.undrain(WEB, TWO);
        assertEquals("1:1 2:6", servers(WEB));
    }

    @Test
    void keepsWhatWasDoneToVirtualServers() throws BackendException {
        hand.editVirtualServer(WEB, WRR);
        checks.editVirtualServer(WEB, new VirtualServerSettings("lc", Set.of(), Optional.empty(), false));
        assertEquals(WRR, table.get(WEB).settings());
        hand.addVirtualServer(OTHER, RR);
        hand.addRealServer(OTHER, ONE, weight(1));
        reverts("virtual server 192.0.2.1:80 TCP edited by hand: as in the configuration again",
            "virtual server 192.0.2.2:80 TCP added by hand: removed");
        assertEquals("lc", table.get(WEB).settings().scheduler());
        assertEquals(1, table.list().size());
    }

    @Test
    void keepsARemovedVirtualServerRemoved() throws BackendException {
        hand.removeVirtualServer(WEB);
        checks.removeRealServer(WEB, ONE);
        checks.addRealServer(WEB, ONE, weight(3));
        checks.editVirtualServer(WEB, WRR);
        assertEquals(List.of(), table.list());
        // Made anew by hand, it is the hand's.
        hand.addVirtualServer(WEB, RR);
        checks.editRealServer(WEB, TWO, weight(8));
        assertEquals("", servers(WEB));
        hand.addRealServer(WEB, real(5), weight(5));
        reverts("virtual server 192.0.2.1:80 TCP added by hand: as in the configuration again");
        assertEquals("1:3 2:8", servers(WEB));
        assertEquals(WRR, table.get(WEB).settings());
    }

    @Test
    void bringsAllBackAfterAFlush() throws BackendException {
        hand.addVirtualServer(OTHER, RR);
        hand.flush();
        checks.removeRealServer(WEB, TWO);
        assertEquals(List.of(), table.list());
        reverts("virtual server 192.0.2.1:80 TCP removed by hand: back in the table");
        assertEquals("1:1", servers(WEB));
        assertEquals(1, table.list().size());
    }

    @Test
    void setsTimeoutsBack() throws BackendException {
        hand.timeouts(new ConnectionTimeouts(100, 0, 0));
        hand.timeouts(new ConnectionTimeouts(0, 10, 0));
        assertEquals(new ConnectionTimeouts(100, 10, 300), table.timeouts());
        reverts("timeouts set by hand: back to tcp 900, tcpfin 120, udp 300 seconds");
        assertEquals(new ConnectionTimeouts(900, 120, 300), table.timeouts());
    }

    /// What the table refuses has not happened.
    @Test
    void remembersNothingThatWasRefused() {
        assertThrows(BackendException.class, () -> hand.addRealServer(WEB, ONE, weight(9)));
        assertThrows(BackendException.class, () -> hand.editRealServer(WEB, real(4), weight(9)));
        assertThrows(BackendException.class, () -> hand.removeVirtualServer(OTHER));
        assertThrows(BackendException.class, () -> hand.drain(WEB, real(4)));
        assertEquals(List.of(), changes.describe());
    }

    private void reverts(String... undone) throws BackendException {
        assertEquals(List.of(undone), changes.describe());
        changes.revert();
        assertEquals(List.of(), changes.describe());
    }

    /// `1:7 2:2` is the first server with weight 7, the second with 2.
    private String servers(VirtualServerId id) throws BackendException {
        return String.join(" ", table.get(id).realServers().stream().map(server ->
            (server.id().address().ipv4() & 255) + ":" + server.settings().weight()).toList());
    }

    private static VirtualServerId virtual(String address) {
        return new VirtualServerId.Address(Protocol.TCP, IpAddress.of(address), 80);
    }

    private static RealServerId real(int number) {
        return new RealServerId(IpAddress.of("198.51.100." + number), 80);
    }

    private static RealServerSettings weight(int weight) {
        return new RealServerSettings(new ForwardingMethod.Nat(), weight, 0, 0);
    }
}
