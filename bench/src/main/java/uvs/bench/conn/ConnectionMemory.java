package uvs.bench.conn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.conn.ConnectionFlags;

/// Prints the memory that connections take, as the kernel counts it: for 10 million, or as many as the
/// argument says.
///
/// They may take 2 GiB outside the heap, with a heap of 256 MB (`-Xmx256m`). All are over NAT, so that each
/// stands in the index twice.
public final class ConnectionMemory {

    private ConnectionMemory() {
    }

    /// @param arguments nothing, or how many connections
    public static void main(String[] arguments) throws Exception {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
        long before = residentBytes();
        long startNs = System.nanoTime();
        try (var filled = new FilledTable(connections, ConnectionFlags.NAT)) {
            long tookNs = System.nanoTime() - startNs;
            long listingNs = System.nanoTime();
            int[] listed = {0};
            boolean more = filled.table().walk().nextViews(Integer.MAX_VALUE,
                connection -> listed[0] += connection.isValid() ? 1 : 0);
            listingNs = System.nanoTime() - listingNs;
            System.out.printf("connections            %,15d%n", filled.table().size());
            System.out.printf("inserted in            %,15d ms%n", TimeUnit.NANOSECONDS.toMillis(tookNs));
            System.out.printf("walked over%s          %,15d in %,d ms%n", more ? " only" : "", listed[0],
                TimeUnit.NANOSECONDS.toMillis(listingNs));
            System.out.printf("in use off the heap    %,15d bytes%n", filled.table().usedBytes());
            System.out.printf("  for each connection  %,15d bytes%n", filled.table().usedBytes() / connections);
            System.out.printf("resident, whole process%,15d bytes (%,d before the table)%n",
                residentBytes(), before);
            System.out.printf("largest heap           %,15d bytes%n", Runtime.getRuntime().maxMemory());
        }
    }

    static long residentBytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst().orElseThrow();
        }
    }
}
