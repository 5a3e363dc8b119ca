package uvs.vrrp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

import uvs.config.InterfaceSettings.UpDownDelay;
import uvs.dataplane.netlink.MacAddress;
import uvs.vrrp.network.NetworkInterface;

/// Time is moved by hand, and wraps.
class LinkStatesTest {

    private static final int SET_UP = 0x1;
    private static final int RUNNING = 0x41;
    private static final NetworkInterface UP = link(RUNNING);
    private static final NetworkInterface NO_CARRIER = link(SET_UP);
    private static final long START_NS = Long.MAX_VALUE - 5;

    private final LinkStates states = new LinkStates();

    @Test
    void countsAsTheKernelTellsWithoutSettings() {
        observe(UP, 0);
        assertTrue(states.isUp(UP));
        assertFalse(states.isUp(NO_CARRIER));
        assertEquals(OptionalLong.empty(), states.deadlineNs());
    }

    @Test
    void aChangeCountsOnceItHasLasted() {
        delays(10, 20);
        observe(UP, 0);
        observe(NO_CARRIER, 1);
        assertTrue(states.isUp(NO_CARRIER));
        assertEquals(OptionalLong.of(START_NS + 11), states.deadlineNs());
        observe(NO_CARRIER, 10);
        assertTrue(states.isUp(NO_CARRIER));
        observe(NO_CARRIER, 11);
        assertFalse(states.isUp(NO_CARRIER));

        observe(UP, 12);
        assertFalse(states.isUp(UP));
        observe(UP, 32);
        assertTrue(states.isUp(UP));
        assertEquals(OptionalLong.empty(), states.deadlineNs());
    }

    @Test
    void aChangeThatDoesNotLastNeverWas() {
        delays(10, 20);
        observe(UP, 0);
        observe(NO_CARRIER, 1);
        observe(UP, 9);
        assertEquals(OptionalLong.empty(), states.deadlineNs());
        observe(NO_CARRIER, 10);
        observe(NO_CARRIER, 19);
        assertTrue(states.isUp(NO_CARRIER), "it began anew");
    }

    @Test
    void withoutADelayAChangeCountsAtOnce() {
        delays(10, 0);
        observe(NO_CARRIER, 0);
        observe(UP, 1);
        assertTrue(states.isUp(UP));
    }

    @Test
    void oneThatComesBackIsAnotherOne() {
        delays(10, 20);
        observe(NO_CARRIER, 0);
        states.observe(_ -> Optional.empty(), START_NS + 1);
        observe(UP, 2);
        assertTrue(states.isUp(UP));
    }

    /// The driver says nothing to the kernel, whose flags stay as they were.
    @Test
    void whatWasFoundByAskingCountsInsteadOfTheFlags() {
        states.found("eth0", false);
        assertFalse(states.isUp(UP));
        states.found("eth0", true);
        assertTrue(states.isUp(NO_CARRIER));
        assertFalse(states.isUp(link(0)), "set down");
        states.forgetCarriers();
        assertFalse(states.isUp(NO_CARRIER));
    }

    private void delays(long downNs, long upNs) {
        states.adopt(List.of(new UpDownDelay("eth0", Duration.ofNanos(downNs), Duration.ofNanos(upNs))));
    }

    private void observe(NetworkInterface link, long afterNs) {
        states.observe(_ -> Optional.of(link), START_NS + afterNs);
    }

    private static NetworkInterface link(int flags) {
        return new NetworkInterface(2, "eth0", flags, MacAddress.ZERO, 1500, false);
    }
}
