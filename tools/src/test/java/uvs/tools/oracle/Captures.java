package uvs.tools.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import uvs.dataplane.port.PcapWriter;
import uvs.tools.oracle.Network.Output;

/// Writes what went through either director as pcap, for a look with tshark: each frame that arrived, and
/// behind it what was sent because of it.
final class Captures {

    private Captures() {
    }

    static void write(Path folder, Recording recording, Replay.Outcome outcome) throws IOException {
        Files.createDirectories(folder);
        try (var want = PcapWriter.create(folder.resolve(recording.scenario() + ".want.pcap"));
            var got = PcapWriter.create(folder.resolve(recording.scenario() + ".got.pcap"))) {
            int number = 0;
            for (Step step : recording.steps()) {
                if (step instanceof Step.Arrival arrival) {
                    write(want, arrival, arrival.outputs());
                    write(got, arrival, outcome.outputs().get(number++));
                }
            }
        }
    }

    private static void write(PcapWriter writer, Step.Arrival arrival,
            List<Output> outputs) throws IOException {
        writer.write(arrival.timeNs(), arrival.frame());
        for (Output output : outputs) {
            writer.write(arrival.timeNs() + 1, output.frame());
        }
    }
}
