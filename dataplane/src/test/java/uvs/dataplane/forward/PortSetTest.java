package uvs.dataplane.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.FrameAccounting;
import uvs.dataplane.port.MemoryEngine;
import uvs.dataplane.port.Port;

/// Ports that cannot be opened at once.
final class PortSetTest {

    private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final Refusing engine = new Refusing();
    private final List<WorkerReport> reports = new ArrayList<>();
    private final PortSet ports = new PortSet(engine, Link::isEthernet, reports::add);
    private long nowNs = Long.MAX_VALUE - SECOND_NS;

    /// Opens ports, but for the first few times.
    private static final class Refusing implements Engine {

        private final MemoryEngine memory = new MemoryEngine(4, (link, frame) -> { });
        private int errno;
        private int left;
        private int tries;

        @Override
        public Port open(Link link) throws SystemCallException {
            tries++;
            if (left > 0) {
                left--;
                throw new SystemCallException("open(" + link.name() + ")", errno);
            }
            return memory.open(link);
        }

        @Override
        public void poll(long waitNs) {
            memory.poll(waitNs);
        }

        @Override
        public void wakeUp() {
            memory.wakeUp();
        }

        @Override
        public Frame allocate() {
            return memory.allocate();
        }

        @Override
        public void release(Frame frame) {
            memory.release(frame);
        }

        @Override
        public FrameAccounting accounting() {
            return memory.accounting();
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    private static NetworkView network(boolean up) {
        return new NetworkView(List.of(new Link(1, "eth0", 1, new MacAddress(0x0200_0000_0001L), 1500, up)),
            List.of(), List.of(), List.of());
    }

    private void refuse(int errno, int times) {
        engine.errno = errno;
        engine.left = times;
    }

    @Test
    void triesWhatIsBusyAgainSoonAndSaysNothing() {
        refuse(Errno.EBUSY, 2);
        ports.follow(network(true), nowNs);
        nowNs += SOON_NS - 1;
        assertFalse(ports.isRetryDue(nowNs));
        ports.follow(network(true), nowNs);
        assertEquals(1, engine.tries, "another change of the network is no reason");
        nowNs += 1;
        assertTrue(ports.isRetryDue(nowNs));
        ports.follow(network(true), nowNs);
        nowNs += SOON_NS;
        ports.follow(network(true), nowNs);
        assertEquals(1, ports.size());
        assertEquals(List.of(), reports);
        assertFalse(ports.isRetryDue(nowNs + SECOND_NS));
    }

    @Test
    void saysOnceWhatStaysBusyAndThatItIsUsedThen() {
        refuse(Errno.EBUSY, 30);
        ports.follow(network(true), nowNs);
        for (int i = 1; i < 25; i++) {
            assertEquals(List.of(), reports);
            nowNs += SOON_NS;
            ports.follow(network(true), nowNs);
        }
        for (int i = 25; i < 30; i++) {
            assertEquals(List.of(WorkerReport.PortFailed.class), reports.stream().map(Object::getClass).toList());
            assertFalse(ports.isRetryDue(nowNs + SECOND_NS - 1));
            nowNs += SECOND_NS;
            ports.follow(network(true), nowNs);
        }
        nowNs += SECOND_NS;
        ports.follow(network(true), nowNs);
        assertEquals(1, ports.size());
        assertEquals(new WorkerReport.PortOpened("eth0"), reports.getLast());
        assertEquals(2, reports.size());
    }

    @Test
    void saysAtOnceWhatIsRefused() {
        refuse(Errno.EPERM, 2);
        ports.follow(network(true), nowNs);
        assertEquals(1, reports.size());
        assertTrue(reports.toString().contains("open(eth0)"), reports.toString());
        assertFalse(ports.isRetryDue(nowNs + SECOND_NS - 1));
        nowNs += SECOND_NS;
        ports.follow(network(true), nowNs);
        assertEquals(1, reports.size());
    }

    @Test
    void takesWhatAnInterfaceRefusesWhileItIsDownForPassing() {
        refuse(Errno.EINVAL, 1);
        ports.follow(network(false), nowNs);
        nowNs += SECOND_NS;
        ports.follow(network(true), nowNs);
        assertEquals(1, ports.size());
        assertEquals(List.of(), reports);
    }

    @Test
    void forgetsWhatIsGone() {
        refuse(Errno.EPERM, 1);
        ports.follow(network(true), nowNs);
        ports.follow(new NetworkView(List.of(), List.of(), List.of(), List.of()), nowNs);
        assertFalse(ports.isRetryDue(nowNs + SECOND_NS));
    }
}
