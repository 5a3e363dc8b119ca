package uvs.vrrp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import uvs.config.VrrpInstance;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.vrrp.wire.Authentication;
import uvs.vrrp.wire.Secret;

class DefinitionsTest {

    private static final IpAddress US = IpAddress.of("192.0.2.9");

    @Test
    void forgetsNopreemptAndTheDelayOfAMaster() {
        var waiting = new InstanceBuilder("V").noPreempt().preemptDelay(Duration.ofSeconds(9)).address("192.0.2.1/24");
        assertFalse(Definitions.settings(waiting.build(), US, false).preempt());
        assertEquals(9_000_000_000L, Definitions.settings(waiting.build(), US, false).preemptDelayNs());

        assertTrue(Definitions.settings(waiting.master().build(), US, false).preempt());
        assertEquals(0, Definitions.settings(waiting.master().build(), US, false).preemptDelayNs());
    }

    @Test
    void namesTheOtherInterfacesThatItNeeds(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("keepalived.conf"), """
            vrrp_instance V {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    192.0.2.100
                    192.0.3.100 dev eth1
                    192.0.4.100 dev eth2 no_track
                }
                virtual_routes {
                    203.0.113.0/24 via 192.0.2.254 dev eth3
                    203.0.114.0/24 dev eth4 no_track
                }
                virtual_rules {
                    from 203.0.113.0/24 iif eth5 table 7 priority 70
                    from 203.0.114.0/24 iif eth6 table 7 priority 71 no_track
                }
            }
            """);
        var read = ConfigurationReader.read(file, ReaderOptions.of("director.example")).configuration().orElseThrow();
        assertEquals(Set.of("eth1", "eth3", "eth5"), Definitions.interfacesUsed(read.vrrpInstances().getFirst()));
    }

    @Test
    void forgetsNopreemptOfTheOwner() {
        var owner = new InstanceBuilder("V").noPreempt().priority(255).address("192.0.2.1/24").build();
        assertTrue(Definitions.settings(owner, US, false).preempt());
    }

    @Test
    void strictModeRefusesAnotherAddressList() {
        var instance = new InstanceBuilder("V").address("192.0.2.1/24");
        assertFalse(Definitions.expectation(instance.build(), US, 1500).refusesOtherAddresses());
        assertTrue(Definitions.expectation(instance.strict().build(), US, 1500).refusesOtherAddresses());
    }

    @Test
    void advertisesNoMoreThanAFrameHolds() {
        var instance = new InstanceBuilder("V").version(3);
        for (int i = 0; i < 300; i++) {
            instance.address("10.0." + i / 250 + "." + i % 250 + "/32");
        }
        assertEquals(255, Definitions.advertised(instance.build(), 1500).size());
        // 576 bytes, less 20 of IPv4, 24 of an authentication header, and 16 around the addresses.
        assertEquals(129, Definitions.advertised(instance.build(), 576).size());
    }

    @Test
    void takesThePasswordsFirstEightBytes() {
        var instance = new InstanceBuilder("V").address("192.0.2.1/24")
            .authentication(new VrrpInstance.Authentication.SimplePassword("secret1234")).build();
        assertEquals(new Authentication.Password(Secret.of("secret12")), Definitions.authentication(instance));
    }

    @Test
    void hearsOldChecksumsFromUnicastPeersOnly() {
        var instance = new InstanceBuilder("V").version(3).address("192.0.2.1/24");
        assertTrue(Definitions.expectation(instance.build(), US, 1500).oldGroup().isEmpty());
        assertEquals(IpAddress.of("224.0.0.18"),
            Definitions.expectation(instance.peer("192.0.2.10").build(), US, 1500).oldGroup().orElseThrow());
    }
}
