package uvs.tools.oracle;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import uvs.tools.oracle.Network.Output;

/// One thing that was done in a scenario. A recording has a line of text for each.
sealed interface Step {

    /// Nanoseconds since the scenario began.
    long timeNs();

    /// @param line the arguments of ipvsadm
    record Ipvsadm(long timeNs, String line) implements Step {}

    record Sysctl(long timeNs, String name, int value) implements Step {}

    record Mtu(long timeNs, Side side, int bytes) implements Step {}

    record Mark(long timeNs, String rule) implements Step {}

    /// Nothing, up to this time.
    record Pause(long timeNs) implements Step {}

    /// A frame that came to the director.
    ///
    /// @param outputs what the director with `ip_vs` sent because of it
    /// @param plain   what a director without any virtual server sends, being a router with the same
    /// addresses
    record Arrival(long timeNs, Side side, byte[] frame, List<Output> outputs,
            List<Output> plain) implements Step {

        public Arrival {
            outputs = List.copyOf(outputs);
            plain = List.copyOf(plain);
        }
    }

    /// The lines of a recording for this step.
    default List<String> lines() {
        return switch (this) {
            case Ipvsadm(long time, String line) -> List.of(time + " ipvsadm " + line);
            case Sysctl(long time, String name, int value) -> List.of(time + " sysctl " + name + " " + value);
            case Mtu(long time, Side side, int bytes) -> List.of(time + " mtu " + side.word() + " " + bytes);
            case Mark(long time, String rule) -> List.of(time + " mark " + rule);
            case Pause(long time) -> List.of(time + " pause");
            case Arrival arrival -> Stream.of(
                    Stream.of(line(arrival.timeNs, "in", arrival.side, arrival.frame)),
                    arrival.outputs.stream().map(each -> line(arrival.timeNs, "out", each.side(),
                        each.frame())),
                    arrival.plain.stream().map(each -> line(arrival.timeNs, "plain", each.side(),
                        each.frame())))
                .flatMap(each -> each).toList();
        };
    }

    private static String line(long time, String word, Side side, byte[] frame) {
        return time + " " + word + " " + side.word() + " " + HexFormat.of().formatHex(frame);
    }
}
