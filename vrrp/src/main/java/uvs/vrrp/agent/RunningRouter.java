package uvs.vrrp.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import uvs.config.VrrpInstance;
import uvs.config.net.IpAddress;
import uvs.vrrp.VirtualRouter;
import uvs.vrrp.network.AdvertisementSocket;
import uvs.vrrp.network.NetworkInterface;
import uvs.vrrp.wire.AdvertisementReader;
import uvs.vrrp.wire.Refusal;

/// One virtual router with what it has of the kernel. Belongs to the thread `vrrp`.
final class RunningRouter {

    final VrrpInstance instance;
    final boolean grouped;
    final Statistics.Counters counters;
    final Map<Refusal, RateLimit> refusalLogs = new EnumMap<>(Refusal.class);
    final RateLimit sendErrorLog = new RateLimit();
    final RateLimit otherAddressesLog = new RateLimit();

    VirtualRouter protocol;
    Instant lastTransition = Instant.now();

    /// What it stands on now; empty while the interface or a source address is missing.
    Optional<NetworkInterface> link = Optional.empty();
    Optional<IpAddress> source = Optional.empty();
    Optional<AdvertisementSocket> socket = Optional.empty();
    Optional<AdvertisementReader> reader = Optional.empty();

    List<String> faults = List.of();
    boolean started;
    /// Whether its addresses, routes and rules were put into the kernel by us.
    boolean installed;
    boolean heardInThisBurst;
    /// Unicast peers whose checksums are those of keepalived 1.3.6 and older.
    final Set<IpAddress> oldPeers = new HashSet<>();
    private int identification;
    /// Of authentication headers; kept here while there is no reader.
    private int sequenceNumber;

    RunningRouter(VrrpInstance instance, boolean grouped, Statistics.Counters counters) {
        this.instance = instance;
        this.grouped = grouped;
        this.counters = counters;
        protocol = new VirtualRouter(
            Definitions.settings(instance, new IpAddress(instance.family(), 0, 0), grouped));
    }

    /// Stands on this interface and address from now on.
    ///
    /// @return how many addresses do not fit into an advertisement any more: they are held, and not advertised
    int standOn(NetworkInterface newLink, IpAddress newSource, AdvertisementSocket newSocket) {
        boolean sourceChanged = !Optional.of(newSource).equals(source);
        boolean mtuChanged = link.map(former -> former.mtu() != newLink.mtu()).orElse(true);
        link = Optional.of(newLink);
        source = Optional.of(newSource);
        socket = Optional.of(newSocket);
        if (sourceChanged || mtuChanged) {
            sequenceNumber = reader.map(AdvertisementReader::lastSequenceNumber).orElse(sequenceNumber);
            reader = Optional.of(new AdvertisementReader(
                Definitions.expectation(instance, newSource, newLink.mtu()), sequenceNumber));
            protocol = new VirtualRouter(Definitions.settings(instance, newSource, grouped));
        }
        return mtuChanged ? instance.addresses().size() - Definitions.advertised(instance, newLink.mtu()).size() : 0;
    }

    /// Goes on where the same virtual router was before a reload.
    void continueFrom(RunningRouter former) {
        started = former.started;
        installed = former.installed;
        faults = former.faults;
        lastTransition = former.lastTransition;
        identification = former.identification;
        oldPeers.addAll(former.oldPeers);
        former.reader.ifPresent(reader -> sequenceNumber = reader.lastSequenceNumber());
    }

    void standOnNothing() {
        sequenceNumber = reader.map(AdvertisementReader::lastSequenceNumber).orElse(sequenceNumber);
        link = Optional.empty();
        source = Optional.empty();
        socket = Optional.empty();
        reader = Optional.empty();
    }

    boolean isUnicast() {
        return !instance.transport().peers().isEmpty();
    }

    /// Where advertisements go.
    List<IpAddress> destinations() {
        if (!isUnicast()) {
            return List.of(instance.transport().multicastGroup());
        }
        var peers = new ArrayList<IpAddress>();
        instance.transport().peers().forEach(peer -> peers.add(peer.address()));
        return peers;
    }

    /// The next IPv4 identification: never 0, which the kernel would replace.
    int nextIdentification() {
        identification = identification == 0xffff ? 1 : identification + 1;
        return identification;
    }

    String name() {
        return instance.name();
    }
}
