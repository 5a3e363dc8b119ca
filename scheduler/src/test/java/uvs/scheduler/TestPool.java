package uvs.scheduler;

import java.util.List;

/// The pool over servers as they stood when it was made; their weights as of then, their connections live.
record TestPool(List<TestServer> servers, int[] weights, int[] lastWeights, boolean isIpv6) implements Pool {

    TestPool(List<TestServer> servers, boolean isIpv6) {
        this(servers, servers.stream().mapToInt(server -> server.weight).toArray(),
            servers.stream().mapToInt(server -> server.lastWeight).toArray(), isIpv6);
    }

    @Override
    public int size() {
        return servers.size();
    }

    @Override
    public int weight(int position) {
        return weights[position];
    }

    @Override
    public int lastWeight(int position) {
        return lastWeights[position];
    }

    @Override
    public boolean overloaded(int position) {
        return servers.get(position).overloaded;
    }

    @Override
    public int activeConnections(int position) {
        return servers.get(position).active;
    }

    @Override
    public int inactiveConnections(int position) {
        return servers.get(position).inactive;
    }

    @Override
    public boolean isIpv6(int position) {
        return servers.get(position).address.ipv6();
    }

    @Override
    public long addressHigh(int position) {
        return servers.get(position).address.high();
    }

    @Override
    public long addressLow(int position) {
        return servers.get(position).address.low();
    }

    @Override
    public int port(int position) {
        return servers.get(position).port;
    }
}
