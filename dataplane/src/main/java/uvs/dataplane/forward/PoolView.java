package uvs.dataplane.forward;

import java.util.List;
import uvs.config.net.Family;
import uvs.dataplane.service.RealServerEntry;
import uvs.scheduler.Pool;

/// The real servers of one virtual server as its scheduler sees them.
final class PoolView implements Pool {

    private final RealServerEntry[] servers;
    private final boolean ipv6;
    private final RealServerLoad load;

    PoolView(List<RealServerEntry> servers, boolean ipv6, RealServerLoad load) {
        this.servers = servers.toArray(RealServerEntry[]::new);
        this.ipv6 = ipv6;
        this.load = load;
    }

    RealServerEntry server(int position) {
        return servers[position];
    }

    @Override
    public int size() {
        return servers.length;
    }

    @Override
    public int weight(int position) {
        return servers[position].settings().weight();
    }

    @Override
    public int lastWeight(int position) {
        return servers[position].lastWeight();
    }

    @Override
    public boolean overloaded(int position) {
        return load.isOverloaded(servers[position].number());
    }

    @Override
    public int activeConnections(int position) {
        return load.active(servers[position].number());
    }

    @Override
    public int inactiveConnections(int position) {
        return load.inactive(servers[position].number());
    }

    @Override
    public boolean isIpv6() {
        return ipv6;
    }

    @Override
    public boolean isIpv6(int position) {
        return servers[position].id().address().family() == Family.IPV6;
    }

    @Override
    public long addressHigh(int position) {
        return servers[position].id().address().high();
    }

    @Override
    public long addressLow(int position) {
        return servers[position].id().address().low();
    }

    @Override
    public int port(int position) {
        return servers[position].id().port();
    }
}
