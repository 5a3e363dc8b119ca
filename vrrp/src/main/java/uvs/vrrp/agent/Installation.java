package uvs.vrrp.agent;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import uvs.config.InterfaceAddress;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.network.KernelAddresses;
import uvs.vrrp.network.NetworkInterface;

/// Puts what a virtual router holds into the kernel and takes it away: addresses, routes, rules. What cannot be put
/// there is told, and the rest is put there all the same.
final class Installation {

    private final InterfaceWatch watch;
    private final KernelAddresses addresses;
    private final Consumer<String> warn;

    /// @param warn takes a line for the log
    Installation(InterfaceWatch watch, KernelAddresses addresses, Consumer<String> warn) {
        this.watch = watch;
        this.addresses = addresses;
        this.warn = warn;
    }

    void install(RunningRouter router) {
        router.installed = true;
        for (InterfaceAddress address : Definitions.installed(router.instance)) {
            add(router, address);
        }
    }

    void remove(RunningRouter router) {
        router.installed = false;
        remove(router, Definitions.installed(router.instance));
    }

    void add(RunningRouter router, InterfaceAddress address) {
        interfaceOf(router, address).ifPresentOrElse(
            link -> attempt(router, () -> addresses.add(address, link.index(), true)),
            () -> warn.accept("(" + router.name() + ") " + address.address() + " cannot be set: there is no interface "
                + nameOf(router, address) + "; name one that `ip link` lists"));
    }

    void remove(RunningRouter router, List<InterfaceAddress> some) {
        for (InterfaceAddress address : some) {
            interfaceOf(router, address).ifPresent(
                link -> attempt(router, () -> addresses.remove(address, link.index())));
        }
    }

    /// Where an address of a virtual router goes, if that interface is there.
    Optional<NetworkInterface> interfaceOf(RunningRouter router, InterfaceAddress address) {
        return watch.link(nameOf(router, address));
    }

    private static String nameOf(RunningRouter router, InterfaceAddress address) {
        return address.interfaceName().or(router.instance::interfaceName).orElse("");
    }

    private interface Request {
        void carryOut() throws SystemCallException;
    }

    private void attempt(RunningRouter router, Request request) {
        try {
            request.carryOut();
        } catch (SystemCallException | IllegalArgumentException e) {
            warn.accept("(" + router.name() + ") " + e.getMessage());
        }
    }
}
