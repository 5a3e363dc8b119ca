package uvs.dataplane.forward;

import uvs.dataplane.port.Port;

/// What was counted on one interface, over all ports that were opened on it. The worker counts; anybody reads.
final class PortTally {

    private static final int RECEIVED = 0;
    private static final int RECEIVE_FAILURES = 1;
    private static final int SEND_FAILURES = 2;

    private final String name;
    private final PaddedCounters counters = new PaddedCounters(3);
    /// What ports that are closed had counted.
    private long receiveFailuresBefore;
    private long sendFailuresBefore;

    PortTally(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void received(int frames) {
        counters.add(RECEIVED, frames);
    }

    /// Asks the port, which may ask the kernel: not for every cycle.
    void ask(Port port) {
        counters.set(RECEIVE_FAILURES, receiveFailuresBefore + port.receiveFailures());
        counters.set(SEND_FAILURES, sendFailuresBefore + port.sendFailures());
    }

    /// Asks the port for the last time.
    void ended(Port port) {
        ask(port);
        receiveFailuresBefore = counters.get(RECEIVE_FAILURES);
        sendFailuresBefore = counters.get(SEND_FAILURES);
    }

    WorkerStatus.Interface read() {
        return new WorkerStatus.Interface(name, counters.get(RECEIVED),
            counters.get(RECEIVE_FAILURES), counters.get(SEND_FAILURES));
    }
}
