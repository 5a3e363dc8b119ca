package uvs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.ConfigurationDifference.Changed;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;

final class ConfigurationDifferenceTest {

    private static final String BEFORE = """
        virtual_server_group g {
            192.0.2.10-11 80
        }
        virtual_server 192.0.2.1 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            delay_loop 5
            real_server 10.0.0.1 80 { TCP_CHECK { } }
            real_server 10.0.0.2 80 { TCP_CHECK { } }
        }
        virtual_server group g {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 10.0.0.1 80 { TCP_CHECK { } }
        }
        """;

    @TempDir
    private Path directory;

    private Configuration read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("keepalived.conf"), text);
        return ConfigurationReader.read(file, ReaderOptions.of("director.example")).configuration()
            .orElseThrow();
    }

    private ConfigurationDifference after(String... changes) throws IOException {
        String text = BEFORE;
        for (int i = 0; i < changes.length; i += 2) {
            assertTrue(text.contains(changes[i]), changes[i]);
            text = text.replace(changes[i], changes[i + 1]);
        }
        return ConfigurationDifference.between(read(BEFORE), read(text));
    }

    @Test
    void commentsBlanksAndOrderOfKeywordsAreNoDifference() throws IOException {
        assertTrue(after("    lb_algo rr\n    lb_kind NAT\n", "\tlb_kind  NAT # the same\n\n  lb_algo rr\n")
            .isEmpty());
    }

    @Test
    void aVirtualServerAddedOrRemovedIsThat() throws IOException {
        String other = "virtual_server 192.0.2.9 80 {\nprotocol TCP\nreal_server 10.0.0.9 80 { }\n}\n";
        ConfigurationDifference added = ConfigurationDifference.between(read(BEFORE), read(BEFORE + other));
        assertEquals(List.of("[192.0.2.9]:80 TCP"), added.added().stream().map(s -> s.key().toString())
            .toList());
        assertEquals(List.of(), added.changed());
        assertFalse(added.other());
        ConfigurationDifference removed = ConfigurationDifference.between(read(BEFORE + other), read(BEFORE));
        assertEquals(List.of("[192.0.2.9]:80 TCP"), removed.removed().stream().map(s -> s.key().toString())
            .toList());
    }

    @Test
    void anotherProtocolIsAnotherVirtualServer() throws IOException {
        ConfigurationDifference difference = ConfigurationDifference.between(
            read("virtual_server 192.0.2.9 80 {\nprotocol TCP\nreal_server 10.0.0.9 80 { }\n}\n"),
            read("virtual_server 192.0.2.9 80 {\nprotocol UDP\nreal_server 10.0.0.9 80 { }\n}\n"));
        assertEquals(1, difference.added().size());
        assertEquals(1, difference.removed().size());
        assertEquals(List.of(), difference.changed());
    }

    @Test
    void onlyTheRealServerThatChangedIsNamed() throws IOException {
        Changed changed = after("real_server 10.0.0.2 80 { TCP_CHECK { } }",
            "real_server 10.0.0.2 80 { weight 7\nTCP_CHECK { } }").changed().getFirst();
        assertFalse(changed.settings());
        assertEquals(List.of(), changed.added());
        assertEquals(List.of(), changed.removed());
        assertEquals(1, changed.changed().size());
        assertEquals(1, changed.changed().getFirst().before().weight());
        assertEquals(7, changed.changed().getFirst().after().weight());
        assertFalse(changed.changed().getFirst().checkers());
    }

    @Test
    void aRealServerAddedAndOneRemoved() throws IOException {
        Changed changed = after("real_server 10.0.0.2 80", "real_server 10.0.0.3 80").changed().getFirst();
        assertEquals(List.of("[10.0.0.3]:80"), changed.added().stream().map(s -> s.key().toString())
            .toList());
        assertEquals(List.of("[10.0.0.2]:80"), changed.removed().stream().map(s -> s.key().toString())
            .toList());
        assertEquals(List.of(), changed.changed());
    }

    @Test
    void anInheritedChangeReachesTheChecks() throws IOException {
        Changed changed = after("delay_loop 5", "delay_loop 6").changed().getFirst();
        assertTrue(changed.settings());
        assertTrue(changed.changed().stream().allMatch(server -> server.checkers()));
        assertEquals(2, changed.changed().size());
    }

    @Test
    void aGroupThatGrewNamesTheNewAddresses() throws IOException {
        Changed changed = after("192.0.2.10-11 80", "192.0.2.11-12 80").changed().getFirst();
        assertFalse(changed.settings());
        assertEquals("[[192.0.2.12]:80]", changed.addedEndpoints().toString());
        assertEquals("[[192.0.2.10]:80]", changed.removedEndpoints().toString());
        assertEquals(List.of(), changed.changed());
    }

    @Test
    void whatIsNotAVirtualServerIsOther() throws IOException {
        ConfigurationDifference difference =
            ConfigurationDifference.between(read(BEFORE), read(BEFORE + "global_defs { router_id other }\n"));
        assertTrue(difference.other());
        assertEquals(List.of(), difference.changed());
        assertFalse(difference.isEmpty());
    }
}
