package uvs.dataplane.forward;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import uvs.dataplane.port.Port;

/// What was counted on one interface, over all ports that were opened on it. The worker counts; anybody reads.
final class PortTally {

    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RECEIVED = 0;
    private static final int RECEIVE_FAILURES = 1;
    private static final int SEND_FAILURES = 2;

    private final String name;
    private final long[] counters = new long[3];
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
        LONG.setOpaque(counters, RECEIVED, (long) LONG.getOpaque(counters, RECEIVED) + frames);
    }

    /// Asks the port, which may ask the kernel: not for every cycle.
    void ask(Port port) {
        LONG.setOpaque(counters, RECEIVE_FAILURES, receiveFailuresBefore + port.receiveFailures());
        LONG.setOpaque(counters, SEND_FAILURES, sendFailuresBefore + port.sendFailures());
    }

    /// Asks the port for the last time.
    void ended(Port port) {
        ask(port);
        receiveFailuresBefore = (long) LONG.getOpaque(counters, RECEIVE_FAILURES);
        sendFailuresBefore = (long) LONG.getOpaque(counters, SEND_FAILURES);
    }

    WorkerStatus.Interface read() {
        return new WorkerStatus.Interface(name, (long) LONG.getOpaque(counters, RECEIVED),
            (long) LONG.getOpaque(counters, RECEIVE_FAILURES), (long) LONG.getOpaque(counters, SEND_FAILURES));
    }
}
