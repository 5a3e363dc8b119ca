package uvs.vrrp.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import uvs.config.InterfaceSettings.Linkbeat;
import uvs.config.InterfaceSettings.LinkbeatMethod;
import uvs.dataplane.linux.LinkProbe;
import uvs.dataplane.linux.SystemCallException;

/// Asks the loopback interface, whose driver knows ethtool and no MII.
class LinkbeatTrackerTest {

    private final List<TrackerResult> results = new ArrayList<>();

    @Test
    void tellsAChangeOnceInWhateverWayTheDriverKnows() throws SystemCallException {
        for (LinkbeatMethod method : LinkbeatMethod.values()) {
            results.clear();
            try (var probe = new LinkProbe()) {
                var tracker = new LinkbeatTracker(new Linkbeat("lo", method), probe, results::add);
                tracker.look();
                tracker.look();
            }
            assertEquals(List.of(new TrackerResult.Link("lo", true)), results, method.toString());
        }
    }

    @Test
    void tellsNothingOfAnInterfaceThatIsNotThere() throws SystemCallException {
        try (var probe = new LinkProbe()) {
            new LinkbeatTracker(new Linkbeat("nowhere0", LinkbeatMethod.ANY), probe, results::add).look();
        }
        assertEquals(List.of(), results);
    }

    @Test
    void triesThePreferredWayFirst() {
        assertEquals(List.of(LinkbeatMethod.MII, LinkbeatMethod.ETHTOOL, LinkbeatMethod.IOCTL),
            LinkbeatTracker.order(LinkbeatMethod.ANY));
        assertEquals(List.of(LinkbeatMethod.IOCTL, LinkbeatMethod.MII, LinkbeatMethod.ETHTOOL),
            LinkbeatTracker.order(LinkbeatMethod.IOCTL));
    }
}
