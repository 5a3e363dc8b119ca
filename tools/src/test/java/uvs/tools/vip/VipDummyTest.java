package uvs.tools.vip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.testbed.UserModeLinux;
import uvs.tools.demo.ThisProgram;

/// `uvs vip` in a kernel that has dummy interfaces.
@Tag(Testbed.TAG)
final class VipDummyTest {

    private static final String SCRIPT = """
        cat > keepalived.conf <<'END'
        %1$sEND
        %2$s -f keepalived.conf 192.0.2.11
        ip -o -4 address show dev dummy0 | grep -o 'inet [^ ]* scope [a-z]*'
        %2$s --clear
        ip link show dummy0 > /dev/null 2>&1 || echo gone
        """;

    @Test
    void makesItsInterfaceAndTakesItAway() {
        String vip = String.join(" ", ThisProgram.uvs("vip"));
        String script = SCRIPT.formatted(WantedAddressesTest.server("192.0.2.100 80", "DR", "192.0.2.11"), vip);

        List<String> lines = new UserModeLinux().run(script).orThrow().out().lines()
            .filter(line -> !line.startsWith("set net.")).toList();
        assertEquals(List.of("make the interface dummy0", "set dummy0 up", "add 192.0.2.100/32 to dummy0",
            "inet 192.0.2.100/32 scope host", "remove 192.0.2.100/32 from dummy0", "delete the interface dummy0", "gone"),
            lines);
    }
}
