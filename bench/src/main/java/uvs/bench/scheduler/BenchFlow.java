package uvs.bench.scheduler;

import uvs.scheduler.Flow;

/// A client that is another one each time, and asks for one of 256 destinations.
final class BenchFlow implements Flow {

    private long client = 0xc6120000L;

    void next() {
        client += 7919;
    }

    @Override
    public boolean isIpv6() {
        return false;
    }

    @Override
    public long clientHigh() {
        return 0;
    }

    @Override
    public long clientLow() {
        return client & 0xffffffffL;
    }

    @Override
    public int clientPort() {
        return (int) client & 0xffff;
    }

    @Override
    public long destinationHigh() {
        return 0;
    }

    @Override
    public long destinationLow() {
        return 0xcb007100L + (client & 0xff);
    }

    @Override
    public int destinationPort() {
        return 80;
    }
}
