package uvs.bench.forward;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.Tunnel;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;

/// What the forwarding methods differ in: the whole path of a packet of 1,000 established connections, as in [ForwardBench],
/// by NAT, by direct routing, and by each kind of tunnel.
///
/// The budget: none takes longer than NAT does, but for GUE with a checksum over the whole packet, which is not here.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class MethodBench {

    private static final int CONNECTIONS = 1000;
    private static final int GUE_PORT = 6080;

    /// The forwarding method.
    public enum Method {
        /// Addresses, ports and checksums.
        NAT(new ForwardingMethod.Nat()),
        /// The Ethernet addresses.
        DR(new ForwardingMethod.DirectRouting()),
        /// An IPv4 header in front.
        IPIP(new Tunnel(TunnelType.IPIP, 0, TunnelChecksum.NONE)),
        /// And one of GRE.
        GRE(new Tunnel(TunnelType.GRE, 0, TunnelChecksum.NONE)),
        /// And those of UDP and GUE.
        GUE(new Tunnel(TunnelType.GUE, GUE_PORT, TunnelChecksum.NONE));

        private final ForwardingMethod method;

        Method(ForwardingMethod method) {
            this.method = method;
        }
    }

    @Param
    private Method method;

    private ForwardingSet set;
    private int[] order;
    private int next;

    @Setup
    public void open() throws Exception {
        set = new ForwardingSet(CONNECTIONS, 1, method.method);
        order = new Random(1).ints(1 << 20, 0, CONNECTIONS).toArray();
    }

    @TearDown
    public void close() {
        set.close();
    }

    @Benchmark
    @OperationsPerInvocation(LoopEngine.BURST)
    public long forward() {
        for (int i = 0; i < LoopEngine.BURST; i++) {
            long at = (long) order[next++ & order.length - 1] * ForwardingSet.STRIDE;
            set.engine(0).arrive(0, set.packets(), at, ForwardingSet.FRAME);
        }
        set.worker(0).doWork();
        return set.engine(0).sent();
    }
}
