package uvs.vrrp.network;

import uvs.dataplane.linux.SystemCallException;

/// Everything that can be put into the kernel, with the sockets for it.
public final class Kernel implements AutoCloseable {

    private final KernelAddresses addresses;
    private final KernelRoutes routes;
    private final KernelRules rules;
    private final KernelVmac vmacs;
    private final KernelSettings settings = new KernelSettings();

    public Kernel(InterfaceWatch watch) throws SystemCallException {
        addresses = new KernelAddresses();
        routes = new KernelRoutes(watch);
        rules = new KernelRules();
        vmacs = new KernelVmac(settings);
    }

    public KernelAddresses addresses() {
        return addresses;
    }

    public KernelRoutes routes() {
        return routes;
    }

    public KernelRules rules() {
        return rules;
    }

    public KernelVmac vmacs() {
        return vmacs;
    }

    public KernelSettings settings() {
        return settings;
    }

    /// Changes settings back and closes the sockets. What else was put into the kernel stays.
    @Override
    public void close() {
        settings.restore();
        vmacs.close();
        rules.close();
        routes.close();
        addresses.close();
    }
}
