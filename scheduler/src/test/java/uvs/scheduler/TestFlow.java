package uvs.scheduler;

/// A packet's addresses and ports, as literals.
record TestFlow(TestAddress client, int clientPort, TestAddress destination, int destinationPort) implements Flow {

    private static final TestAddress VIRTUAL_SERVER = TestAddress.of("192.0.2.1");

    static TestFlow from(String client, int port) {
        return new TestFlow(TestAddress.of(client), port, VIRTUAL_SERVER, 80);
    }

    static TestFlow to(String destination) {
        TestAddress address = TestAddress.of(destination);
        return new TestFlow(TestAddress.of(address.ipv6() ? "2001:db8::1" : "198.51.100.1"), 1024, address, 80);
    }

    @Override
    public boolean isIpv6() {
        return client.ipv6();
    }

    @Override
    public long clientHigh() {
        return client.high();
    }

    @Override
    public long clientLow() {
        return client.low();
    }

    @Override
    public long destinationHigh() {
        return destination.high();
    }

    @Override
    public long destinationLow() {
        return destination.low();
    }
}
