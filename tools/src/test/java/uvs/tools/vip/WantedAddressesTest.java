package uvs.tools.vip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.Configuration;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.tools.vip.WantedAddresses.Asker;

/// Which virtual addresses a configuration gives a real server.
final class WantedAddressesTest {

    private static final String OWN = "192.0.2.11";

    @TempDir
    private Path folder;

    @Test
    void areThoseOfTheVirtualServersThatHaveIt() throws IOException {
        WantedAddresses wanted = wanted(server("192.0.2.100 80", "DR", OWN, "192.0.2.12")
            + server("192.0.2.101 80", "TUN", "192.0.2.12", OWN) + server("192.0.2.102 80", "DR", "192.0.2.12"));

        assertEquals("[192.0.2.100, 192.0.2.101]", wanted.addresses().toString());
    }

    @Test
    void areOnceWhatSeveralPortsHave() throws IOException {
        WantedAddresses wanted =
            wanted(server("192.0.2.100 80", "DR", OWN) + server("192.0.2.100 443", "DR", OWN));

        assertEquals("[192.0.2.100]", wanted.addresses().toString());
    }

    @Test
    void areAllOfAGroupButItsMarks() throws IOException {
        WantedAddresses wanted = wanted("""
            virtual_server_group web {
                192.0.2.100-102 80
                2001:db8::100 80
                fwmark 7 inet
            }
            """ + server("group web", "DR", OWN));

        assertEquals("[192.0.2.100, 192.0.2.101, 192.0.2.102, 2001:db8::100]", wanted.addresses().toString());
        assertEquals(1, wanted.warnings().size());
        assertTrue(wanted.warnings().getFirst().contains("mark 7 "), wanted.warnings().getFirst());
    }

    /// The packets of network address translation come to the real server's own address.
    @Test
    void areNotThoseReachedByNatUnlessAskedFor() throws IOException {
        String text = server("192.0.2.100 80", "NAT", OWN);

        assertEquals("[]", wanted(text).addresses().toString());
        assertEquals("[192.0.2.100]", wanted(text, new Asker(Set.of(IpAddress.of(OWN)), false, true)).addresses().toString());
    }

    @Test
    void followTheMethodOfTheRealServerRatherThanThatOfTheVirtualServer() throws IOException {
        String overridden = server("192.0.2.100 80", "NAT", OWN).replace("weight 1", "weight 1\n lvs_method DR");

        assertEquals("[192.0.2.100]", wanted(overridden).addresses().toString());
    }

    @Test
    void areThoseOfASorryServerWhenAskedFor() throws IOException {
        String text = server("192.0.2.100 80", "DR", "192.0.2.12").replace("lb_algo rr", "lb_algo rr\n sorry_server " + OWN + " 80");

        assertEquals("[]", wanted(text).addresses().toString());
        assertEquals("[192.0.2.100]", wanted(text, new Asker(Set.of(IpAddress.of(OWN)), true, false)).addresses().toString());
    }

    @Test
    void comeFromAnIncludedFile() throws IOException {
        Files.writeString(folder.resolve("web.conf"), server("192.0.2.100 80", "DR", OWN));

        assertEquals("[192.0.2.100]", wanted("include web.conf\n").addresses().toString());
    }

    @Test
    void aConfigurationWithoutRealServersIsTold() throws IOException {
        assertFalse(WantedAddresses.speaksOfRealServers(read("global_defs {\n}\n")));
        assertTrue(WantedAddresses.speaksOfRealServers(read(server("192.0.2.100 80", "DR", OWN))));
    }

    static String server(String head, String kind, String... realServers) {
        var text = new StringBuilder("virtual_server " + head + " {\n    lb_algo rr\n    lb_kind " + kind + "\n    protocol TCP\n");
        for (String each : realServers) {
            text.append("    real_server ").append(each).append(" 80 {\n        weight 1\n    }\n");
        }
        return text + "}\n";
    }

    private WantedAddresses wanted(String text) throws IOException {
        return wanted(text, new Asker(Set.of(IpAddress.of(OWN)), false, false));
    }

    private WantedAddresses wanted(String text, Asker asker) throws IOException {
        return WantedAddresses.of(read(text), asker);
    }

    private Configuration read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("keepalived.conf"), text);
        var result = ConfigurationReader.read(file, ReaderOptions.of("real1"));
        assertFalse(result.hasErrors(), () -> result.diagnostics().toString());
        return result.configuration().orElseThrow();
    }
}
