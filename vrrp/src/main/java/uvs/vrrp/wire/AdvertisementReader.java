package uvs.vrrp.wire;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Checks the advertisements that one virtual router receives, in the order in which keepalived does.
///
/// It remembers what the checks need of the past: who was heard last, and the sequence number of authentication
/// headers. As in keepalived that number is one for the whole group: what we send continues what we heard, or a
/// router that was started later would be taken for a replay. Belongs to one thread.
public final class AdvertisementReader {

    private static final int TIME_TO_LIVE = 255;

    private final Expectation expected;
    private final Set<IpAddress> addresses;
    private int sequenceNumber;
    private Optional<IpAddress> lastSender = Optional.empty();

    public AdvertisementReader(Expectation expected) {
        this(expected, 0);
    }

    /// @param sequenceNumber the last one of the group, where that is known
    public AdvertisementReader(Expectation expected, int sequenceNumber) {
        this.expected = expected;
        this.sequenceNumber = sequenceNumber;
        this.addresses = Set.copyOf(expected.ours().addresses());
    }

    /// Looks at a packet whose virtual router identifier is ours.
    public Reception read(ReceivedPacket packet) {
        if (packet.source().equals(expected.source())) {
            return new Reception.Refused(Refusal.FROM_OURSELVES);
        }
        Optional<Refusal> envelope = refuseEnvelope(packet).or(() -> refuseAuthentication(packet));
        if (envelope.isPresent()) {
            return new Reception.Refused(envelope.get());
        }
        Optional<ChecksumForm> form = checksumForm(packet);
        Optional<Refusal> refusal = refuseContents(packet, form);
        if (refusal.isPresent()) {
            return new Reception.Refused(refusal.get());
        }
        boolean otherAddresses = hasOtherAddresses(packet);
        if (otherAddresses && expected.refusesOtherAddresses()) {
            return new Reception.Refused(Refusal.ADDRESS_LIST);
        }
        remember(packet);
        return new Reception.Accepted(otherAddresses, form.get() instanceof ChecksumForm.OldUnicast);
    }

    private Optional<Refusal> refuseEnvelope(ReceivedPacket packet) {
        boolean expectsHeader = expected.ours().authentication() instanceof Authentication.Header;
        if (expectsHeader != packet.authenticationHeader() >= 0) {
            return Optional.of(Refusal.AUTHENTICATION_HEADER);
        }
        // The length depends on the version, so a wrong version must not be told as a wrong length.
        int length = Advertisement.length(packet.source().family(), packet.version(), packet.addressCount());
        if (packet.version() == expected.ours().version() && packet.messageLength() != length) {
            return Optional.of(Refusal.LENGTH);
        }
        if (!expected.isUnicast() && packet.timeToLive() != TIME_TO_LIVE) {
            return Optional.of(Refusal.TIME_TO_LIVE);
        }
        return packet.version() == expected.ours().version() ? Optional.empty() : Optional.of(Refusal.VERSION);
    }

    private Optional<Refusal> refuseAuthentication(ReceivedPacket packet) {
        if (expected.ours().version() != 2 || expected.ours().family() == Family.IPV6) {
            return Optional.empty();
        }
        if (packet.authenticationType() > 2) {
            return Optional.of(Refusal.AUTHENTICATION_TYPE_INVALID);
        }
        if (packet.authenticationType() != expected.ours().authentication().type()) {
            return Optional.of(Refusal.AUTHENTICATION_TYPE_MISMATCH);
        }
        boolean proven = switch (expected.ours().authentication()) {
            case Authentication.None() -> true;
            case Authentication.Password(var secret) -> packet.authenticationData() == secret.bits();
            case Authentication.Header(var secret) -> provesItself(packet, secret);
        };
        return proven ? Optional.empty() : Optional.of(Refusal.AUTHENTICATION_FAILURE);
    }

    private boolean provesItself(ReceivedPacket packet, Secret secret) {
        int header = packet.authenticationHeader();
        var bytes = packet.packet();
        if (bytes.get(header + AuthenticationHeader.NEXT_HEADER) != Advertisement.PROTOCOL
            || bytes.get(header + AuthenticationHeader.PAYLOAD_LENGTH)
                != AuthenticationHeader.PAYLOAD_LENGTH_VALUE
            || bytes.getInt(header + AuthenticationHeader.SECURITY_PARAMETERS_INDEX) != packet.source().ipv4()) {
            return false;
        }
        byte[] whole = new byte[packet.messageStart() + packet.messageLength()];
        bytes.get(0, whole);
        int value = header + AuthenticationHeader.INTEGRITY_CHECK_VALUE;
        byte[] theirs =
            Arrays.copyOfRange(whole, value, value + AuthenticationHeader.INTEGRITY_CHECK_VALUE_LENGTH);
        byte[] right =
            AuthenticationHeader.integrityCheckValue(whole, header, expected.isUnicast(), secret);
        return MessageDigest.isEqual(theirs, right) && isNewer(packet);
    }

    /// A number that does not rise is a replay.
    private boolean isNewer(ReceivedPacket packet) {
        return Integer.compareUnsigned(sequenceNumber(packet), sequenceNumber) > 0;
    }

    /// The last sequence number that was sent or heard.
    public int lastSequenceNumber() {
        return sequenceNumber;
    }

    /// The sequence number for the next advertisement that we send.
    public int nextSequenceNumber() {
        return ++sequenceNumber;
    }

    private Optional<Refusal> refuseContents(ReceivedPacket packet, Optional<ChecksumForm> form) {
        if (packet.version() == 2 && packet.intervalCs() != expected.ours().intervalCs()) {
            return Optional.of(Refusal.INTERVAL);
        }
        if (packet.version() == 3 && packet.intervalCs() == 0) {
            return Optional.of(Refusal.INTERVAL);
        }
        if (packet.type() != Advertisement.TYPE_ADVERTISEMENT) {
            return Optional.of(Refusal.TYPE);
        }
        if (form.isEmpty()) {
            return Optional.of(Refusal.CHECKSUM);
        }
        if (packet.destination().isMulticast() == expected.isUnicast()) {
            return Optional.of(Refusal.CAST);
        }
        if (expected.ownerIgnores()) {
            return Optional.of(Refusal.OWNER_IGNORES);
        }
        return refuseSender(packet);
    }

    private Optional<Refusal> refuseSender(ReceivedPacket packet) {
        Optional<UnicastPeer> peer = expected.peer(packet.source());
        if (expected.checksUnicastSource() && expected.isUnicast() && peer.isEmpty()) {
            return Optional.of(Refusal.UNICAST_SOURCE);
        }
        return peer.isPresent() && !peer.get().accepts(packet.timeToLive())
            ? Optional.of(Refusal.UNICAST_TIME_TO_LIVE)
            : Optional.empty();
    }

    /// The form in which the checksum of the packet is right, if any: all forms in the field are accepted.
    private Optional<ChecksumForm> checksumForm(ReceivedPacket packet) {
        var pseudoHeader = new ChecksumForm.PseudoHeader();
        if (isRight(packet, pseudoHeader)) {
            return Optional.of(pseudoHeader);
        }
        var messageOnly = new ChecksumForm.MessageOnly();
        if (isRight(packet, messageOnly)) {
            return Optional.of(messageOnly);
        }
        return expected.oldGroup()
            .<ChecksumForm>map(ChecksumForm.OldUnicast::new)
            .filter(form -> isRight(packet, form));
    }

    private static boolean isRight(ReceivedPacket packet, ChecksumForm form) {
        long besides = AdvertisementWriter.coveredBesides(packet.source().family(), packet.version(), form,
            packet.source(), packet.destination(), packet.messageLength());
        return Checksum.finish(packet.sum() + besides) == 0;
    }

    private boolean hasOtherAddresses(ReceivedPacket packet) {
        if (expected.skipsKnownSender() && lastSender.equals(Optional.of(packet.source()))) {
            return false;
        }
        if (packet.addressCount() != expected.ours().addresses().size()) {
            return true;
        }
        var theirs = new HashSet<IpAddress>();
        for (int i = 0; i < packet.addressCount(); i++) {
            theirs.add(packet.address(i));
        }
        return !theirs.equals(addresses);
    }

    private void remember(ReceivedPacket packet) {
        lastSender = Optional.of(packet.source());
        if (packet.authenticationHeader() >= 0) {
            sequenceNumber = sequenceNumber(packet);
        }
    }

    private static int sequenceNumber(ReceivedPacket packet) {
        return packet.packet().getInt(packet.authenticationHeader() + AuthenticationHeader.SEQUENCE_NUMBER);
    }
}
