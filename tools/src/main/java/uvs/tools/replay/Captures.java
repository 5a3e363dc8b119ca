package uvs.tools.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import uvs.dataplane.port.PcapReader;

/// The frames of several capture files in the order of time; of equal times, in the order of the files.
///
/// A file may be out of order by [#LOOK_AHEAD] frames, as those of several processors are. No more than these
/// are in memory.
final class Captures implements Closeable {

    static final int LOOK_AHEAD = 256;

    private final List<Source> sources = new ArrayList<>();

    /// A frame that an interface received.
    record Captured(int linkIndex, long timeNs, byte[] frame) {}

    /// @param number the position in the file
    private record Numbered(long number, Captured captured) {

        private long timeNs() {
            return captured.timeNs();
        }
    }

    private static final class Source {

        private final Path file;
        private final int linkIndex;
        private final PcapReader reader;
        private final PriorityQueue<Numbered> ahead = new PriorityQueue<>(
            Comparator.comparingLong(Numbered::timeNs).thenComparingLong(Numbered::number));
        private boolean ended;
        private long number;
        private long lastNs;

        private Source(Path file, int linkIndex) throws IOException {
            this.file = file;
            this.linkIndex = linkIndex;
            reader = PcapReader.open(file);
        }

        private void readAhead() throws IOException {
            while (!ended && ahead.size() < LOOK_AHEAD) {
                ended = !reader.next();
                if (!ended) {
                    var captured = new Captured(linkIndex, reader.timeNs(), reader.frame());
                    if (captured.timeNs() < lastNs) {
                        throw new IOException(file + ": frame " + (number + 1) + " is more than " + LOOK_AHEAD
                            + " frames out of order; sort the file by time, with reordercap for instance");
                    }
                    ahead.add(new Numbered(number++, captured));
                }
            }
        }

        private long nextTimeNs() {
            return ahead.element().timeNs();
        }

        private Captured take() throws IOException {
            Captured captured = ahead.remove().captured();
            lastNs = captured.timeNs();
            readAhead();
            return captured;
        }
    }

    void add(Path file, int linkIndex) throws IOException {
        var source = new Source(file, linkIndex);
        sources.add(source);
        source.readAhead();
    }

    /// The next frame, or null when there is none.
    Captured next() throws IOException {
        Source first = first();
        return first == null ? null : first.take();
    }

    /// When the next frame comes; 0 when there is none.
    long nextTimeNs() {
        Source first = first();
        return first == null ? 0 : first.nextTimeNs();
    }

    private Source first() {
        Source first = null;
        for (Source source : sources) {
            boolean earlier = !source.ahead.isEmpty()
                && (first == null || source.nextTimeNs() < first.nextTimeNs());
            if (earlier) {
                first = source;
            }
        }
        return first;
    }

    @Override
    public void close() throws IOException {
        for (Source source : sources) {
            source.reader.close();
        }
    }
}
