package uvs.tools.replay;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.MemoryEngine;
import uvs.dataplane.port.PcapWriter;

/// The files that sent frames go to: `NAME.pcap` for each interface.
final class SentFrames implements MemoryEngine.Sink, Closeable {

    private final Map<Integer, PcapWriter> writers = new HashMap<>();
    private final Map<String, Long> counts;
    private long timeNs;

    /// @param folder which is made if need be
    /// @param counts to be kept by interface name
    SentFrames(Path folder, List<Link> links, Map<String, Long> counts) throws IOException {
        this.counts = counts;
        Files.createDirectories(folder);
        try {
            for (Link link : links) {
                writers.put(link.index(), PcapWriter.create(folder.resolve(link.name() + ".pcap")));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// The time of the frame that causes what is sent next.
    void at(long newTimeNs) {
        timeNs = newTimeNs;
    }

    /// @throws UncheckedIOException when the file cannot be written
    @Override
    public void sent(Link link, byte[] frame) {
        try {
            writers.get(link.index()).write(timeNs, frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        counts.merge(link.name(), 1L, Long::sum);
    }

    @Override
    public void close() throws IOException {
        for (PcapWriter writer : writers.values()) {
            writer.close();
        }
    }
}
