package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uvs.config.ForwardingMethod.Tunnel;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;

class EncapsulationTest {

    private static final int ROOM = 64;
    private static final int DIRECTOR = 0x0a000001;
    private static final int REAL = 0x0a000002;
    private static final long NET = 0x20010db8_00000000L;
    private static final int GUE_PORT = 6080;

    private static final String TCP_PACKET =
        "45b8002b" +    // version 4, 20 bytes; DSCP 46; 43 bytes in all
        "1a2b4000" +    // identification; don't fragment
        "3f060000" +    // TTL 63, TCP; checksum not looked at
        "c6336407" +    // from 198.51.100.7
        "c0000201" +    // to 192.0.2.1
        "c3500050" + "01020304" + "00000000" + "5010ffff" + "00000000" +
        "616263";       // an odd number of data bytes

    private static final String IPV6_PACKET =
        "6b900000" + "0008" + "11" + "3f" + // DSCP 46, ECN 1; 8 bytes of payload; UDP; hop limit 63
        "20010db8000000000000000000000007" +
        "20010db8000000000000000000000002" +
        "c350003500080000";

    private final Encapsulation encapsulation = new Encapsulation();
    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();

    private static Tunnel tunnel(TunnelType type, TunnelChecksum checksum) {
        return new Tunnel(type, type == TunnelType.GUE ? GUE_PORT : 0, checksum);
    }

    /// A packet with room in front, every bit of which is set.
    private static MemorySegment roomFor(String packet) {
        return PacketMemory.of("ff".repeat(ROOM) + packet);
    }

    private Encapsulation innerIpv4(MemorySegment memory) {
        ipv4.wrap(memory, ROOM, memory.byteSize() - ROOM);
        assertEquals(Malformed.NONE, ipv4.check());
        return encapsulation.inner(ipv4);
    }

    private Encapsulation innerIpv6(MemorySegment memory) {
        ipv6.wrap(memory, ROOM, memory.byteSize() - ROOM);
        assertEquals(Malformed.NONE, ipv6.check());
        return encapsulation.inner(ipv6);
    }

    /// What stands in front of the packet, which must not have changed.
    private static String front(MemorySegment memory, String packet, int overhead) {
        String hex = PacketMemory.hex(memory);
        assertEquals(packet, hex.substring(2 * ROOM));
        assertEquals("ff".repeat(ROOM - overhead), hex.substring(0, 2 * (ROOM - overhead)));
        return hex.substring(2 * (ROOM - overhead), 2 * ROOM);
    }

    private static void assertOuterHolds(MemorySegment memory, int overhead) {
        var outer = new Ipv4Header().wrap(memory, ROOM - overhead, memory.byteSize() - ROOM + overhead);
        assertEquals(Malformed.NONE, outer.check());
        assertTrue(outer.checksumHolds());
    }

    @Test
    void putsIpv4IntoIpv4() {
        var memory = roomFor(TCP_PACKET);
        int overhead = innerIpv4(memory)
            .ipv4(tunnel(TunnelType.IPIP, TunnelChecksum.NONE), DIRECTOR, REAL, 0, true);
        assertEquals(20, overhead);
        String outer = front(memory, TCP_PACKET, 20);
        assertEquals(
            "45b8003f" +    // DSCP of the packet; 63 bytes in all
            "00004000" +    // no identification, since it cannot be cut; don't fragment, as the packet
            "3f04" +        // TTL of the packet; IPv4
            outer.substring(20, 24) +
            "0a000001" +
            "0a000002",
            outer);
        assertOuterHolds(memory, 20);
        assertFalse(encapsulation.isStillPartial());
    }

    @Test
    void mayBeCutWhenThePathMtuIsNotLearnt() {
        var memory = roomFor(TCP_PACKET);
        Tunnel ipip = tunnel(TunnelType.IPIP, TunnelChecksum.NONE);
        innerIpv4(memory).ipv4(ipip, DIRECTOR, REAL, 0, false);
        innerIpv4(memory).ipv4(ipip, DIRECTOR, REAL, 0, false);
        assertEquals("00010000", front(memory, TCP_PACKET, 20).substring(8, 16));
        assertOuterHolds(memory, 20);
    }

    @Test
    void mayBeCutWhenThePacketMay() {
        var memory = roomFor(TCP_PACKET.replace("1a2b4000", "1a2b0000"));
        innerIpv4(memory).ipv4(tunnel(TunnelType.IPIP, TunnelChecksum.NONE), DIRECTOR, REAL, 0, true);
        assertEquals("00000000", PacketMemory.hex(memory, ROOM - 16, 4));
    }

    /// RFC 3168, section 9.1.1: congestion seen before the tunnel is not told twice.
    @ParameterizedTest
    @CsvSource({"b8, b8", "b9, b9", "ba, ba", "bb, ba"})
    void givesTheTunnelItsOwnEcn(String inner, String outer) {
        var memory = roomFor("45" + inner + TCP_PACKET.substring(4));
        innerIpv4(memory).ipv4(tunnel(TunnelType.IPIP, TunnelChecksum.NONE), DIRECTOR, REAL, 0, true);
        assertEquals("45" + outer, PacketMemory.hex(memory, ROOM - 20, 2));
    }

    @Test
    void putsIpv6IntoIpv4() {
        var memory = roomFor(IPV6_PACKET);
        innerIpv6(memory).ipv4(tunnel(TunnelType.IPIP, TunnelChecksum.NONE), DIRECTOR, REAL, 0, true);
        String outer = front(memory, IPV6_PACKET, 20);
        assertEquals("45b90044" + "00000000" + "3f29" + outer.substring(20, 24) + "0a0000010a000002", outer);
        assertOuterHolds(memory, 20);
    }

    @Test
    void putsBothFamiliesIntoIpv6() {
        Tunnel ipip = tunnel(TunnelType.IPIP, TunnelChecksum.NONE);
        String addresses = "%016x%016x%016x%016x".formatted(NET, 1, NET, 2);
        var memory = roomFor(TCP_PACKET);
        assertEquals(40, innerIpv4(memory).ipv6(ipip, NET, 1, NET, 2, 0));
        assertEquals("6b800000" + "002b" + "04" + "3f" + addresses, front(memory, TCP_PACKET, 40));

        memory = roomFor(IPV6_PACKET);
        assertEquals(40, innerIpv6(memory).ipv6(ipip, NET, 1, NET, 2, 0));
        assertEquals("6b900000" + "0030" + "29" + "3f" + addresses, front(memory, IPV6_PACKET, 40));
    }

    @Test
    void putsThePacketIntoGre() {
        var memory = roomFor(TCP_PACKET);
        assertEquals(24, innerIpv4(memory)
            .ipv4(tunnel(TunnelType.GRE, TunnelChecksum.NONE), DIRECTOR, REAL, 0, true));
        String front = front(memory, TCP_PACKET, 24);
        assertEquals("45b80043" + "00004000" + "3f2f", front.substring(0, 20));
        assertEquals("00000800", front.substring(40));
        assertOuterHolds(memory, 24);
    }

    @Test
    void sumsThePacketInGre() {
        var memory = roomFor(IPV6_PACKET);
        assertEquals(48, innerIpv6(memory)
            .ipv6(tunnel(TunnelType.GRE, TunnelChecksum.FULL), NET, 1, NET, 2, 0));
        String front = front(memory, IPV6_PACKET, 48);
        assertEquals("6b900000" + "0038" + "2f" + "3f", front.substring(0, 16));
        assertEquals("800086dd", front.substring(80, 88));
        assertTrue(new GreHeader().wrap(memory, ROOM - 8, memory.byteSize() - ROOM + 8).checksumHolds());
    }

    @Test
    void putsThePacketIntoGue() {
        var memory = roomFor(TCP_PACKET);
        assertEquals(32, innerIpv4(memory)
            .ipv4(tunnel(TunnelType.GUE, TunnelChecksum.NONE), DIRECTOR, REAL, 0x8000_0000, true));
        String front = front(memory, TCP_PACKET, 32);
        assertEquals("45b8004b" + "00004000" + "3f11", front.substring(0, 20));
        assertEquals(
            "b724" + "17c0" +   // from port 46884, the middle of the range; to 6080
            "0037" + "0000" +   // 55 bytes; no checksum
            "00040000",         // GUE: version 0, data, no options; IPv4
            front.substring(40));
        assertOuterHolds(memory, 32);
    }

    @ParameterizedTest
    @CsvSource({"0, 32768", "-1, 60999", "1, 32768", "152133, 32769"})
    void spreadsFlowsOverTheEphemeralPorts(int hash, int port) {
        var memory = roomFor(TCP_PACKET);
        innerIpv4(memory).ipv4(tunnel(TunnelType.GUE, TunnelChecksum.NONE), DIRECTOR, REAL, hash, true);
        assertEquals(port, Layouts.u16(memory, ROOM - 12));
    }

    /// Without a partial checksum there is nothing to offload, but the tunnel is summed.
    @ParameterizedTest
    @CsvSource({"FULL", "REMOTE"})
    void sumsThePacketInGue(TunnelChecksum checksum) {
        var memory = roomFor(IPV6_PACKET);
        int overhead = innerIpv6(memory).ipv6(tunnel(TunnelType.GUE, checksum), NET, 1, NET, 2, 5);
        assertEquals(52, overhead);
        assertEquals("00290000", front(memory, IPV6_PACKET, 52).substring(96));
        assertUdpHolds(memory, 12);
    }

    private static void assertUdpHolds(MemorySegment memory, int udpAndGue) {
        long length = memory.byteSize() - ROOM + udpAndGue;
        var udp = new UdpHeader().wrap(memory, ROOM - udpAndGue, length);
        assertEquals(length, udp.udpLength());
        assertTrue(udp.hasChecksum());
        assertTrue(udp.checksumHolds(
            InternetChecksum.pseudoHeaderIpv6(NET, 1, NET, 2, IpProtocol.UDP, (int) length)));
    }

    @Test
    void leavesThePartialChecksumToTheReceiver() {
        var memory = roomFor(partialTcp(TCP_PACKET));
        String packet = PacketMemory.hex(memory, ROOM, memory.byteSize() - ROOM);
        Tunnel remote = tunnel(TunnelType.GUE, TunnelChecksum.REMOTE);
        assertEquals(60, Encapsulation.overhead(remote, true, true));
        int overhead = innerIpv4(memory).partial(20, TcpHeader.CHECKSUM).ipv6(remote, NET, 1, NET, 2, 5);
        assertEquals(60, overhead);
        assertEquals(
            "02040001" +    // GUE: 8 bytes of options; IPv4; private flags
            "80000000" +    // remote checksum offload
            "00140024",     // from byte 20 of the packet, to byte 36
            front(memory, packet, 60).substring(96));
        assertUdpHolds(memory, 20);
        assertFalse(encapsulation.isStillPartial());
    }

    @Test
    void forgetsThePartialChecksumOfThePacketBefore() {
        var memory = roomFor(partialTcp(TCP_PACKET));
        innerIpv4(memory).partial(20, TcpHeader.CHECKSUM)
            .ipv4(tunnel(TunnelType.IPIP, TunnelChecksum.NONE), DIRECTOR, REAL, 0, true);
        assertTrue(encapsulation.isStillPartial());
        innerIpv4(memory);
        assertFalse(encapsulation.isStillPartial());
    }

    /// A device completes the inner checksum after the outer one was written: then both hold.
    @Property
    void sumsAPartialPacketAsTheDeviceWillCompleteIt(@ForAll @Size(min = 40, max = 90) byte[] bytes,
            @ForAll boolean gre) {
        bytes[0] = 0x45;
        bytes[2] = 0;
        bytes[3] = (byte) bytes.length;
        bytes[9] = IpProtocol.TCP;
        var memory = roomFor(partialTcp(PacketMemory.hex(MemorySegment.ofArray(bytes))));
        innerIpv4(memory).partial(20, TcpHeader.CHECKSUM)
            .ipv6(tunnel(gre ? TunnelType.GRE : TunnelType.GUE, TunnelChecksum.FULL), NET, 1, NET, 2, 5);
        assertTrue(encapsulation.isStillPartial());
        InternetChecksum.complete(memory, ROOM + 20, bytes.length - 20, TcpHeader.CHECKSUM);
        if (gre) {
            assertTrue(new GreHeader().wrap(memory, ROOM - 8, bytes.length + 8).checksumHolds());
        } else {
            assertUdpHolds(memory, 12);
        }
    }

    /// The packet with its TCP checksum replaced by the sum of its pseudo-header.
    private static String partialTcp(String packet) {
        var memory = PacketMemory.of(packet);
        int sum = new Ipv4Header().wrap(memory, 0, memory.byteSize()).pseudoHeaderSum();
        memory.set(Layouts.U16, 36, (short) sum);
        return PacketMemory.hex(memory);
    }

    @ParameterizedTest
    @CsvSource({
        "IPIP, NONE, false, false, 20", "IPIP, NONE, true, true, 40",
        "GRE, NONE, false, false, 24", "GRE, FULL, true, false, 48",
        "GUE, NONE, false, true, 32", "GUE, FULL, true, true, 52",
        "GUE, REMOTE, false, false, 32", "GUE, REMOTE, false, true, 40",
    })
    void saysHowMuchATunnelTakes(TunnelType type, TunnelChecksum checksum, boolean outerIpv6, boolean partial,
            int overhead) {
        assertEquals(overhead, Encapsulation.overhead(tunnel(type, checksum), outerIpv6, partial));
    }
}
