package uvs.dataplane.forward;

import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.service.ServerCounters.Counter;
import uvs.dataplane.service.WorkerCounters;

/// Counts packets and bytes for a real server and its virtual server; bytes from the IP header on, as IPVS does.
final class TrafficCount {

    private final WorkerCounters counters;

    TrafficCount(WorkerCounters counters) {
        this.counters = counters;
    }

    /// From the client.
    void in(Packet packet, RealServerEntry real) {
        count(packet.length(), real, Counter.IN_PACKETS, Counter.IN_BYTES);
    }

    /// From the real server, or what IPVS counts as such.
    void out(int length, RealServerEntry real) {
        count(length, real, Counter.OUT_PACKETS, Counter.OUT_BYTES);
    }

    /// From the real server.
    void out(Packet packet, RealServerEntry real) {
        count(packet.length(), real, Counter.OUT_PACKETS, Counter.OUT_BYTES);
    }

    private void count(int length, RealServerEntry real, Counter packets, Counter bytes) {
        counters.virtualServers().add(real.virtualServer(), packets, bytes, length);
        counters.realServers().add(real.number(), packets, bytes, length);
    }
}
