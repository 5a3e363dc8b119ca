package uvs.dataplane.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.forward.PaperDirector.CLIENT;
import static uvs.dataplane.forward.PaperDirector.CLIENT_LINK;
import static uvs.dataplane.forward.PaperDirector.CLIENT_SIDE_MAC;
import static uvs.dataplane.forward.PaperDirector.REAL_1;
import static uvs.dataplane.forward.PaperDirector.REAL_2;
import static uvs.dataplane.forward.PaperDirector.SERVER_LINK;
import static uvs.dataplane.forward.PaperDirector.SERVER_SIDE_MAC;
import static uvs.dataplane.forward.PaperDirector.VIP;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.forward.PaperDirector.Sent;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerSettings.Persistence;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Malformed;
import uvs.dataplane.wire.TcpHeader;

final class ForwarderTest {

    private static final ForwardingMethod NAT = new ForwardingMethod.Nat();
    private PaperDirector director;

    @AfterEach
    void close() {
        if (director != null) {
            assertEquals(0, director.framesHeld(), "frames that were neither sent nor released");
            director.close();
        }
    }

    private PaperDirector open() throws Exception {
        return open(VsSettings.DEFAULTS);
    }

    private PaperDirector open(VsSettings settings) throws Exception {
        director = new PaperDirector(settings);
        return director;
    }

    private List<Sent> fromClient(int port, int flags) {
        return director.arrive(CLIENT_LINK, TestFrame.tcp(CLIENT_SIDE_MAC, CLIENT, port, VIP, 80, flags));
    }

    private static byte[] only(List<Sent> sent) {
        assertEquals(1, sent.size(), "frames sent");
        return sent.getFirst().frame();
    }

    @Test
    void masqueradesBothWaysAndRepairsChecksums() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);

        Sent there = fromClient(1000, TcpHeader.SYN).getFirst();
        assertEquals(SERVER_LINK, there.link());
        assertEquals(CLIENT + ":1000 > " + REAL_1 + ":8080", TestFrame.flow(there.frame()));
        assertEquals(63, TestFrame.ip(there.frame()).timeToLive());
        assertTrue(TestFrame.ip(there.frame()).checksumHolds());
        assertTrue(TestFrame.tcp(there.frame()).checksumHolds(TestFrame.ip(there.frame()).pseudoHeaderSum()));
        assertEquals(0x0200_0000_0211L, TestFrame.ethernet(there.frame()).destination());
        assertEquals(SERVER_SIDE_MAC, TestFrame.ethernet(there.frame()).source());

        Sent back = director.arrive(SERVER_LINK, TestFrame.tcp(
            SERVER_SIDE_MAC, REAL_1, 8080, CLIENT, 1000, TcpHeader.SYN | TcpHeader.ACK)).getFirst();
        assertEquals(CLIENT_LINK, back.link());
        assertEquals(VIP + ":80 > " + CLIENT + ":1000", TestFrame.flow(back.frame()));
        assertTrue(TestFrame.tcp(back.frame()).checksumHolds(TestFrame.ip(back.frame()).pseudoHeaderSum()));
    }

    @Test
    void keepsTheConnectionWithItsRealServer() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1, REAL_2);
        String first = TestFrame.flow(only(fromClient(1000, TcpHeader.SYN)));
        String second = TestFrame.flow(only(fromClient(1001, TcpHeader.SYN)));
        assertEquals(List.of(CLIENT + ":1000 > " + REAL_2 + ":8080", CLIENT + ":1001 > " + REAL_1 + ":8080"),
            List.of(first, second));
        assertEquals(first, TestFrame.flow(only(fromClient(1000, TcpHeader.ACK))));
    }

    @Test
    void leavesTheKernelsFramesAlone() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);
        assertEquals(List.of(), director.arrive(CLIENT_LINK,
            TestFrame.tcp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 22, TcpHeader.SYN)));
        assertEquals(List.of(), director.arrive(CLIENT_LINK,
            TestFrame.tcp(0x0200_0000_0fffL, CLIENT, 1000, VIP, 80, TcpHeader.SYN)), "for another station");
        assertEquals(List.of(), director.arrive(SERVER_LINK,
            TestFrame.tcp(SERVER_SIDE_MAC, REAL_1, 40_000, CLIENT, 25, TcpHeader.SYN)), "a real server's own");
    }

    @Test
    void routesWhatARealServerSendsFromItsServiceWithoutAConnection() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);
        byte[] frame = only(director.arrive(SERVER_LINK,
            TestFrame.tcp(SERVER_SIDE_MAC, REAL_1, 8080, CLIENT, 1000, TcpHeader.ACK)));
        assertEquals(REAL_1 + ":8080 > " + CLIENT + ":1000", TestFrame.flow(frame));
        assertEquals(63, TestFrame.ip(frame).timeToLive());
    }

    @Test
    void resetsASegmentThatOpensNothing() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);
        byte[] reset = only(fromClient(1000, TcpHeader.ACK));
        assertEquals(VIP + ":80 > " + CLIENT + ":1000", TestFrame.flow(reset));
        assertTrue(TestFrame.tcp(reset).isRst());
        assertTrue(TestFrame.tcp(reset).checksumHolds(TestFrame.ip(reset).pseudoHeaderSum()));
        assertEquals(1, director.dropped(DropReason.NOT_OPENING));
        assertEquals(List.of(), fromClient(1000, TcpHeader.RST));
    }

    @Test
    void saysPortUnreachableWithoutARealServer() throws Exception {
        open().serve(Protocol.UDP, 53, NAT);
        byte[] error = only(director.arrive(
            CLIENT_LINK, TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 53, 10)));
        assertEquals(IpProtocol.ICMP, TestFrame.ip(error).protocol());
        assertEquals(IpAddress.of(VIP).ipv4(), TestFrame.ip(error).source());
        assertEquals("0303", "%02x%02x".formatted(error[TestFrame.TRANSPORT], error[TestFrame.TRANSPORT + 1]));
        assertEquals(1, director.dropped(DropReason.NO_REAL_SERVER));
    }

    @Test
    void dropsForARealServerThatWasRemovedUntilItIsBack() throws Exception {
        var virtual = open().serve(Protocol.TCP, 80, NAT, REAL_1);
        only(fromClient(1000, TcpHeader.SYN));
        director.backend.removeRealServer(virtual, PaperDirector.real(REAL_1, NAT));
        assertEquals(List.of(), fromClient(1000, TcpHeader.ACK));
        assertEquals(1, director.dropped(DropReason.REAL_SERVER_REMOVED));

        director.backend.addRealServer(virtual, PaperDirector.real(REAL_1, NAT),
            new RealServerSettings(NAT, 1, 0, 0));
        only(fromClient(1000, TcpHeader.ACK));
        assertEquals(1, director.backend.list().getFirst().realServers().getFirst().counters().connections());
    }

    @Test
    void schedulesAnewWhenTheServerIsGoneAndThatIsWanted() throws Exception {
        var virtual = open(VsSettings.DEFAULTS.with(VsSetting.EXPIRE_NODEST_CONN, 1))
            .serve(Protocol.UDP, 53, NAT, REAL_1, REAL_2);
        byte[] datagram = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 53, 10);
        assertEquals(CLIENT + ":1000 > " + REAL_2 + ":8080",
            TestFrame.flow(only(director.arrive(CLIENT_LINK, datagram))));
        director.backend.removeRealServer(virtual, PaperDirector.real(REAL_2, NAT));
        assertEquals(CLIENT + ":1000 > " + REAL_1 + ":8080",
            TestFrame.flow(only(director.arrive(CLIENT_LINK, datagram))));
    }

    @Test
    void waitsForANeighbourAndThenSends() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, "198.51.100.99");
        assertEquals(List.of(), fromClient(1000, TcpHeader.SYN));
        assertEquals(List.of(new WorkerReport.NeighbourWanted(SERVER_LINK, IpAddress.of("198.51.100.99"))),
            director.reports);
        director.learn(SERVER_LINK, "198.51.100.99", 0x0200_0000_0299L);
        assertEquals(0x0200_0000_0299L, TestFrame.ethernet(only(director.work())).destination());
    }

    @Test
    void dropsWhatHasWaitedASecondForANeighbour() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, "198.51.100.99");
        fromClient(1000, TcpHeader.SYN);
        director.advance(TimeUnit.SECONDS.toNanos(1) - 1);
        director.work();
        assertEquals(0, director.dropped(DropReason.NEIGHBOUR_UNREACHABLE));
        director.advance(1);
        director.work();
        assertEquals(1, director.dropped(DropReason.NEIGHBOUR_UNREACHABLE));
    }

    @Test
    void tellsTheSenderThatTheTimeToLiveIsUsedUp() throws Exception {
        open().serve(Protocol.UDP, 53, NAT, REAL_1);
        byte[] datagram = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 53, 10);
        TestFrame.ip(datagram).timeToLive(1);
        byte[] error = only(director.arrive(CLIENT_LINK, datagram));
        assertEquals(11, error[TestFrame.TRANSPORT]);
        assertEquals(1, director.dropped(DropReason.TIME_EXCEEDED));
    }

    @Test
    void routesDirectlyWithoutChangingThePacket() throws Exception {
        open().serve(Protocol.TCP, 80, new ForwardingMethod.DirectRouting(), REAL_1);
        byte[] frame = only(fromClient(1000, TcpHeader.SYN));
        assertEquals(CLIENT + ":1000 > " + VIP + ":80", TestFrame.flow(frame));
        assertEquals(0x0200_0000_0211L, TestFrame.ethernet(frame).destination());
        assertEquals(63, TestFrame.ip(frame).timeToLive());
    }

    @Test
    void wrapsForATunnelAndTellsWhatFits() throws Exception {
        open().serve(Protocol.UDP, 80, new ForwardingMethod.Tunnel(TunnelType.IPIP, 0, TunnelChecksum.NONE), REAL_1);
        byte[] frame = only(director.arrive(
            CLIENT_LINK, TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 80, 10)));
        assertEquals(IpProtocol.IPIP, TestFrame.ip(frame).protocol());
        assertEquals(IpAddress.of("198.51.100.1").ipv4(), TestFrame.ip(frame).source());
        assertEquals(IpAddress.of(REAL_1).ipv4(), TestFrame.ip(frame).destination());
        assertEquals(20 + 20 + 8 + 10, TestFrame.ip(frame).totalLength());

        byte[] large = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 80, 1460);
        TestFrame.ip(large).fragment(true, false, 0);
        byte[] error = only(director.arrive(CLIENT_LINK, large));
        assertEquals(IpProtocol.ICMP, TestFrame.ip(error).protocol());
        assertEquals(1480, Byte.toUnsignedInt(error[TestFrame.TRANSPORT + 6]) << 8
            | Byte.toUnsignedInt(error[TestFrame.TRANSPORT + 7]));
    }

    @Test
    void sendsOneClientToOneServerWhilePersistenceLasts() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, Optional.of(new Persistence(50, 24)), REAL_1, REAL_2);
        String first = TestFrame.flow(only(fromClient(1000, TcpHeader.SYN)));
        String second = TestFrame.flow(only(fromClient(1001, TcpHeader.SYN)));
        assertEquals(first.replace(":1000", ":1001"), second);
        byte[] neighbour = only(director.arrive(CLIENT_LINK,
            TestFrame.tcp(CLIENT_SIDE_MAC, "192.0.2.200", 1000, VIP, 80, TcpHeader.SYN)));
        assertEquals(first.replace(CLIENT, "192.0.2.200"), TestFrame.flow(neighbour), "the same /24");
    }

    @Test
    void fragmentsFollowTheirFirstInEitherOrder() throws Exception {
        open().serve(Protocol.UDP, 53, NAT, REAL_1);
        byte[] first = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 53, 16);
        TestFrame.ip(first).identification(7).fragment(false, true, 0);
        byte[] second = TestFrame.ipv4(CLIENT_SIDE_MAC, IpProtocol.UDP, CLIENT, VIP, 24);
        TestFrame.ip(second).identification(7).fragment(false, false, 24);

        assertEquals(List.of(), director.arrive(CLIENT_LINK, second.clone()), "waits");
        List<Sent> both = director.arrive(CLIENT_LINK, first);
        assertEquals(2, both.size());
        for (Sent each : both) {
            assertEquals(IpAddress.of(REAL_1).ipv4(), TestFrame.ip(each.frame()).destination());
            assertTrue(TestFrame.ip(each.frame()).checksumHolds());
        }
        assertEquals(IpAddress.of(REAL_1).ipv4(),
            TestFrame.ip(only(director.arrive(CLIENT_LINK, second))).destination(), "after its first");
    }

    @Test
    void dropsAFragmentWhoseFirstDoesNotCome() throws Exception {
        open().serve(Protocol.UDP, 53, NAT, REAL_1);
        byte[] later = TestFrame.ipv4(CLIENT_SIDE_MAC, IpProtocol.UDP, CLIENT, VIP, 24);
        TestFrame.ip(later).identification(7).fragment(false, false, 24);
        director.arrive(CLIENT_LINK, later);
        director.advance(TimeUnit.SECONDS.toNanos(1));
        director.work();
        assertEquals(1, director.dropped(DropReason.FRAGMENT_WITHOUT_FIRST));
    }

    @Test
    void refusesWhatNobodySends() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);
        assertEquals(List.of(), director.arrive(CLIENT_LINK,
            TestFrame.tcp(CLIENT_SIDE_MAC, VIP, 80, VIP, 80, TcpHeader.SYN)), "LAND");
        assertEquals(1, director.dropped(DropReason.MARTIAN_SOURCE));
    }

    @Test
    void servesWhatHasAFirewallMark() throws Exception {
        open();
        director.backend.marks(List.of(MarkRule.parse("7=tcp " + VIP + " 80-81")));
        var marked = new VirtualServerId.FirewallMark(7, Family.IPV4);
        director.backend.addVirtualServer(marked,
            new VirtualServerSettings("rr", Set.of(), Optional.empty(), false));
        director.backend.addRealServer(marked, new RealServerId(IpAddress.of(REAL_1), 0),
            new RealServerSettings(NAT, 1, 0, 0));
        assertEquals(CLIENT + ":1000 > " + REAL_1 + ":80", TestFrame.flow(only(fromClient(1000, TcpHeader.SYN))));
        assertEquals(CLIENT + ":1000 > " + REAL_1 + ":81", TestFrame.flow(only(director.arrive(CLIENT_LINK,
            TestFrame.tcp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 81, TcpHeader.SYN)))));
        assertEquals(List.of(), director.arrive(CLIENT_LINK,
            TestFrame.tcp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 82, TcpHeader.SYN)));
    }

    private byte[] tunnelled(TunnelType type, int dataLength) throws Exception {
        open().serve(Protocol.UDP, 80, new ForwardingMethod.Tunnel(
            type, type == TunnelType.GUE ? 6080 : 0, TunnelChecksum.NONE), REAL_1);
        byte[] large = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 80, dataLength);
        TestFrame.ip(large).fragment(true, false, 0);
        byte[] frame = only(director.arrive(CLIENT_LINK, large));
        return Arrays.copyOfRange(frame, TestFrame.IP, frame.length);
    }

    @ParameterizedTest
    @EnumSource(TunnelType.class)
    void tellsTheClientOfAnErrorAboutATunnel(TunnelType type) throws Exception {
        byte[] outer = tunnelled(type, 1000);
        int overhead = switch (type) {
            case IPIP -> 20;
            case GRE -> 24;
            case GUE -> 32;
        };
        byte[] told = only(director.arrive(SERVER_LINK, TestFrame.icmp(SERVER_SIDE_MAC, "198.51.100.77", "198.51.100.1",
            3, 4, 700, outer)));
        assertEquals(IpAddress.of(VIP).ipv4(), TestFrame.ip(told).source());
        assertEquals(IpAddress.of(CLIENT).ipv4(), TestFrame.ip(told).destination());
        assertEquals("03040000%04x".formatted(700 - overhead), hex(told, TestFrame.TRANSPORT, 2)
            + hex(told, TestFrame.TRANSPORT + 4, 4));
        assertEquals(IpAddress.of(VIP).ipv4(), new Ipv4Header().wrap(MemorySegment.ofArray(told),
            TestFrame.TRANSPORT + 8, 20).destination());

        byte[] wrong = TestFrame.icmp(SERVER_SIDE_MAC, "198.51.100.77", "198.51.100.1", 3, 1, 0, outer);
        wrong[TestFrame.TRANSPORT + 2] ^= 1;
        assertEquals(List.of(), director.arrive(SERVER_LINK, wrong));
        assertEquals(1, director.dropped(DropReason.ICMP_CHECKSUM));
        outer[19]++;
        assertEquals(List.of(), director.arrive(SERVER_LINK,
            TestFrame.icmp(SERVER_SIDE_MAC, "198.51.100.77", "198.51.100.1", 3, 1, 0, outer)), "another server's tunnel");
    }

    private static String hex(byte[] bytes, int at, int length) {
        return HexFormat.of().formatHex(bytes, at, at + length);
    }

    private static byte[] withOptions(String options, byte[] frame) {
        return TestFrame.withOptions(HexFormat.of().parseHex(options), frame);
    }

    @Test
    void answersOptionsThatAreWrongAndCountsThem() throws Exception {
        open().serve(Protocol.UDP, 53, NAT, REAL_1);
        byte[] datagram = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 53, 10);
        byte[] error = only(director.arrive(CLIENT_LINK, withOptions("07020000", datagram)));
        assertEquals("0c0015000000", hex(error, TestFrame.TRANSPORT, 2) + hex(error, TestFrame.TRANSPORT + 4, 4));
        assertEquals(1, director.drops().of(Malformed.IPV4_OPTION));

        assertEquals(List.of(), director.arrive(CLIENT_LINK, withOptions("8307040a00000100", datagram)));
        assertEquals(1, director.dropped(DropReason.SOURCE_ROUTED));

        byte[] other = TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 54, 10);
        assertEquals(List.of(), director.arrive(CLIENT_LINK, withOptions("07020000", other)), "the kernel's");
        assertEquals(1, director.drops().of(Malformed.IPV4_OPTION));
    }

    @Test
    void recordsItselfInARouteThatIsRecorded() throws Exception {
        open().serve(Protocol.UDP, 53, NAT, REAL_1);
        byte[] there = only(director.arrive(CLIENT_LINK,
            withOptions("0707040000000001", TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 53, 10))));
        assertEquals("070708c000026401", hex(there, TestFrame.TRANSPORT, 8));
        assertTrue(TestFrame.ip(there).checksumHolds());
        byte[] back = only(director.arrive(SERVER_LINK,
            withOptions("0707040000000001", TestFrame.udp(SERVER_SIDE_MAC, REAL_1, 8080, CLIENT, 1000, 10))));
        assertEquals("070708c000026401", hex(back, TestFrame.TRANSPORT, 8), "from the virtual address on");
        assertTrue(TestFrame.ip(back).checksumHolds());
    }

    @Test
    void sendsOnWhatFollowsAFirstFragmentThatIsTheKernels() throws Exception {
        open().serve(Protocol.UDP, 53, NAT, REAL_1);
        byte[] first = TestFrame.ipv4(SERVER_SIDE_MAC, IpProtocol.ICMP, REAL_1, CLIENT, 24);
        TestFrame.ip(first).identification(7).fragment(false, true, 0);
        byte[] later = TestFrame.ipv4(SERVER_SIDE_MAC, IpProtocol.ICMP, REAL_1, CLIENT, 24);
        TestFrame.ip(later).identification(7).fragment(false, false, 24);
        assertEquals(List.of(), director.arrive(SERVER_LINK, later.clone()), "waits");
        assertEquals(24, TestFrame.ip(only(director.arrive(SERVER_LINK, first))).fragmentOffset());
        assertEquals(24, TestFrame.ip(only(director.arrive(SERVER_LINK, later))).fragmentOffset());

        first[TestFrame.TRANSPORT] = 3;
        TestFrame.ip(first).identification(8);
        assertEquals(List.of(), director.arrive(SERVER_LINK, first));
        assertEquals(1, director.dropped(DropReason.ICMP_FRAGMENT));
    }

    @Test
    void givesUpOneOfSoManyWhenAsked() throws Exception {
        open(VsSettings.DEFAULTS.with(VsSetting.DROP_PACKET, 3).with(VsSetting.AM_DROPRATE, 3))
            .serve(Protocol.TCP, 80, NAT, REAL_1);
        int sent = 0;
        for (int port = 1000; port < 1009; port++) {
            sent += fromClient(port, TcpHeader.SYN).size();
        }
        assertEquals(6, sent);
        assertEquals(3, director.dropped(DropReason.DROP_PACKET));
    }

    @Test
    void translatesErrorsOfRoutersBehindIt() throws Exception {
        open().serve(Protocol.TCP, 80, NAT, REAL_1);
        byte[] there = only(fromClient(1000, TcpHeader.SYN));
        byte[] about = Arrays.copyOfRange(there, TestFrame.IP, there.length);
        byte[] error = only(director.arrive(SERVER_LINK,
            TestFrame.icmp(SERVER_SIDE_MAC, "198.51.100.77", CLIENT, 3, 1, 0, about)));
        assertEquals(IpAddress.of(VIP).ipv4(), TestFrame.ip(error).source());
        about[21]++;
        error = only(director.arrive(SERVER_LINK,
            TestFrame.icmp(SERVER_SIDE_MAC, "198.51.100.77", CLIENT, 3, 1, 0, about)));
        assertEquals(IpAddress.of("198.51.100.77").ipv4(), TestFrame.ip(error).source(), "about nothing: routed");
    }

    @Test
    void answersForTheKernelThatKnowsNoSctp() throws Exception {
        open().serve(Protocol.SCTP, 9, NAT, REAL_1);
        byte[] frame = TestFrame.ipv4(CLIENT_SIDE_MAC, IpProtocol.SCTP, CLIENT, VIP, 16);
        System.arraycopy(HexFormat.of().parseHex("00070009000000010000000003000004"), 0, frame, TestFrame.TRANSPORT, 16);
        byte[] error = only(director.arrive(CLIENT_LINK, frame));
        assertEquals("0302", hex(error, TestFrame.TRANSPORT, 2));
    }
}
