package uvs.vrrp.agent;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import uvs.config.InterfaceAddress;
import uvs.config.Route;
import uvs.config.Rule;
import uvs.config.VrrpInstance;
import uvs.config.net.Family;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.network.HostAddress;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.network.Kernel;
import uvs.vrrp.network.NetworkInterface;

/// Puts what virtual routers hold into the kernel and takes it away: addresses, routes, rules, interfaces. What cannot
/// be put there is told, and the rest is put there all the same.
final class Installation {

    private final InterfaceWatch watch;
    private final Kernel kernel;
    private final Consumer<String> warn;

    /// @param warn takes a line for the log
    Installation(InterfaceWatch watch, Kernel kernel, Consumer<String> warn) {
        this.watch = watch;
        this.kernel = kernel;
        this.warn = warn;
    }

    /// Addresses first: routes may go out by their networks.
    void install(RunningRouter router) {
        router.installed = true;
        if (router.instance.promoteSecondaries()) {
            router.instance.interfaceName().ifPresent(
                name -> kernel.settings().set("ipv4/conf/" + name + "/promote_secondaries", "1"));
        }
        for (InterfaceAddress address : Definitions.installed(router.instance)) {
            add(router.instance, address);
        }
        addRoutes(router.name(), router.instance.routes());
        addRules(router.name(), router.instance.rules());
    }

    void remove(RunningRouter router) {
        router.installed = false;
        clear(router.instance);
    }

    /// Takes away what an instance could have put there, whether it has or not.
    void clear(VrrpInstance instance) {
        removeRules(instance.name(), instance.rules());
        removeRoutes(instance.name(), instance.routes());
        remove(instance, Definitions.installed(instance).reversed());
    }

    void add(VrrpInstance instance, InterfaceAddress address) {
        interfaceOf(instance, address).ifPresentOrElse(
            link -> attempt(instance.name(), () -> kernel.addresses().add(address, link.index(), true)),
            () -> warn.accept("(" + instance.name() + ") " + address.address() + " cannot be set: there is no interface "
                + nameOf(instance, address) + "; name one that `ip link` lists"));
    }

    void remove(VrrpInstance instance, List<InterfaceAddress> some) {
        for (InterfaceAddress address : some) {
            interfaceOf(instance, address).ifPresent(
                link -> attempt(instance.name(), () -> kernel.addresses().remove(address, link.index())));
        }
    }

    void addRoutes(String whose, List<Route> routes) {
        routes.forEach(route -> add(whose, route));
    }

    /// @return whether it is there now
    boolean add(String whose, Route route) {
        return attempt(whose, () -> kernel.routes().add(route));
    }

    void removeRoutes(String whose, List<Route> routes) {
        routes.reversed().forEach(route -> attempt(whose, () -> kernel.routes().remove(route)));
    }

    void addRules(String whose, List<Rule> rules) {
        rules.forEach(rule -> add(whose, rule));
    }

    /// @return whether it is there now
    boolean add(String whose, Rule rule) {
        return attempt(whose, () -> kernel.rules().add(rule));
    }

    void removeRules(String whose, List<Rule> rules) {
        rules.reversed().forEach(rule -> attempt(whose, () -> kernel.rules().remove(rule)));
    }

    // What is there whatever state virtual routers are in.

    /// @return whether it is there now
    boolean addStatic(InterfaceAddress address) {
        Optional<NetworkInterface> link = staticInterface(address);
        if (link.isEmpty()) {
            warn.accept("static address " + address.address() + " cannot be set: there is no interface "
                + address.interfaceName().orElse("for it") + "; name one that `ip link` lists");
        }
        return link.isPresent()
            && attempt("static", () -> kernel.addresses().add(address, link.get().index(), false));
    }

    void removeStatic(InterfaceAddress address) {
        staticInterface(address).ifPresent(
            link -> attempt("static", () -> kernel.addresses().remove(address, link.index())));
    }

    /// Whether an address that was found on an interface is this static one.
    boolean isStatic(InterfaceAddress address, HostAddress found) {
        return address.address().equals(found.prefix())
            && staticInterface(address).filter(link -> link.index() == found.interfaceIndex()).isPresent();
    }

    private Optional<NetworkInterface> staticInterface(InterfaceAddress address) {
        return address.interfaceName().flatMap(watch::link);
    }

    /// Makes the interface with the virtual link-layer address, where the instance has one.
    void createVmac(VrrpInstance instance) {
        if (instance.vmac().isEmpty()) {
            return;
        }
        var vmac = instance.vmac().get();
        Optional<NetworkInterface> parent = vmac.parent().or(instance::interfaceName).flatMap(watch::link);
        if (parent.isEmpty()) {
            return;
        }
        attempt(instance.name(), () -> {
            kernel.vmacs().create(vmac, instance.family(), instance.virtualRouterId(), parent.get());
            watch.poll();
        });
        if (instance.family() == Family.IPV6) {
            // Over IPv6 an advertisement can leave an interface only from an address of that interface.
            watch.linkLocal(parent.get().index()).ifPresent(address -> watch.link(vmac.name()).ifPresent(
                link -> attempt(instance.name(), () -> kernel.addresses().addPlain(address, link.index()))));
        }
    }

    void removeVmac(VrrpInstance instance) {
        instance.vmac().ifPresent(
            vmac -> attempt(instance.name(), () -> kernel.vmacs().remove(vmac.name())));
    }

    /// Where an address of a virtual router goes, if that interface is there.
    Optional<NetworkInterface> interfaceOf(VrrpInstance instance, InterfaceAddress address) {
        return watch.link(nameOf(instance, address));
    }

    /// With a VMAC, addresses of the instance's own interface go there; those of other interfaces stay where they are.
    private static String nameOf(VrrpInstance instance, InterfaceAddress address) {
        boolean own = address.interfaceName().isEmpty() || address.interfaceName().equals(instance.interfaceName());
        if (own && instance.vmac().isPresent()) {
            return instance.vmac().get().name();
        }
        return address.interfaceName().or(instance::interfaceName).orElse("");
    }

    private interface Request {
        void carryOut() throws SystemCallException;
    }

    /// @return whether it worked
    private boolean attempt(String whose, Request request) {
        try {
            request.carryOut();
            return true;
        } catch (SystemCallException | IllegalArgumentException e) {
            warn.accept("(" + whose + ") " + e.getMessage());
            return false;
        }
    }
}
