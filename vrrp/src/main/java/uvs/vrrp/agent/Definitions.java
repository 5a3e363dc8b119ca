package uvs.vrrp.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import uvs.config.Configuration;
import uvs.config.Garp;
import uvs.config.InterfaceAddress;
import uvs.config.Route;
import uvs.config.Rule;
import uvs.config.VrrpInstance;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.vrrp.RouterSettings;
import uvs.vrrp.wire.Advertisement;
import uvs.vrrp.wire.Authentication;
import uvs.vrrp.wire.Expectation;
import uvs.vrrp.wire.Secret;
import uvs.vrrp.wire.UnicastPeer;

/// What a `vrrp_instance` means to the protocol: values of the configuration as the pure functions take them.
final class Definitions {

    private static final int ANY_TTL = 255;
    private static final Set<String> INTERFACE_SELECTORS = Set.of("iif", "dev", "oif");
    private static final long CENTISECOND_NS = 10_000_000;

    private Definitions() {
    }

    static RouterSettings settings(VrrpInstance instance, IpAddress source, boolean grouped) {
        boolean mayWait = !instance.master() && instance.priority() != Advertisement.PRIORITY_OWNER;
        return new RouterSettings(
            instance.version(), instance.priority(), source, instance.advertInterval().toNanos(),
            instance.preempt() || !mayWait,
            mayWait && !instance.strict() ? instance.preemptDelay().toNanos() : 0,
            instance.downTimerAdverts(),
            instance.lowerPrioNoAdvert(), instance.higherPrioSendAdvert(),
            instance.timerExpiredBackup().map(OptionalInt::of).orElseGet(OptionalInt::empty),
            announce(instance.garp()), grouped);
    }

    private static RouterSettings.AnnounceSettings announce(Garp garp) {
        return new RouterSettings.AnnounceSettings(
            garp.masterRepeat(), garp.masterDelay().toNanos(),
            garp.lowerPriorityRepeat(), garp.lowerPriorityDelay().toNanos(),
            garp.masterRefreshRepeat(), garp.masterRefresh().toNanos(),
            // Without `all` it is for macvlans of other interfaces, which only use_vmac_addr would make.
            garp.extraAll() ? garp.extraInterface().map(Duration::toNanos).orElse(0L) : 0);
    }

    static Authentication authentication(VrrpInstance instance) {
        return switch (instance.authentication()) {
            case VrrpInstance.Authentication.None() -> new Authentication.None();
            case VrrpInstance.Authentication.SimplePassword(var password) ->
                new Authentication.Password(Secret.of(password));
            case VrrpInstance.Authentication.AuthenticationHeader(var password) ->
                new Authentication.Header(Secret.of(password));
            // Refused by the check of the configuration, which says that it is not honoured.
            case VrrpInstance.Authentication.Hmac _ -> new Authentication.None();
        };
    }

    static Advertisement advertisement(VrrpInstance instance, int priority, int mtu) {
        return new Advertisement(instance.family(), instance.version(), instance.virtualRouterId(), priority,
            intervalCs(instance.advertInterval()), authentication(instance), advertised(instance, mtu));
    }

    static int intervalCs(Duration interval) {
        return Math.toIntExact(interval.toNanos() / CENTISECOND_NS);
    }

    /// The addresses in the packet: as many as there may be, and as fit into one frame.
    static List<IpAddress> advertised(VrrpInstance instance, int mtu) {
        int headers = instance.family() == Family.IPV4 ? 20 + 24 : 40;
        int room = (mtu - headers - Advertisement.HEADER_LENGTH - Secret.LENGTH) / instance.family().addressLength();
        return instance.addresses().stream().map(each -> each.address().address())
            .filter(address -> address.family() == instance.family())
            .limit(Math.min(room, Advertisement.MAX_ADDRESSES)).toList();
    }

    static Expectation expectation(VrrpInstance instance, IpAddress source, int mtu) {
        var transport = instance.transport();
        boolean unicast = !transport.peers().isEmpty();
        boolean mayBeOld = unicast && instance.family() == Family.IPV4
            && transport.oldChecksum() != VrrpInstance.OldChecksum.NEVER;
        return new Expectation(
            advertisement(instance, instance.priority(), mtu), source,
            transport.peers().stream().map(peer ->
                new UnicastPeer(peer.address(), peer.minTtl().orElse(0), peer.maxTtl().orElse(ANY_TTL))).toList(),
            mayBeOld ? Optional.of(transport.multicastGroup()) : Optional.empty(),
            transport.checkSource(), instance.skipCheckAdvAddr(), instance.strict(),
            instance.ownerIgnoreAdverts() && instance.priority() == Advertisement.PRIORITY_OWNER);
    }

    /// The addresses that take no packets of their own: accept mode is off, and the router does not own them.
    static List<IpAddress> refused(Configuration configuration) {
        return configuration.vrrpInstances().stream()
            .filter(instance -> !instance.accept() && instance.priority() != Advertisement.PRIORITY_OWNER)
            .flatMap(instance -> installed(instance).stream()).map(address -> address.address().address()).toList();
    }

    /// The other interfaces that its addresses, routes and rules name: it cannot do its work while one of them is down.
    static Set<String> interfacesUsed(VrrpInstance instance) {
        var names = new LinkedHashSet<String>();
        for (InterfaceAddress address : installed(instance)) {
            if (address.tracked()) {
                address.interfaceName().ifPresent(names::add);
            }
        }
        for (Route route : instance.routes()) {
            if (route.tracked()) {
                route.interfaceName().ifPresent(names::add);
                route.nexthops().forEach(hop -> hop.interfaceName().ifPresent(names::add));
            }
        }
        for (Rule rule : instance.rules()) {
            if (rule.tracked()) {
                rule.selectors().stream().filter(selector -> INTERFACE_SELECTORS.contains(selector.name()))
                    .map(Rule.Selector::value).forEach(names::add);
            }
        }
        instance.interfaceName().ifPresent(names::remove);
        instance.vmac().ifPresent(vmac -> names.remove(vmac.name()));
        return names;
    }

    /// Every address that is put on interfaces, advertised or not.
    static List<InterfaceAddress> installed(VrrpInstance instance) {
        var all = new ArrayList<>(instance.addresses());
        all.addAll(instance.excludedAddresses());
        return all;
    }
}
