package uvs.vrrp.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import uvs.config.TrackProcess;
import uvs.config.TrackProcess.ParameterMatch;

class ProcessTableTest {

    private static final ProcessTable TABLE = new ProcessTable(List.of(
        new ProcessTable.Entry("haproxy", List.of("/usr/sbin/haproxy", "-f", "/etc/haproxy.cfg")),
        new ProcessTable.Entry("haproxy", List.of("haproxy")),
        new ProcessTable.Entry("a_name_that_is_", List.of("a_name_that_is_long")),
        new ProcessTable.Entry("kthreadd", List.of())));

    @Test
    void comparesTheNameAsTheKernelCutsIt() {
        assertEquals(2, TABLE.count(process(ParameterMatch.NONE, false, "haproxy")));
        assertEquals(1, TABLE.count(process(ParameterMatch.NONE, false, "a_name_that_is_long")));
        assertEquals(1, TABLE.count(process(ParameterMatch.NONE, false, "kthreadd")));
        assertEquals(0, TABLE.count(process(ParameterMatch.NONE, false, "nginx")));
    }

    @Test
    void comparesTheWholeCommandOnRequest() {
        assertEquals(1, TABLE.count(process(ParameterMatch.NONE, true, "/usr/sbin/haproxy")));
    }

    @Test
    void comparesTheArguments() {
        assertEquals(1, TABLE.count(process(ParameterMatch.EXACT, false, "haproxy", "-f", "/etc/haproxy.cfg")));
        assertEquals(0, TABLE.count(process(ParameterMatch.EXACT, false, "haproxy", "-f")));
        assertEquals(1, TABLE.count(process(ParameterMatch.INITIAL, false, "haproxy", "-f")));
        assertEquals(1, TABLE.count(process(ParameterMatch.PARTIAL, false, "haproxy", "-f", "/etc/ha")));
        assertEquals(0, TABLE.count(process(ParameterMatch.PARTIAL, false, "haproxy", "-x", "/etc/ha")));
    }

    @Test
    void putsUpWithTooFewForTheirDelay() {
        var results = new ArrayList<TrackerResult>();
        var tracker = new ProcessTracker(new TrackProcess("p", List.of("haproxy"), ParameterMatch.NONE, 0, false, 2,
            TrackProcess.UNLIMITED, Duration.ZERO, Duration.ofNanos(100), false), results::add);
        var one = new ProcessTable(TABLE.processes().subList(1, 4));
        tracker.look(TABLE, 0);
        tracker.look(one, 10);
        tracker.look(one, 109);
        assertEquals(List.of(new TrackerResult.Process("p", true)), results);
        tracker.look(one, 110);
        assertEquals(new TrackerResult.Process("p", false), results.getLast());
        tracker.look(TABLE, 111);
        assertEquals(new TrackerResult.Process("p", true), results.getLast());
    }

    @Test
    void readsTheNumberThatAFileStartsWith() {
        assertEquals(-7, FileTracker.parse(" -7\nrest"));
        assertEquals(0, FileTracker.parse("none"));
        assertEquals(Integer.MAX_VALUE, FileTracker.parse("99999999999999999999"));
        assertEquals(Integer.MIN_VALUE, FileTracker.parse("-99999999999999999999"));
    }

    private static TrackProcess process(ParameterMatch match, boolean fullCommand, String... words) {
        return new TrackProcess("p", List.of(words), match, 0, false, 1, TrackProcess.UNLIMITED, Duration.ZERO,
            Duration.ZERO, fullCommand);
    }
}
