package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Every cell of the state tables, and the time each state has, against what the kernel was seen to do.
final class StateTablesTest {

    private static final Map<String, Integer> FLAGS = Map.of(
        "syn", 0x02, "synack", 0x12, "fin", 0x11, "ack", 0x10, "rst", 0x04,
        "synrst", 0x06, "synfin", 0x03, "none", 0x00, "psh", 0x08);

    /// One recorded line: protocol, direction, packet, then STATE/seconds for each state before.
    private record Recorded(String protocol, Direction direction, String packet, List<String> after) {}

    private static List<Recorded> recorded(String protocol) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(
                StateTablesTest.class.getResourceAsStream("kernel-states.txt"), StandardCharsets.UTF_8))) {
            return in.lines().filter(line -> line.startsWith(protocol)).map(line -> line.split(" "))
                .map(words -> new Recorded(words[0], Direction.valueOf(words[1]), words[2],
                    List.of(words).subList(3, words.length)))
                .toList();
        }
    }

    @Test
    void followsTcpAsTheKernelDoes() throws IOException {
        int cells = 0;
        for (Recorded line : recorded("TCP")) {
            boolean secure = line.packet().startsWith("secure-");
            TcpEvent event = TcpEvent.of(FLAGS.get(line.packet().replace("secure-", "")));
            for (TcpState before : TcpState.values()) {
                TcpState next = TcpStates.next(secure, line.direction(), event, before);
                check(line, before, next, Timeouts.DEFAULT.tcpNs(next));
                cells++;
            }
        }
        assertEquals(2 * 3 * 9 * 11, cells);
    }

    @Test
    void followsSctpAsTheKernelDoes() throws IOException {
        int cells = 0;
        for (Recorded line : recorded("SCTP")) {
            int[] chunks = Arrays.stream(line.packet().replaceAll("^chunks?", "").split("\\+"))
                .mapToInt(Integer::parseInt).toArray();
            SctpEvent event = SctpEvent.of(chunks[0], chunks.length > 1 ? chunks[1] : SctpEvent.NO_CHUNK);
            for (SctpState before : SctpState.values()) {
                SctpState next = SctpStates.next(line.direction(), event, before);
                check(line, before, next, Timeouts.DEFAULT.sctpNs(next));
                cells++;
            }
        }
        assertEquals(3 * 24 * 14, cells);
    }

    private static void check(Recorded line, ConnectionState before, ConnectionState next, long timeoutNs) {
        String where = line.protocol() + " " + line.direction() + " " + line.packet() + " in " + before;
        String[] after = line.after().get(before.number()).split("/");
        assertEquals(after[0], next.listed(), where);
        // Part of the first second was over when the kernel's table was read.
        long seconds = TimeUnit.NANOSECONDS.toSeconds(timeoutNs);
        long left = Long.parseLong(after[1]);
        assertTrue(left == seconds || left == seconds - 1, where + ": " + left + " of " + seconds);
    }

    @Test
    void changesTheTimesThatSetChanges() {
        Timeouts changed = Timeouts.DEFAULT.set(1, 2, 3);
        assertEquals(TimeUnit.SECONDS.toNanos(1), changed.tcpNs(TcpState.ESTABLISHED));
        assertEquals(TimeUnit.SECONDS.toNanos(2), changed.tcpNs(TcpState.FIN_WAIT));
        assertEquals(TimeUnit.SECONDS.toNanos(3), changed.udpNs());
        assertEquals(TimeUnit.SECONDS.toNanos(60), changed.tcpNs(TcpState.SYN_RECV));

        Timeouts kept = changed.set(0, 0, 0);
        assertEquals(changed.tcpNs(TcpState.ESTABLISHED), kept.tcpNs(TcpState.ESTABLISHED));
        assertEquals(changed.tcpNs(TcpState.FIN_WAIT), kept.tcpNs(TcpState.FIN_WAIT));
        assertEquals(changed.udpNs(), kept.udpNs());
        assertEquals(TimeUnit.SECONDS.toNanos(900), Timeouts.DEFAULT.tcpNs(TcpState.ESTABLISHED));
    }
}
