package uvs.vrrp.agent;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.netlink.MacAddress;
import uvs.vrrp.Event;
import uvs.vrrp.RouterSettings;
import uvs.vrrp.Standings;
import uvs.vrrp.VirtualRouter;
import uvs.vrrp.VirtualRouters;
import uvs.vrrp.wire.Advertisement;
import uvs.vrrp.wire.AdvertisementReader;
import uvs.vrrp.wire.AdvertisementWriter;
import uvs.vrrp.wire.Announcement;
import uvs.vrrp.wire.Authentication;
import uvs.vrrp.wire.ChecksumForm;
import uvs.vrrp.wire.Expectation;
import uvs.vrrp.wire.ReceivedPacket;
import uvs.vrrp.wire.Secret;

/// Goes through a failover that happens in memory only, so that the first real one does not wait for classes to be
/// loaded.
final class WarmUp {

    private static final int ROUNDS = 200;
    private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();
    private static final IpAddress US = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("192.0.2.2");
    private static final IpAddress GROUP = IpAddress.of("224.0.0.18");

    private WarmUp() {
    }

    static void run() {
        for (int i = 0; i < ROUNDS; i++) {
            elect();
            send(2, new Authentication.None());
            send(3, new Authentication.None());
            send(2, new Authentication.Header(new Secret(i)));
            Announcement.frame(US, MacAddress.BROADCAST, false);
            Announcement.frame(IpAddress.ofIpv6(1, 1), MacAddress.BROADCAST, true);
        }
    }

    private static void elect() {
        var settings = new RouterSettings(3, 100, US, SECOND_NS, true, 0, 3, false, false, OptionalInt.empty(),
            new RouterSettings.AnnounceSettings(1, SECOND_NS, 1, SECOND_NS, 1, 0, 0), false);
        var routers = new VirtualRouters(List.of(new VirtualRouter(settings)), List.of());
        Standings standings = routers.initial();
        List<Event> events = List.of(new Event.Startup(), new Event.Heard(100, PEER, SECOND_NS),
            new Event.Heard(0, PEER, SECOND_NS), new Event.Tick(), new Event.Tick(),
            new Event.Heard(50, PEER, SECOND_NS), new Event.Heard(200, PEER, SECOND_NS), new Event.FaultBegan(),
            new Event.FaultEnded(), new Event.Shutdown());
        long nowNs = 0;
        for (Event event : events) {
            nowNs += 2 * SECOND_NS;
            standings = routers.on(standings, 0, event, nowNs).standings();
        }
    }

    private static void send(int version, Authentication authentication) {
        var advertisement =
            new Advertisement(Family.IPV4, version, 1, 100, 100, authentication, List.of(PEER));
        byte[] packet = AdvertisementWriter.ipv4Packet(advertisement, new ChecksumForm.PseudoHeader(),
            new AdvertisementWriter.Ipv4Fields(PEER, GROUP, 255, 1, 1));
        var reader = new AdvertisementReader(
            new Expectation(advertisement, US, List.of(), Optional.empty(), false, false, false, false));
        ReceivedPacket.ofIpv4(ByteBuffer.wrap(packet)).ifPresent(reader::read);
    }
}
