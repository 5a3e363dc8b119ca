package uvs.vrrp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.netlink.MacAddress;
import uvs.vrrp.agent.Announcer.Lane;
import uvs.vrrp.agent.Announcer.Message;
import uvs.vrrp.network.NetworkInterface;

class AnnouncerTest {

    private static final Lane ETH0 = new Lane("eth0", Family.IPV4);
    private static final Lane ETH1 = new Lane("eth1", Family.IPV4);
    private static final NetworkInterface LINK =
        new NetworkInterface(2, "eth0", 1, MacAddress.ZERO, 1500, false);

    private final Announcer announcer = new Announcer();

    @Test
    void sendsAllAtOnceWithoutAnInterval() {
        announcer.add(ETH0, 0, message(1));
        announcer.add(ETH0, 0, message(2));
        assertEquals(Optional.of(message(1)), announcer.next(7));
        assertEquals(OptionalLong.of(7), announcer.deadlineNs(7));
        assertEquals(Optional.of(message(2)), announcer.next(7));
        assertEquals(Optional.empty(), announcer.next(7));
        assertEquals(OptionalLong.empty(), announcer.deadlineNs(7));
    }

    @Test
    void keepsTheInterval() {
        announcer.add(ETH0, 100, message(1));
        announcer.add(ETH0, 100, message(2));
        assertEquals(Optional.of(message(1)), announcer.next(7));
        assertEquals(OptionalLong.of(107), announcer.deadlineNs(7));
        assertEquals(Optional.empty(), announcer.next(106));
        assertEquals(Optional.of(message(2)), announcer.next(107));
    }

    @Test
    void keepsItForMessagesThatComeLater() {
        announcer.add(ETH0, 100, message(1));
        announcer.next(7);
        announcer.add(ETH0, 100, message(2));
        assertEquals(Optional.empty(), announcer.next(106));
        assertEquals(Optional.of(message(2)), announcer.next(107));
    }

    @Test
    void keepsLanesApart() {
        announcer.add(ETH0, 100, message(1));
        announcer.add(ETH0, 100, message(2));
        announcer.add(ETH1, 100, message(3));
        assertEquals(Set.of(message(1), message(3)),
            Set.of(announcer.next(7).orElseThrow(), announcer.next(7).orElseThrow()));
        assertEquals(Optional.empty(), announcer.next(7));
    }

    @Test
    void forgetsARouterThatIsNoLongerMaster() {
        announcer.add(ETH0, 0, message(1));
        announcer.add(ETH0, 0, message(2));
        announcer.forget(1);
        assertEquals(Optional.of(message(2)), announcer.next(7));
        assertEquals(Optional.empty(), announcer.next(7));
    }

    private static Message message(int router) {
        return new Message(router, IpAddress.of("192.0.2." + router), LINK);
    }
}
