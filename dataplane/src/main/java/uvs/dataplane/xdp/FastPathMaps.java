package uvs.dataplane.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.ProcessorList;
import uvs.dataplane.linux.SystemCallException;

/// What the programs of a fast path work with, and where each thing stands: the [FastPathTable] of connections, and three arrays
/// that this process reads and writes as memory too.
///
/// ```
/// real server   epoch (4), padding (4): an entry of another epoch is void
/// next hop      stamp (4), MTU (4), both Ethernet addresses (12), interface (4), used (4), padding (4)
/// counters      from clients: packets, bytes; from real servers: packets, bytes (8 each)
/// ```
///
/// Each processor has counters of its own, which programs that run on it alone write; so they need no atomic additions.
final class FastPathMaps implements AutoCloseable {

    static final int STAMP = 0;
    static final int MTU = 4;
    static final int ETHERNET = 8;
    static final int INTERFACE = 20;
    static final int USED = 24;
    static final int HOP_SIZE = 32;

    static final int OUT = 16;
    static final int BYTES = 8;
    static final int COUNTERS_SIZE = 32;
    /// Counters of a processor: first virtual servers, then real ones.
    static final int COUNTERS_SHIFT = 13;
    static final int SERVERS = 1 << COUNTERS_SHIFT - 1;
    static final int HOPS_OF_A_WORKER = 1024;

    private static final int EPOCH_SIZE = 8;
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofAuto();
    private final DescriptorGroup descriptors = new DescriptorGroup();
    private final int processors;
    private final FastPathTable table;
    private final Descriptor realServers;
    private final Descriptor hops;
    private final Descriptor counters;
    private final MemorySegment epochMemory;
    private final MemorySegment hopMemory;
    private final MemorySegment counterMemory;

    FastPathMaps(int workers) throws SystemCallException {
        processors = processors();
        table = new FastPathTable();
        try {
            realServers = map("uvs_epochs", EPOCH_SIZE, SERVERS);
            hops = map("uvs_hops", HOP_SIZE, workers * HOPS_OF_A_WORKER);
            counters = map("uvs_counters", COUNTERS_SIZE, processors << COUNTERS_SHIFT);
            epochMemory = Bpf.memory(realServers, (long) SERVERS * EPOCH_SIZE, arena);
            hopMemory = Bpf.memory(hops, (long) workers * HOPS_OF_A_WORKER * HOP_SIZE, arena);
            counterMemory = Bpf.memory(counters, (long) COUNTERS_SIZE * processors << COUNTERS_SHIFT, arena);
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    private Descriptor map(String name, int size, int entries) throws SystemCallException {
        return descriptors.add(Bpf.createMap(Bpf.ARRAY, name, Integer.BYTES, size, entries, Bpf.MAPPABLE));
    }

    /// Numbers of processors go up to this, whether they are there or not.
    private static int processors() {
        try {
            return Collections.max(ProcessorList.possible()) + 1;
        } catch (IOException | IllegalArgumentException _) {
            // A program that runs on another one leaves all packets to the workers.
            return Runtime.getRuntime().availableProcessors();
        }
    }

    FastPathTable table() {
        return table;
    }

    Descriptor realServers() {
        return realServers;
    }

    Descriptor hops() {
        return hops;
    }

    Descriptor counters() {
        return counters;
    }

    int epoch(int realServer) {
        return (int) INT.getAcquire(epochMemory, (long) realServer * EPOCH_SIZE);
    }

    /// Makes all entries of a real server void.
    void nextEpoch(int realServer) {
        int ignored = (int) INT.getAndAdd(epochMemory, (long) realServer * EPOCH_SIZE, 1);
    }

    int stamp(int hop) {
        return (int) INT.getAcquire(hopMemory, at(hop) + STAMP);
    }

    /// Writes a next hop that no entry refers to yet; programs may use it when it has its stamp.
    void hop(int hop, int stamp, int mtu, long mac, long sourceMac, int linkIndex) {
        long at = at(hop);
        INT.setRelease(hopMemory, at + STAMP, 0);
        VarHandle.fullFence();
        hopMemory.set(JAVA_INT, at + MTU, mtu);
        for (int i = 0; i < 6; i++) {
            hopMemory.set(JAVA_BYTE, at + ETHERNET + i, (byte) (mac >>> 40 - 8 * i));
            hopMemory.set(JAVA_BYTE, at + ETHERNET + 6 + i, (byte) (sourceMac >>> 40 - 8 * i));
        }
        hopMemory.set(JAVA_INT, at + INTERFACE, linkIndex);
        hopMemory.set(JAVA_INT, at + USED, 0);
        INT.setRelease(hopMemory, at + STAMP, stamp);
    }

    int linkOf(int hop) {
        return hopMemory.get(JAVA_INT, at(hop) + INTERFACE);
    }

    void dropHop(int hop) {
        INT.setVolatile(hopMemory, at(hop) + STAMP, 0);
    }

    boolean wasUsed(int hop) {
        return (int) INT.getAndSet(hopMemory, at(hop) + USED, 0) != 0;
    }

    private static long at(int hop) {
        return (long) hop * HOP_SIZE;
    }

    /// A counter over all processors.
    ///
    /// @param number of a virtual server, or [#SERVERS] more than that of a real one
    /// @param at     0 or [#OUT], and [#BYTES] more for bytes
    long count(int number, int at) {
        long sum = 0;
        for (int processor = 0; processor < processors; processor++) {
            long place = ((long) processor << COUNTERS_SHIFT) + number;
            sum += (long) LONG.getOpaque(counterMemory, place * COUNTERS_SIZE + at);
        }
        return sum;
    }

    @Override
    public void close() {
        table.close();
        descriptors.close();
    }
}
