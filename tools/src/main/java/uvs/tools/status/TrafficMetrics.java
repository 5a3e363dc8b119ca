package uvs.tools.status;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.tools.control.ServerJson;

/// The metrics of the data path: virtual servers, real servers, the connection table, and what was dropped.
final class TrafficMetrics {

    /// Of the group `connections`, what is no counter.
    private static final String PRESENT = "present";
    private static final String CAPACITY = "capacity";

    private TrafficMetrics() {
    }

    private record Real(VirtualServerStatus virtual, RealServerStatus real) {

        Labels labels() {
            return TrafficMetrics.labels(virtual).merge(Labels.of("real_server", ServerJson.path(real.id())));
        }
    }

    static void add(Reading reading, Families families) {
        List<VirtualServerStatus> virtual = reading.services();
        List<Real> real = virtual.stream()
            .flatMap(each -> each.realServers().stream().map(server -> new Real(each, server))).toList();
        traffic("uvs_virtual_server", "virtual", virtual, TrafficMetrics::labels, VirtualServerStatus::counters,
            families);
        families.gauge("uvs_virtual_server_real_servers", "Real servers that the virtual server has now.",
            virtual, TrafficMetrics::labels, each -> each.realServers().size());
        traffic("uvs_real_server", "real", real, Real::labels, each -> each.real().counters(), families);
        families.gauge("uvs_real_server_weight", "The weight in effect.",
            real, Real::labels, each -> each.real().settings().weight());
        families.gauge("uvs_real_server_active_connections", "ActiveConn of ipvsadm -L.",
            real, Real::labels, each -> each.real().activeConnections());
        families.gauge("uvs_real_server_inactive_connections", "InActConn of ipvsadm -L.",
            real, Real::labels, each -> each.real().inactiveConnections());
        families.gauge("uvs_real_server_persistent_connections", "PersistConn of ipvsadm -L --persistent-conn.",
            real, Real::labels, each -> each.real().persistentConnections());
        addCounters(reading.counters(), families);
    }

    private static Labels labels(VirtualServerStatus server) {
        return Labels.of("virtual_server", ServerJson.path(server.id()));
    }

    private static <T> void traffic(String prefix, String kind, Collection<T> servers, Function<T, Labels> labels,
        Function<T, Counters> counters, Families families) {
        families.counter(prefix + "_connections", "Connections that the " + kind + " server was given.",
            servers, labels, each -> counters.apply(each).connections());
        families.counter(prefix + "_incoming_packets", "Packets from clients.",
            servers, labels, each -> counters.apply(each).inPackets());
        families.counter(prefix + "_outgoing_packets", "Packets to clients; with DR and TUN none are seen.",
            servers, labels, each -> counters.apply(each).outPackets());
        families.counter(prefix + "_incoming_bytes", "Bytes of packets from clients.",
            servers, labels, each -> counters.apply(each).inBytes());
        families.counter(prefix + "_outgoing_bytes", "Bytes of packets to clients; with DR and TUN none are seen.",
            servers, labels, each -> counters.apply(each).outBytes());
    }

    private static void addCounters(Map<String, Map<String, Long>> counters, Families families) {
        Map<String, Long> table = counters.get("connections");
        families.gauge("uvs_connection_table_connections", "Connections and templates in the table.",
            table.getOrDefault(PRESENT, 0L));
        families.gauge("uvs_connection_table_capacity", "How many fit; with the kernel's IPVS, hash buckets.",
            table.getOrDefault(CAPACITY, 0L));
        families.counter("uvs_connection_table_events", "What has happened to entries of the table.",
            table.entrySet().stream().filter(each -> !PRESENT.equals(each.getKey()))
                .filter(each -> !CAPACITY.equals(each.getKey())).toList(),
            each -> Labels.of("event", each.getKey()), Map.Entry::getValue);
        // Only AF_XDP has one.
        Map<String, Long> fastPath = counters.getOrDefault("fast_path", Map.of());
        if (!fastPath.isEmpty()) {
            families.gauge("uvs_fast_path_entries", "Directions of connections that the kernel's programs carry.",
                fastPath.get("entries"));
            families.counter("uvs_fast_path_packets", "Packets that the kernel's programs carried.",
                List.of(fastPath), _ -> Labels.EMPTY, each -> each.get("packets"));
            families.counter("uvs_fast_path_refused_full", "How often a connection found no room there.",
                List.of(fastPath), _ -> Labels.EMPTY, each -> each.get("refused_full"));
        }
        families.counter("uvs_dropped_packets", "Packets of virtual servers that were not sent on, by reason.",
            counters.get("dropped").entrySet(), each -> Labels.of("reason", each.getKey()), Map.Entry::getValue);
        families.counter("uvs_malformed_packets", "Packets with a header that is wrong, by what was wrong.",
            counters.get("malformed").entrySet(), each -> Labels.of("reason", each.getKey()), Map.Entry::getValue);
    }
}
