package uvs.vrrp.agent;

import uvs.config.VrrpInstance;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.network.AdvertisementSocket;
import uvs.vrrp.wire.Advertisement;
import uvs.vrrp.wire.AdvertisementReader;
import uvs.vrrp.wire.AdvertisementWriter;
import uvs.vrrp.wire.Authentication;
import uvs.vrrp.wire.ChecksumForm;

/// Sends the advertisements of virtual routers.
final class Transmitter {

    private static final int MULTICAST_TTL = 255;

    private Transmitter() {
    }

    /// Sends one advertisement: to the group, or a copy to each peer.
    ///
    /// @throws SystemCallException of the last copy that could not be sent, after all were tried
    static void send(RunningRouter router, int priority) throws SystemCallException {
        if (router.socket.isEmpty() || router.source.isEmpty() || router.link.isEmpty()) {
            return;
        }
        var advertisement =
            Definitions.advertisement(router.instance, priority, router.link.get().mtu());
        boolean numbered = advertisement.authentication() instanceof Authentication.Header;
        int sequenceNumber =
            numbered ? router.reader.map(AdvertisementReader::nextSequenceNumber).orElse(0) : 0;
        int identification = router.nextIdentification();
        SystemCallException failure = null;
        for (IpAddress destination : router.destinations()) {
            try {
                send(router, advertisement, destination, identification, sequenceNumber);
            } catch (SystemCallException e) {
                router.counters.sendErrors++;
                failure = e;
            }
        }
        router.counters.advertisementsSent++;
        if (priority == Advertisement.PRIORITY_RESIGN) {
            router.counters.priorityZeroSent++;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void send(RunningRouter router, Advertisement advertisement, IpAddress destination,
        int identification, int sequenceNumber) throws SystemCallException {
        AdvertisementSocket socket = router.socket.orElseThrow();
        IpAddress source = router.source.orElseThrow();
        ChecksumForm form = form(router, destination);
        if (router.instance.family() == Family.IPV6) {
            socket.sendIpv6(
                AdvertisementWriter.message(advertisement, form, source, destination), source, destination);
            return;
        }
        int timeToLive = router.isUnicast() ? router.instance.transport().unicastTtl() : MULTICAST_TTL;
        socket.sendIpv4(
            AdvertisementWriter.ipv4Packet(advertisement, form, new AdvertisementWriter.Ipv4Fields(
                source, destination, timeToLive, identification, sequenceNumber)),
            destination);
    }

    private static ChecksumForm form(RunningRouter router, IpAddress destination) {
        if (router.instance.v3ChecksumAsV2()) {
            return new ChecksumForm.MessageOnly();
        }
        var transport = router.instance.transport();
        boolean old = router.isUnicast() && (transport.oldChecksum() == VrrpInstance.OldChecksum.ALWAYS
            || router.oldPeers.contains(destination));
        return old
            ? new ChecksumForm.OldUnicast(transport.multicastGroup()) : new ChecksumForm.PseudoHeader();
    }
}
