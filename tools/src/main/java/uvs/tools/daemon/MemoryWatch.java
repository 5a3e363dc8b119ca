package uvs.tools.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.Defence;
import uvs.dataplane.service.VsSettings;

/// Sees once a second to the memory of the connection table, on the conductor: to the defences against its shortage, and to what
/// the table has left when it grew.
final class MemoryWatch {

    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final long KIB = 1024;

    private final ConnectionTable connections;
    private final Defence defence;
    private final Log log;
    private long lastNs;

    MemoryWatch(DataPlane dataPlane, VsSettings asked, Log log, long nowNs) {
        this.log = log;
        connections = dataPlane.connections();
        defence = new Defence(asked, dataPlane.connections(), RandomGenerator.getDefault(),
            dataPlane.backend()::onePacketServers, dataPlane.backend()::settings);
        lastNs = nowNs;
    }

    void onCycle(long nowNs) {
        if (nowNs - lastNs < PERIOD_NS) {
            return;
        }
        lastNs = nowNs;
        if (defence.keepUp(defence.watchesMemory() ? freeBytes() : Long.MAX_VALUE, nowNs)) {
            log.warning("free memory has passed amemthresh: " + defence.describe());
        }
        try {
            connections.releaseUnused();
        } catch (SystemCallException e) {
            log.warning("memory that the connection table no longer uses is not given back: " + e.getMessage());
        }
    }

    /// As the kernel's IPVS reckons it: free pages and buffers.
    private static long freeBytes() {
        try (Stream<String> lines = Files.lines(MEMORY)) {
            return lines.filter(line -> line.startsWith("MemFree:") || line.startsWith("Buffers:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
