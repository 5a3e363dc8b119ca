package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import uvs.config.Configuration;
import uvs.config.ForwardingMethod;
import uvs.config.HealthChecker.HttpGet;
import uvs.config.VirtualServer;
import uvs.config.VrrpInstance;
import uvs.config.text.ReaderOptions;

/// Configurations out of documents that people follow, typing mistakes and all.
final class SeedsTest {

    private static final Path FOLDER = Path.of("src/test/resources/seeds").toAbsolutePath();

    private static ReadResult read(String name) {
        return ConfigurationReader.read(FOLDER.resolve(name), ReaderOptions.of("director.example"));
    }

    private static Configuration configuration(String name) {
        return read(name).configuration().orElseThrow();
    }

    @Test
    void natWithASyncGroupNamesItsTypingMistakes() {
        assertEquals(List.of(
            "23:5: warning: the source address 192.166.56.101 differs from its peers' network in one number; "
                + "did you mean 192.168.56.101?",
            "44:3: error: unknown keyword 'lvs_sync_daemon_inteface' in vrrp_instance; "
                + "did you mean lvs_sync_daemon_interface?",
            "78:11: warning: nb_get_retry is an old spelling; write retry",
            "89:11: warning: nb_get_retry is an old spelling; write retry",
            "95:7: error: unknown keyword 'restart_service' in real_server; take it out",
            "101:11: warning: nb_get_retry is an old spelling; write retry"),
            Reading.problems(read("nat-sync-group.conf")));
    }

    @Test
    void natWithASyncGroupMeansWhatItSays() {
        Configuration configuration = configuration("nat-sync-group.conf");
        assertEquals(List.of("VIP1", "VIP2"), configuration.vrrpSyncGroups().getFirst().instances());
        assertEquals(List.of(100, 200),
            configuration.vrrpInstances().stream().map(VrrpInstance::priority).toList());
        VirtualServer server = configuration.virtualServers().getFirst();
        assertEquals(new ForwardingMethod.Nat(), server.method());
        assertEquals(Duration.ofSeconds(50), server.persistence().orElseThrow().timeout());
        assertEquals(3, server.realServers().size());
        HttpGet check = (HttpGet) server.realServers().getLast().checkers().getFirst();
        assertEquals("/probe", check.http().urls().getFirst().path());
        assertEquals(3, check.timing().retry());
        assertEquals(Duration.ofSeconds(6), check.timing().delayLoop());
    }

    @Test
    void directRoutingWithADigest() {
        VirtualServer server = configuration("dr-digest.conf").virtualServers().getFirst();
        assertEquals(new ForwardingMethod.DirectRouting(), server.method());
        HttpGet check = (HttpGet) server.realServers().getFirst().checkers().getFirst();
        assertEquals("a635f6f309228a052994bdba46681855", check.http().urls().getFirst().digest()
            .orElseThrow());
        assertEquals(3, Reading.problems(read("dr-digest.conf")).stream()
            .filter(line -> line.endsWith("unknown keyword 'restart_service' in real_server; take it out"))
                .count());
    }

    @Test
    void nginxWithUnicastVrrp() {
        Configuration configuration = configuration("nginx-unicast.conf");
        VrrpInstance instance = configuration.vrrpInstances().getFirst();
        assertEquals("192.168.56.102", instance.transport().peers().getFirst().address().toString());
        assertEquals(new VrrpInstance.Authentication.SimplePassword("xxxxxx"), instance.authentication());
        assertEquals("check_lb", instance.tracking().scripts().getFirst().name());
        assertEquals(List.of("pidof", "nginx"), configuration.vrrpScripts().getFirst().script().words());
        assertEquals(List.of("root@localhost"), configuration.globalDefs().mail().notificationEmail());
    }

    @Test
    void lvs01WithDirectRouting() {
        assertEquals(List.of("26:25: error: persistence_timeout 0 is not in 1..2678400; "
            + "take the line out for no persistence"), Reading.problems(read("lvs01-dr.conf")));
        VirtualServer server = configuration("lvs01-dr.conf").virtualServers().getFirst();
        assertEquals(2, server.realServers().size());
        assertEquals(true, server.persistence().isEmpty());
    }

    @Test
    void aPairOfRoutersAndIpvsadmByHandAreClean() {
        assertEquals(List.of(), Reading.problems(read("nat-router-pair.conf")));
        assertEquals(List.of(), Reading.problems(read("ipvsadm-by-hand.conf")));
    }

    /// The sketch has dots for what its reader shall write, and is still two virtual servers.
    @Test
    void aSketchWithDotsIsReadAroundThem() {
        Configuration configuration = configuration("vip-manager.conf");
        assertEquals(List.of("[129.241.56.90]:80", "[129.241.56.91]:80"),
            configuration.virtualServers().stream().map(server -> server.key().service()).toList());
        assertEquals("1:1: error: unknown keyword '...'; take it out",
            Reading.problems(read("vip-manager.conf")).getFirst());
    }
}
