package uvs.tools.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.ConnectionStatus;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerSettings.Persistence;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.tools.daemon.TableOnly;

/// What goes through the socket comes back as it was, errors too.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ControlBackendTest {

    private static final VirtualServerId HTTP =
        new VirtualServerId.Address(Protocol.TCP, IpAddress.of("192.0.2.1"), 80);
    private static final VirtualServerSettings PLAIN =
        new VirtualServerSettings("wrr", Set.of(), Optional.empty(), false);
    private static final RealServerSettings NAT = new RealServerSettings(new ForwardingMethod.Nat(), 1, 0, 0);

    @TempDir
    private Path folder;
    private Path socket;
    private TableOnly table;
    private ControlBackend backend;

    @BeforeEach
    void connect() throws Exception {
        socket = folder.resolve("uvs.sock");
        Path file = Files.writeString(folder.resolve("keepalived.conf"), "");
        table = TableOnly.open(socket,
            ConfigurationReader.read(file, ReaderOptions.of("test")).configuration().orElseThrow(), 1 << 16,
            ControlLimits.DEFAULT);
        backend = ControlBackend.connect(socket);
    }

    @AfterEach
    void close() throws Exception {
        backend.close();
        table.close();
    }

    @Test
    void carriesEveryKindOfServer() throws BackendException {
        var ipv6 = new VirtualServerId.Address(Protocol.UDP, IpAddress.of("2001:db8::1"), 53);
        var sctp = new VirtualServerId.Address(Protocol.SCTP, IpAddress.of("192.0.2.1"), 0);
        var mark = new VirtualServerId.FirewallMark(0xffff_fff0, Family.IPV6);
        var sticky = new VirtualServerSettings("sh", Set.of("sh-port", "sh-fallback"),
            Optional.of(new Persistence(360, 24)), false);
        backend.addVirtualServer(HTTP, PLAIN);
        backend.addVirtualServer(sctp, sticky);
        backend.addVirtualServer(ipv6, new VirtualServerSettings("rr", Set.of(), Optional.empty(), true));
        backend.addVirtualServer(mark, new VirtualServerSettings(
            "wlc", Set.of(), Optional.of(new Persistence(60, 64)), false, Optional.of("sip")));
        backend.addRealServer(HTTP, real("198.51.100.1", 8080), NAT);
        backend.addRealServer(HTTP, real("198.51.100.2", 80),
            new RealServerSettings(new ForwardingMethod.DirectRouting(), 2_000_000_000, 100, 50));
        backend.addRealServer(HTTP, real("2001:db8::7", 80), new RealServerSettings(
            new ForwardingMethod.Tunnel(TunnelType.GUE, 6080, TunnelChecksum.REMOTE), 0, 0, 0));
        backend.addRealServer(ipv6, real("2001:db8::8", 53), new RealServerSettings(
            new ForwardingMethod.Tunnel(TunnelType.GRE, 0, TunnelChecksum.FULL), 1, 0, 0));

        List<VirtualServerStatus> list = backend.list();
        assertEquals(table.byHand().list(), list);
        assertEquals(Set.of(HTTP, sctp, ipv6, mark),
            Set.copyOf(list.stream().map(VirtualServerStatus::id).toList()));
        assertEquals(sticky, backend.get(sctp).settings());
        assertEquals(table.byHand().get(mark), backend.get(mark));
        assertEquals(table.byHand().info(), backend.info());
    }

    @Test
    void changesAndRemoves() throws BackendException {
        RealServerId real = real("198.51.100.1", 8080);
        backend.addVirtualServer(HTTP, PLAIN);
        backend.addRealServer(HTTP, real, NAT);
        var edited = new VirtualServerSettings("sh", Set.of("sh-port"), Optional.empty(), false);
        backend.editVirtualServer(HTTP, edited);
        backend.editRealServer(HTTP, real, NAT.withWeight(7));
        assertEquals(edited, backend.get(HTTP).settings());
        assertEquals(7, weight(real));
        backend.drain(HTTP, real);
        assertEquals(0, weight(real));
        backend.undrain(HTTP, real);
        assertEquals(7, weight(real));
        backend.zero();
        backend.zero(HTTP);
        backend.timeouts(new ConnectionTimeouts(100, 0, 30));
        assertEquals(new ConnectionTimeouts(100, 120, 30), backend.timeouts());
        assertEquals(List.of(), backend.syncDaemons());
        backend.removeRealServer(HTTP, real);
        assertEquals(List.of(), backend.get(HTTP).realServers());
        backend.removeVirtualServer(HTTP);
        assertEquals(List.of(), backend.list());
        backend.addVirtualServer(HTTP, PLAIN);
        backend.flush();
        assertEquals(List.of(), backend.list());
    }

    @Test
    void givesErrorsTheirReasonBack() throws BackendException {
        RealServerId real = real("198.51.100.1", 8080);
        refuses(Reason.NO_VIRTUAL_SERVER, () -> backend.removeVirtualServer(HTTP));
        refuses(Reason.NO_VIRTUAL_SERVER, () -> backend.zero(HTTP));
        refuses(Reason.NO_SCHEDULER, () -> backend.addVirtualServer(
            HTTP, new VirtualServerSettings("best", Set.of(), Optional.empty(), false)));
        backend.addVirtualServer(HTTP, PLAIN);
        refuses(Reason.EXISTS, () -> backend.addVirtualServer(HTTP, PLAIN));
        refuses(Reason.NO_REAL_SERVER, () -> backend.editRealServer(HTTP, real, NAT));
        refuses(Reason.OUT_OF_RANGE,
            () -> backend.addRealServer(HTTP, real, new RealServerSettings(new ForwardingMethod.Nat(), 1, 1, 2)));
        refuses(Reason.INVALID, () -> backend.addRealServer(HTTP, real("224.0.0.1", 80), NAT));
        refuses(Reason.NOT_SUPPORTED, () -> backend.startSyncDaemon(
            new SyncDaemon(SyncDaemon.Role.BACKUP, "eth0", 1, 0, Optional.of(IpAddress.of("224.0.0.82")), 0, 0)));
        refuses(Reason.NO_DAEMON, () -> backend.stopSyncDaemon(SyncDaemon.Role.BACKUP, 1));
        var none = assertThrows(BackendException.class, () -> table.byHand().removeRealServer(HTTP, real));
        var same = assertThrows(BackendException.class, () -> backend.removeRealServer(HTTP, real));
        assertEquals(none.getMessage(), same.getMessage());
        assertEquals(none.errno(), same.errno());
    }

    @Test
    void listsConnectionsPageByPage() throws Exception {
        table.connect(25_000);
        var seen = new HashSet<String>();
        var states = new HashSet<String>();
        try (var scan = backend.connections()) {
            scan.forEach(each -> {
                assertTrue(seen.add(each.client() + " " + each.clientPort()), each.toString());
                states.add(each.state() + " " + each.virtual() + ":" + each.virtualPort() + " " + each.real() + ":"
                    + each.realPort());
            });
        }
        assertEquals(25_000, seen.size());
        assertEquals(Set.of("NONE 192.0.2.1:80 198.51.100.1:8080"), states);

        var text = new ByteArrayOutputStream();
        var json = new ByteArrayOutputStream();
        try (ControlClient client = ControlClient.connect(socket)) {
            ConnectionDump.write(client, false, text);
            ConnectionDump.write(client, true, json);
        }
        List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(25_002, lines.size());
        assertTrue(lines.get(2).matches(
            "TCP 14:5\\d  NONE        203\\.0\\.113\\.0:32768  192\\.0\\.2\\.1:80       198\\.51\\.100\\.1:8080"),
            lines.get(2));
        List<ConnectionStatus> read = new ArrayList<>();
        assertEquals(0, ConnectionPages.read(json.toByteArray(), read::add));
        assertEquals(25_000, read.size());
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        Path nobody = folder.resolve("none.sock");
        assertEquals("control socket " + nobody + ": there is none, so no director runs here; start one with uvs run,"
            + " or name its socket with --control PATH",
            refuses(Reason.UNAVAILABLE, () -> ControlBackend.connect(nobody)));
        try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(nobody));
        }
        assertEquals("control socket " + nobody + ": no director listens on it; start one with uvs run, or name its"
            + " socket with --control PATH", refuses(Reason.UNAVAILABLE, () -> ControlBackend.connect(nobody)));
    }

    @Test
    void saysThatTheDirectorHasGone() throws Exception {
        backend.list();
        table.close();
        assertTrue(refuses(Reason.UNAVAILABLE, () -> backend.list()).contains("the director has broken off"));
        connect();
    }

    private static String refuses(Reason reason, Executable change) {
        BackendException refused = assertThrows(BackendException.class, change);
        assertEquals(reason, refused.reason(), refused.getMessage());
        return refused.getMessage();
    }

    private int weight(RealServerId real) throws BackendException {
        return backend.get(HTTP).realServers().stream().filter(each -> each.id().equals(real)).findFirst()
            .orElseThrow().settings().weight();
    }

    private static RealServerId real(String address, int port) {
        return new RealServerId(IpAddress.of(address), port);
    }
}
