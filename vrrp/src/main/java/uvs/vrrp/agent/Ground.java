package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import uvs.config.InterfaceAddress;
import uvs.config.VrrpInstance;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.MacAddress;
import uvs.vrrp.network.AdvertisementSocket;
import uvs.vrrp.network.HostAddress;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.network.KernelAddresses;
import uvs.vrrp.network.NetworkInterface;
import uvs.vrrp.wire.Advertisement;

/// What a virtual router stands on: an interface that is up, a source address, a socket. Whatever of it is missing is
/// a fault.
final class Ground {

    private static final int AUTHENTICATION_HEADER = 51;
    /// Stands for the missing interface of a unicast router that is bound to none.
    private static final NetworkInterface NO_INTERFACE =
        new NetworkInterface(0, "", -1, MacAddress.ZERO, 1500, false);

    private final Consumer<String> warn;
    private final InterfaceWatch watch;
    private final LinkStates links;
    private final SocketPool sockets;
    private final Set<IpAddress> virtual = new HashSet<>();

    Ground(InterfaceWatch watch, LinkStates links, SocketPool sockets, List<RunningRouter> routers,
        Consumer<String> warn) {
        this.warn = warn;
        this.watch = watch;
        this.links = links;
        this.sockets = sockets;
        for (RunningRouter router : routers) {
            for (InterfaceAddress address : Definitions.installed(router.instance)) {
                virtual.add(address.address().address());
            }
        }
    }

    /// Gives the router what there is for it now.
    void settle(RunningRouter router) {
        VrrpInstance instance = router.instance;
        Optional<NetworkInterface> link = instance.interfaceName().isPresent()
            ? watch.link(instance.interfaceName().get()) : Optional.of(NO_INTERFACE);
        Optional<IpAddress> source = link.flatMap(found -> source(instance, found));
        if (source.isEmpty()) {
            router.standOnNothing();
            return;
        }
        try {
            NetworkInterface by = transmitting(instance, link.get());
            AdvertisementSocket socket = sockets.get(key(instance, by));
            if (!router.isUnicast() && by.isUp()) {
                socket.join(instance.transport().multicastGroup());
            }
            int left = router.standOn(link.get(), source.get(), socket);
            if (left > 0) {
                warn.accept("(" + router.name() + ") " + left + " of " + instance.addresses().size()
                    + " addresses do not fit into an advertisement, and are not advertised;"
                    + " write them in virtual_ipaddress_excluded, here and on the other routers");
            }
        } catch (SystemCallException e) {
            router.standOnNothing();
        }
    }

    /// Advertisements leave by the interface with the virtual link-layer address, unless told otherwise.
    private NetworkInterface transmitting(VrrpInstance instance, NetworkInterface link) {
        return instance.vmac().filter(vmac -> !vmac.transmitBase()).flatMap(vmac -> watch.link(vmac.name()))
            .orElse(link);
    }

    private AdvertisementSocket.Key key(VrrpInstance instance, NetworkInterface by) {
        boolean authenticates =
            instance.authentication() instanceof VrrpInstance.Authentication.AuthenticationHeader;
        boolean unicast = !instance.transport().peers().isEmpty();
        // A router without an interface is bound to its VRF, if it has one.
        Optional<NetworkInterface> bound = instance.interfaceName().isPresent()
            ? Optional.of(by) : instance.vrf().flatMap(watch::link);
        return new AdvertisementSocket.Key(instance.family(),
            authenticates ? AUTHENTICATION_HEADER : Advertisement.PROTOCOL,
            bound.map(NetworkInterface::name), bound.map(NetworkInterface::index).orElse(0),
            instance.family() == Family.IPV6 && unicast ? instance.transport().unicastTtl() : 255);
    }

    /// The address that advertisements come from: the one of the configuration, or the first one that no virtual
    /// router gave the interface; over IPv6 a link-local one (RFC 9568, section 5.1.2.1).
    private Optional<IpAddress> source(VrrpInstance instance, NetworkInterface link) {
        if (instance.transport().source().isPresent()) {
            return instance.transport().source();
        }
        return watch.addresses().stream()
            .filter(each -> each.interfaceIndex() == link.index() && each.origin() != KernelAddresses.ORIGIN)
            .map(HostAddress::address)
            .filter(address -> address.family() == instance.family() && !virtual.contains(address))
            .filter(address -> instance.family() == Family.IPV4 || address.isLinkLocalIpv6())
            .findFirst();
    }

    /// What is missing, in words; none if nothing is.
    List<String> faults(RunningRouter router) {
        var faults = new ArrayList<String>();
        VrrpInstance instance = router.instance;
        if (instance.interfaceName().isPresent()) {
            String name = instance.interfaceName().get();
            Optional<NetworkInterface> link = watch.link(name);
            if (link.isEmpty()) {
                faults.add("there is no interface " + name + "; name one that `ip link` lists");
                return faults;
            }
            if (instance.trackPrimary() && !links.isUp(link.get())) {
                faults.add("interface " + name + " is down");
            }
        }
        Definitions.interfacesUsed(instance).stream()
            .filter(name -> watch.link(name).filter(links::isUp).isEmpty())
            .forEach(name -> faults.add("interface " + name + ", which an address, a route or a rule of it names, is "
                + (watch.link(name).isPresent() ? "down" : "missing")));
        instance.vmac().filter(vmac -> watch.link(vmac.name()).isEmpty()).ifPresent(vmac -> faults.add(
            vmac.ipvlan().isPresent()
                ? "the ipvlan " + vmac.name() + " could not be made; it needs a kernel with CONFIG_IPVLAN, or take use_vmac"
                : "the macvlan " + vmac.name() + " could not be made; it needs a kernel with CONFIG_MACVLAN"));
        instance.vrf().filter(vrf -> watch.link(vrf).isEmpty()).ifPresent(vrf -> faults.add(
            "there is no VRF " + vrf + "; make it with `ip link add " + vrf
                + " type vrf table N`, which needs a kernel with CONFIG_NET_VRF"));
        var transport = instance.transport();
        if (transport.source().isPresent()) {
            if (transport.trackSource() && !watch.has(transport.source().get())) {
                faults.add("the source address " + transport.source().get() + " is on no interface");
            }
        } else if (router.source.isEmpty()) {
            faults.add("no " + (instance.family() == Family.IPV4 ? "IPv4" : "link-local IPv6")
                + " address on " + instance.interfaceName().orElse("any interface") + "; give it one");
        }
        if (router.source.isPresent() && router.socket.isEmpty()) {
            faults.add("no socket on " + instance.interfaceName().orElse("any interface"));
        }
        if (transport.faultNoPeer() && transport.peers().isEmpty()) {
            faults.add("unicast without a peer; list one in unicast_peer");
        }
        return faults;
    }
}
