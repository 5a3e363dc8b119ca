package uvs.dataplane.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Testbed.TAG)
final class UserModeLinuxTest {

    @Test
    void programsIpvsInsideTheGuest() {
        Result result = new UserModeLinux().run("""
            set -e
            ip netns add far
            ip link add near0 type veth peer name far0 netns far
            ip link add tunnel type ipip local 192.0.2.1 remote 192.0.2.2
            for scheduler in rr wlc mh; do
              ipvsadm -A -t 192.0.2.1:$((++port)) -s $scheduler
            done
            ipvsadm -a -t 192.0.2.1:1 -r 198.51.100.7:8080 -m -w 3
            ipvsadm -Ln
            """).orThrow();

        assertEquals("""
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
            TCP  192.0.2.1:1 rr
              -> 198.51.100.7:8080            Masq    3      0          0        \s
            TCP  192.0.2.1:2 wlc
            TCP  192.0.2.1:3 mh
            """, result.out());
    }

    @Test
    void answersTheScriptsExitCodeAndErrors() {
        Result result = new UserModeLinux().run("echo this is wrong >&2; exit 7");

        assertEquals(7, result.exit());
        assertEquals("this is wrong\n", result.err());
        assertEquals("", result.out());
    }

    @Test
    void endsAGuestThatTakesTooLong() {
        var hasty = new UserModeLinux(256, Duration.ofSeconds(5));
        String message = assertThrows(TestbedException.class, () -> hasty.run("sleep 1000")).getMessage();

        assertTrue(message.contains("5000 ms"), message);
    }
}
