package uvs.bench.scheduler;

import uvs.scheduler.Pool;

/// Real servers as columns of numbers, with weights from 1 to 10 and nobody overloaded.
final class BenchPool implements Pool {

    private static final int GREATEST_WEIGHT = 10;

    private final int[] weight;
    private final int[] active;

    BenchPool(int servers) {
        weight = new int[servers];
        active = new int[servers];
        for (int position = 0; position < servers; position++) {
            weight[position] = 1 + position * 7 % GREATEST_WEIGHT;
        }
    }

    void opened(int position) {
        active[position]++;
    }

    void closed(int position) {
        active[position]--;
    }

    @Override
    public int size() {
        return weight.length;
    }

    @Override
    public int weight(int position) {
        return weight[position];
    }

    @Override
    public int lastWeight(int position) {
        return weight[position];
    }

    @Override
    public boolean overloaded(int position) {
        return false;
    }

    @Override
    public int activeConnections(int position) {
        return active[position];
    }

    @Override
    public int inactiveConnections(int position) {
        return 0;
    }

    @Override
    public boolean isIpv6() {
        return false;
    }

    @Override
    public boolean isIpv6(int position) {
        return false;
    }

    @Override
    public long addressHigh(int position) {
        return 0;
    }

    @Override
    public long addressLow(int position) {
        return 0x0a000000L + position;
    }

    @Override
    public int port(int position) {
        return 80;
    }
}
