package uvs.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import uvs.config.net.IpAddress;

/// Whatever comes off the segment, nothing throws, and what is not from the group is refused.
class AdvertisementReaderProperties {

    private static final IpAddress US = IpAddress.of("192.0.2.10");
    private static final IpAddress PEER = IpAddress.of("192.0.2.9");
    private static final IpAddress GROUP = IpAddress.of("224.0.0.18");
    private static final Authentication AH = new Authentication.Header(Secret.of("abc"));

    @Property(tries = 5_000)
    void readsAnyBytes(@ForAll @Size(max = 200) byte[] bytes) {
        ReceivedPacket.ofIpv4(ByteBuffer.wrap(bytes)).ifPresent(
            packet -> assertNotNull(reader(new Authentication.None(), 2).read(packet)));
        ReceivedPacket.ofIpv6(ByteBuffer.wrap(bytes), IpAddress.of("fe80::1"), IpAddress.of("ff02::12"), 255)
            .ifPresent(packet -> assertNotNull(reader(new Authentication.None(), 3).read(packet)));
    }

    /// Wrong in one byte: random bytes seldom get past the first check.
    @Property(tries = 5_000)
    void refusesAForgedAuthenticationHeader(
        @ForAll @IntRange(min = 0, max = 63) int at, @ForAll @IntRange(min = 1, max = 255) int difference) {
        byte[] packet = packet(AH, 2);
        packet[at] ^= (byte) difference;
        boolean routersMayChangeIt = at == 1 || at >= 6 && at <= 7 || at >= 10 && at <= 11;
        if (routersMayChangeIt) {
            return;
        }
        ReceivedPacket.ofIpv4(ByteBuffer.wrap(packet)).ifPresent(
            forged -> assertInstanceOf(Reception.Refused.class, reader(AH, 2).read(forged)));
    }

    @Property(tries = 5_000)
    void readsAPacketWrongInOneByte(
        @ForAll @IntRange(min = 0, max = 31) int at, @ForAll @IntRange(min = 1, max = 255) int difference) {
        byte[] packet = packet(new Authentication.None(), 3);
        packet[at] ^= (byte) difference;
        ReceivedPacket.ofIpv4(ByteBuffer.wrap(packet)).ifPresent(
            damaged -> assertNotNull(reader(new Authentication.None(), 3).read(damaged)));
    }

    private static byte[] packet(Authentication authentication, int version) {
        return AdvertisementWriter.ipv4Packet(ours(authentication, version), new ChecksumForm.PseudoHeader(),
            new AdvertisementWriter.Ipv4Fields(PEER, GROUP, 255, 1, 1));
    }

    private static Advertisement ours(Authentication authentication, int version) {
        return AdvertisementWriterTest.advertisement(
            version, 100, 100, authentication, IpAddress.of("192.0.2.100"));
    }

    private static AdvertisementReader reader(Authentication authentication, int version) {
        return new AdvertisementReader(new Expectation(ours(authentication, version), US, List.of(),
            Optional.empty(), false, false, true, false));
    }
}
