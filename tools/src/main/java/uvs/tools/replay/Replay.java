package uvs.tools.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uvs.config.Configuration;
import uvs.dataplane.conn.ConnectionEntry;
import uvs.dataplane.forward.DropReason;
import uvs.dataplane.forward.Drops;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.wire.Malformed;

/// Captured frames on their way through a director: in by the interfaces that they were captured on, at the
/// times at which they were captured; out into one file for each interface, with the time of the frame that
/// caused them.
public final class Replay {

    private final Configuration configuration;
    private final VsSettings settings;
    private final List<MarkRule> marks;
    private final StaticNetwork network;
    private final List<Capture> captures;
    private final Path out;

    /// Frames that arrived on an interface.
    public record Capture(Link link, Path file) {}

    /// What came of it.
    ///
    /// @param received    frames by interface, in the order of the interfaces
    /// @param sent        frames by interface
    /// @param notTaken    frames that were longer than any which an interface takes in
    /// @param drops       packets by the reason why they were dropped, in lower case with hyphens
    /// @param connections those in the table at the end
    public record Result(Map<String, Long> received, Map<String, Long> sent, long notTaken,
        Map<String, Long> drops, List<ConnectionEntry> connections) {
    }

    /// @param out the folder of the files to be written, which is made if need be
    /// @param marks which packets have firewall marks
    public Replay(Configuration configuration, VsSettings settings, List<MarkRule> marks, StaticNetwork network,
            List<Capture> captures, Path out) {
        this.configuration = configuration;
        this.settings = settings;
        this.marks = List.copyOf(marks);
        this.network = network;
        this.captures = List.copyOf(captures);
        this.out = out;
    }

    /// Runs all of it.
    ///
    /// @throws IOException when a file cannot be read or written; what was sent until then is in the files
    public Result run() throws IOException, BackendException, SystemCallException {
        Map<String, Long> received = zeros();
        Map<String, Long> sent = zeros();
        try (var frames = new Captures(); var files = new SentFrames(out, network.links(), sent)) {
            for (Capture capture : captures) {
                frames.add(capture.file(), capture.link().index());
            }
            try (var director = new OfflineDirector(
                    configuration, settings, marks, network.view(), frames.nextTimeNs(), files)) {
                long notTaken = forward(frames, files, director, received);
                var connections = new ArrayList<ConnectionEntry>();
                director.connections(connections::add);
                return new Result(received, sent, notTaken, drops(director.drops()), connections);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Map<String, Long> zeros() {
        var zeros = new LinkedHashMap<String, Long>();
        network.links().forEach(link -> zeros.put(link.name(), 0L));
        return zeros;
    }

    private long forward(Captures frames, SentFrames files, OfflineDirector director, Map<String,
        Long> received)
            throws IOException {
        Map<Integer, String> names = new LinkedHashMap<>();
        network.links().forEach(link -> names.put(link.index(), link.name()));
        long notTaken = 0;
        Captures.Captured captured = frames.next();
        while (captured != null) {
            director.advance(captured.timeNs());
            files.at(captured.timeNs());
            if (!director.arrive(captured.linkIndex(), captured.frame())) {
                notTaken++;
            }
            received.merge(names.get(captured.linkIndex()), 1L, Long::sum);
            captured = frames.next();
        }
        return notTaken;
    }

    private static Map<String, Long> drops(Drops drops) {
        var named = new LinkedHashMap<String, Long>();
        for (DropReason reason : DropReason.values()) {
            put(named, reason, drops.of(reason));
        }
        for (Malformed malformed : Malformed.values()) {
            put(named, malformed, drops.of(malformed));
        }
        return named;
    }

    private static void put(Map<String, Long> named, Enum<?> reason, long count) {
        if (count != 0) {
            named.put(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), count);
        }
    }
}
