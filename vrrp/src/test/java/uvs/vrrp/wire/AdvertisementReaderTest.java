package uvs.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.vrrp.wire.AdvertisementWriterTest.advertisement;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

class AdvertisementReaderTest {

    private static final IpAddress US = IpAddress.of("192.0.2.10");
    private static final IpAddress PEER = IpAddress.of("192.0.2.9");
    private static final IpAddress GROUP = IpAddress.of("224.0.0.18");
    private static final IpAddress VIP = IpAddress.of("192.0.2.100");
    private static final IpAddress OTHER_VIP = IpAddress.of("192.0.2.101");
    private static final Authentication NONE = new Authentication.None();
    private static final Authentication PASS = new Authentication.Password(Secret.of("secret12"));
    private static final Authentication AH = new Authentication.Header(Secret.of("abc"));
    private static final Reception ACCEPTED = new Reception.Accepted(false, false);
    private static final ChecksumForm PSEUDO_HEADER = new ChecksumForm.PseudoHeader();

    /// Where the message starts in a packet without authentication header.
    private static final int MESSAGE = 20;

    private Advertisement ours = advertisement(2, 100, 100, NONE, VIP, OTHER_VIP);
    private Advertisement theirs = ours;
    private List<UnicastPeer> peers = List.of();
    private Optional<IpAddress> oldGroup = Optional.empty();
    private boolean checksUnicastSource;
    private boolean skipsKnownSender;
    private boolean refusesOtherAddresses;
    private boolean ownerIgnores;
    private IpAddress source = PEER;
    private IpAddress destination = GROUP;
    private int timeToLive = 255;
    private ChecksumForm form = PSEUDO_HEADER;

    @Test
    void acceptsWhatThePeerSends() {
        assertEquals(ACCEPTED, read());
    }

    @Test
    void refusesOurOwnAddress() {
        source = US;
        refuses(Refusal.FROM_OURSELVES);
    }

    @Test
    void refusesAnAuthenticationHeaderThatIsNotExpected() {
        theirs = with(theirs, AH);
        refuses(Refusal.AUTHENTICATION_HEADER);
    }

    @Test
    void refusesAMissingAuthenticationHeader() {
        ours = with(ours, AH);
        refuses(Refusal.AUTHENTICATION_HEADER);
    }

    @Test
    void refusesEveryOtherLength() {
        byte[] right = packet();
        for (int length = MESSAGE + Advertisement.HEADER_LENGTH; length < right.length; length++) {
            byte[] cut = Arrays.copyOf(right, length);
            totalLength(cut);
            assertEquals(new Reception.Refused(Refusal.LENGTH), read(cut), "length " + length);
        }
        byte[] longer = Arrays.copyOf(right, right.length + 1);
        totalLength(longer);
        assertEquals(new Reception.Refused(Refusal.LENGTH), read(longer));
    }

    @Test
    void takesTheTotalLengthForItAndNotThePaddingBehind() {
        byte[] padded = Arrays.copyOf(packet(), 60);
        assertEquals(ACCEPTED, read(padded));
    }

    @Test
    void refusesAPacketThatARouterForwarded() {
        timeToLive = 254;
        refuses(Refusal.TIME_TO_LIVE);
    }

    @Test
    void letsUnicastPassRouters() {
        unicast();
        timeToLive = 250;
        assertEquals(ACCEPTED, read());
    }

    @Test
    void refusesTheOtherVersion() {
        theirs = advertisement(3, 100, 100, NONE, VIP, OTHER_VIP);
        refuses(Refusal.VERSION);
    }

    @Test
    void refusesAnAuthenticationTypeNobodyDefined() {
        byte[] packet = packet();
        packet[MESSAGE + 4] = 3;
        assertEquals(new Reception.Refused(Refusal.AUTHENTICATION_TYPE_INVALID), read(packet));
    }

    @Test
    void refusesAMissingPassword() {
        ours = with(ours, PASS);
        refuses(Refusal.AUTHENTICATION_TYPE_MISMATCH);
    }

    @Test
    void refusesAWrongPassword() {
        ours = with(ours, PASS);
        theirs = with(theirs, new Authentication.Password(Secret.of("secret13")));
        refuses(Refusal.AUTHENTICATION_FAILURE);
        theirs = ours;
        assertEquals(ACCEPTED, read());
    }

    @Test
    void believesAnAuthenticationHeaderOnce() {
        ours = with(ours, AH);
        theirs = ours;
        var reader = reader();
        assertEquals(ACCEPTED, reader.read(received(packet(7))));
        assertEquals(new Reception.Refused(Refusal.AUTHENTICATION_FAILURE), reader.read(received(packet(7))));
        assertEquals(new Reception.Refused(Refusal.AUTHENTICATION_FAILURE), reader.read(received(packet(6))));
        assertEquals(ACCEPTED, reader.read(received(packet(8))));
    }

    @Test
    void continuesTheSequenceNumberThatItHeard() {
        ours = with(ours, AH);
        theirs = ours;
        var reader = reader();
        assertEquals(1, reader.nextSequenceNumber());
        reader.read(received(packet(500)));
        assertEquals(501, reader.nextSequenceNumber());
    }

    @Test
    void refusesAnAuthenticationHeaderWithAnyByteChanged() {
        ours = with(ours, AH);
        theirs = ours;
        byte[] right = packet(1);
        assertEquals(ACCEPTED, read(right.clone()));
        for (int at = MESSAGE; at < MESSAGE + AuthenticationHeader.LENGTH; at++) {
            byte[] wrong = right.clone();
            wrong[at] ^= 1;
            assertEquals(new Reception.Refused(Refusal.AUTHENTICATION_FAILURE), read(wrong), "byte " + at);
        }
    }

    @Test
    void refusesAnotherIntervalInVersion2() {
        theirs = advertisement(2, 100, 200, NONE, VIP, OTHER_VIP);
        refuses(Refusal.INTERVAL);
    }

    @Test
    void acceptsAnotherIntervalInVersion3() {
        ours = advertisement(3, 100, 100, NONE, VIP);
        theirs = advertisement(3, 100, 20, NONE, VIP);
        assertEquals(ACCEPTED, read());
    }

    /// An interval of nothing would make the backup's timer run out at once, for ever.
    @Test
    void refusesAnIntervalOfZeroInVersion3() {
        ours = advertisement(3, 100, 100, NONE, VIP);
        theirs = ours;
        byte[] packet = packet();
        packet[MESSAGE + 4] = 0;
        packet[MESSAGE + 5] = 0;
        assertEquals(new Reception.Refused(Refusal.INTERVAL), read(packet));
    }

    @Test
    void refusesATypeOtherThanAdvertisement() {
        byte[] packet = packet();
        packet[MESSAGE] = 0x22;
        assertEquals(new Reception.Refused(Refusal.TYPE), read(packet));
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] packet = packet();
        packet[MESSAGE + 6] ^= 1;
        assertEquals(new Reception.Refused(Refusal.CHECKSUM), read(packet));
    }

    @Test
    void acceptsBothChecksumsOfVersion3() {
        ours = advertisement(3, 100, 100, NONE, VIP);
        theirs = ours;
        assertEquals(ACCEPTED, read());
        form = new ChecksumForm.MessageOnly();
        assertEquals(ACCEPTED, read());
    }

    @Test
    void recognisesTheChecksumOfAnOldUnicastPeer() {
        ours = advertisement(3, 100, 100, NONE, VIP);
        theirs = ours;
        unicast();
        form = new ChecksumForm.OldUnicast(GROUP);
        refuses(Refusal.CHECKSUM);
        oldGroup = Optional.of(GROUP);
        assertEquals(new Reception.Accepted(false, true), read());
    }

    @Test
    void refusesMulticastForAUnicastRouterAndTheReverse() {
        destination = US;
        refuses(Refusal.CAST);
        unicast();
        destination = GROUP;
        refuses(Refusal.CAST);
    }

    @Test
    void hearsNobodyAsAnOwnerThatIgnores() {
        ownerIgnores = true;
        refuses(Refusal.OWNER_IGNORES);
    }

    @Test
    void hearsStrangersUnlessToldNotTo() {
        unicast();
        source = IpAddress.of("192.0.2.77");
        assertEquals(ACCEPTED, read());
        checksUnicastSource = true;
        refuses(Refusal.UNICAST_SOURCE);
    }

    @Test
    void keepsToTheLimitsOfAPeer() {
        destination = US;
        peers = List.of(new UnicastPeer(PEER, 100, 200));
        for (int ttl : new int[] {99, 201}) {
            timeToLive = ttl;
            refuses(Refusal.UNICAST_TIME_TO_LIVE);
        }
        for (int ttl : new int[] {100, 200}) {
            timeToLive = ttl;
            assertEquals(ACCEPTED, read());
        }
    }

    @Test
    void tellsAnotherAddressListAndLetsItPass() {
        theirs = advertisement(2, 100, 100, NONE, VIP);
        assertEquals(new Reception.Accepted(true, false), read());
        theirs = advertisement(2, 100, 100, NONE, VIP, IpAddress.of("192.0.2.102"));
        assertEquals(new Reception.Accepted(true, false), read());
    }

    @Test
    void refusesAnotherAddressListOnRequest() {
        refusesOtherAddresses = true;
        theirs = advertisement(2, 100, 100, NONE, VIP);
        refuses(Refusal.ADDRESS_LIST);
    }

    @Test
    void doesNotMindTheOrderOfAddresses() {
        theirs = advertisement(2, 100, 100, NONE, OTHER_VIP, VIP);
        assertEquals(ACCEPTED, read());
    }

    @Test
    void skipsTheAddressListOfTheSenderItHeardLast() {
        skipsKnownSender = true;
        var reader = reader();
        theirs = advertisement(2, 100, 100, NONE, VIP);
        assertEquals(new Reception.Accepted(true, false), reader.read(received(packet())));
        assertEquals(ACCEPTED, reader.read(received(packet())));
    }

    @Test
    void checksIpv6WithItsHopLimitAndPseudoHeader() {
        var peer = IpAddress.of("fe80::ff:fe00:9");
        var group = IpAddress.of("ff02::12");
        ours = new Advertisement(
            Family.IPV6, 3, 51, 200, 100, NONE, List.of(IpAddress.of("fe80::100")));
        byte[] message = AdvertisementWriter.message(ours, PSEUDO_HEADER, peer, group);
        assertEquals(ACCEPTED, reader().read(
            ReceivedPacket.ofIpv6(ByteBuffer.wrap(message), peer, group, 255).orElseThrow()));
        assertEquals(new Reception.Refused(Refusal.TIME_TO_LIVE), reader().read(
            ReceivedPacket.ofIpv6(ByteBuffer.wrap(message), peer, group, 64).orElseThrow()));
        assertEquals(new Reception.Refused(Refusal.CHECKSUM), reader().read(
            ReceivedPacket.ofIpv6(ByteBuffer.wrap(message), IpAddress.of("fe80::1"), group, 255)
                .orElseThrow()));
    }

    @Test
    void takesNothingApartThatIsNoAdvertisement() {
        byte[] packet = packet();
        for (int length = 0; length < MESSAGE + Advertisement.HEADER_LENGTH; length++) {
            assertTrue(ReceivedPacket.ofIpv4(ByteBuffer.wrap(Arrays.copyOf(packet, length))).isEmpty());
        }
        packet[9] = 17;
        assertTrue(ReceivedPacket.ofIpv4(ByteBuffer.wrap(packet)).isEmpty(), "UDP");
    }

    private void refuses(Refusal refusal) {
        assertEquals(new Reception.Refused(refusal), read());
    }

    private void unicast() {
        destination = US;
        peers = List.of(new UnicastPeer(PEER, 0, 255));
    }

    private Reception read() {
        return read(packet());
    }

    private Reception read(byte[] packet) {
        return reader().read(received(packet));
    }

    private AdvertisementReader reader() {
        return new AdvertisementReader(new Expectation(ours, US, peers, oldGroup, checksUnicastSource,
            skipsKnownSender, refusesOtherAddresses, ownerIgnores));
    }

    private byte[] packet() {
        return packet(1);
    }

    private byte[] packet(int sequenceNumber) {
        return AdvertisementWriter.ipv4Packet(theirs, form,
            new AdvertisementWriter.Ipv4Fields(source, destination, timeToLive, 1, sequenceNumber));
    }

    private static ReceivedPacket received(byte[] packet) {
        return ReceivedPacket.ofIpv4(ByteBuffer.wrap(packet)).orElseThrow();
    }

    private static void totalLength(byte[] packet) {
        packet[3] = (byte) packet.length;
    }

    private static Advertisement with(Advertisement from, Authentication authentication) {
        return new Advertisement(from.family(), from.version(), from.virtualRouterId(), from.priority(),
            from.intervalCs(), authentication, from.addresses());
    }
}
