package uvs.dataplane.ipvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.SyncDaemon.Role;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerSettings.Persistence;

/// Holds the kernel's IPVS of the machine it runs on against the contract, as root. Empties its table. Writes one line
/// for each clause: its name, a tab, and `ok` or what is wrong.
public final class ContractInGuest {

    private ContractInGuest() {
    }

    public static void main(String[] arguments) throws Exception {
        var clauses = new ArrayList<>(BackendContract.clauses());
        clauses.addAll(ofTheKernel());
        try (Backend backend = IpvsBackend.open()) {
            for (BackendContract.Clause clause : clauses) {
                backend.flush();
                System.out.println(clause.name() + "\t" + outcome(clause.body(), backend));
            }
        }
    }

    private static String outcome(BackendContract.Body body, Backend backend) {
        try {
            body.hold(backend);
            return "ok";
        } catch (Exception | AssertionError e) {
            return (e + " at " + e.getStackTrace()[0] + " " + List.of(e.getStackTrace()).stream()
                .filter(frame -> frame.getClassName().contains("uvs")).findFirst().orElse(null))
                .replace('\n', ' ').replace('\t', ' ');
        }
    }

    /// What only the kernel does.
    static List<BackendContract.Clause> ofTheKernel() {
        return List.of(
            new BackendContract.Clause("starts and stops synchronisation daemons", ContractInGuest::runsDaemons),
            new BackendContract.Clause("refuses daemons that cannot be", ContractInGuest::refusesDaemons),
            new BackendContract.Clause("takes the persistence engine sip", ContractInGuest::takesSip));
    }

    private static void runsDaemons(Backend backend) throws Exception {
        var master = new SyncDaemon(Role.MASTER, "lo", 51, 1000,
            Optional.of(IpAddress.of("224.0.0.99")), 8850, 3);
        backend.startSyncDaemon(master);
        assertEquals(List.of(master), backend.syncDaemons());
        BackendException refusal =
            assertThrows(BackendException.class, () -> backend.startSyncDaemon(master));
        assertEquals(Reason.EXISTS, refusal.reason());
        assertEquals("master synchronisation daemon runs already", refusal.getMessage());

        backend.startSyncDaemon(new SyncDaemon(Role.BACKUP, "lo", 52, 0, Optional.empty(), 0, 0));
        List<SyncDaemon> both = backend.syncDaemons();
        assertEquals(2, both.size());
        SyncDaemon backup = both.get(1);
        assertEquals(Role.BACKUP, backup.role());
        assertEquals(52, backup.syncId());
        assertEquals(Optional.of(IpAddress.of("224.0.0.81")), backup.group());
        assertEquals(8848, backup.port());
        assertEquals(1, backup.ttl());
        backend.stopSyncDaemon(Role.MASTER, 51);
        assertEquals(List.of(backup), backend.syncDaemons());
        backend.stopSyncDaemon(Role.BACKUP, 52);
        assertEquals(List.of(), backend.syncDaemons());
    }

    private static void refusesDaemons(Backend backend) throws Exception {
        BackendException refusal = assertThrows(BackendException.class, () -> backend.startSyncDaemon(
            new SyncDaemon(Role.MASTER, "absent0", 1, 0, Optional.empty(), 0, 0)));
        assertEquals(Reason.SYSTEM, refusal.reason());
        assertEquals(19, refusal.errno());
        assertTrue(refusal.getMessage().contains("interface absent0 does not exist"), refusal.getMessage());
        refusal = assertThrows(BackendException.class, () -> backend.stopSyncDaemon(Role.BACKUP, 0));
        assertEquals(Reason.NO_DAEMON, refusal.reason());
        assertEquals(3, refusal.errno());
        assertEquals("no backup synchronisation daemon is running", refusal.getMessage());
    }

    private static void takesSip(Backend backend) throws Exception {
        var id = new VirtualServerId.Address(Protocol.UDP, IpAddress.of("192.0.2.60"), 5060);
        var settings = new VirtualServerSettings("rr", Set.of(),
            Optional.of(new Persistence(360, 32)), false, Optional.of("sip"));
        backend.addVirtualServer(id, settings);
        assertEquals(settings, backend.get(id).settings());
    }
}
