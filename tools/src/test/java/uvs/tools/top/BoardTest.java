package uvs.tools.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uvs.dataplane.service.BackendException;
import uvs.tools.top.Choice.Sort;
import uvs.tools.top.Choice.View;

/// What `uvs top` shows of what a director says, and what keys change of it.
final class BoardTest {

    /// @param time  milliseconds since the first
    /// @param first connections that the first real server had, and a thousand bytes each
    private static JsonNode status(long time, long first, long second, long dropped) throws BackendException {
        return Sample.read("""
            {"time_ms": %d, "started_ms": 1000,
             "services": [
              {"protocol": "tcp", "address": "192.0.2.1", "port": 80, "scheduler": "wlc",
               "statistics": {"connections": %d, "in_packets": 0, "out_packets": 0, "in_bytes": 0, "out_bytes": 0},
               "rates": {"connections": 7, "in_packets": 0, "out_packets": 0, "in_bytes": 0, "out_bytes": 0},
               "servers": [
                {"address": "198.51.100.1", "port": 8080, "method": "nat", "weight": 1, "active": 2, "inactive": 1500,
                 "statistics": {"connections": %d, "in_packets": 0, "out_packets": 0, "in_bytes": %d, "out_bytes": 0}},
                {"address": "2001:db8::2", "port": 8080, "method": "tun", "tunnel": {"type": "gue"}, "weight": 0,
                 "active": 3, "inactive": 0,
                 "statistics": {"connections": %d, "in_packets": 0, "out_packets": 0, "in_bytes": 0, "out_bytes": 0}}]},
              {"fwmark": 4000000000, "family": "ipv6", "scheduler": "rr", "statistics": {}, "servers": []}],
             "counters": {"connections": {"present": 12}, "dropped": {"no_route": %d, "no_frame": 0},
                          "malformed": {"ipv4_checksum": 2}},
             "workers": [{"name": "worker-0", "interfaces": [
               {"name": "eth0", "received_frames": 9, "receive_failures": 1, "send_failures": 0}]}],
             "checks": [{"real_server": "[198.51.100.1]:tcp:8080", "check": "TCP_CHECK", "state": "down",
                         "latency_us": {"p50": 1250}, "last_run": {"words": "connection refused"}}],
             "vrrp": {"instances": [{"data": {"iname": "VI\\u001b[31m_1\\n", "state": 2, "ifp_ifname": "eth0",
                        "effective_priority": 150, "last_transition": 1.5, "vips": ["192.0.2.1/32 dev eth0"]}}],
                      "groups": [{"name": "VG", "state": "FAULT", "members": ["VI_1", "VI_2"]}]},
             "events": [{"time_ms": 3000, "kind": "server", "name": "a", "text": "out"}]}
            """.formatted(time, first + second, first, 1000 * first, second, dropped));
    }

    private static List<String> lines(Course course, Choice choice) {
        return Stream.concat(Board.head(course, choice).stream(),
            Board.body(course.newest().orElseThrow(), choice).stream()).map(Line::text).toList();
    }

    private static Course twoSeconds() throws BackendException {
        var course = new Course();
        course.add(status(62_000, 100, 50, 5));
        course.add(status(64_000, 120, 90, 9));
        return course;
    }

    @Test
    void showsServersWithTheirRates() throws Exception {
        List<String> lines = lines(twoSeconds(), Choice.FIRST);
        assertTrue(lines.get(0).endsWith("up 1 min"), lines.get(0));
        assertEquals("Connections 12   new/s 30   packets/s in 0 out 0   bit/s in 0 out 0   dropped/s 2", lines.get(1));
        assertEquals("new/s                                 ▃█   packets/s                             ▁▁",
            lines.get(2));
        assertEquals("""
            192.0.2.1:80 TCP                   wlc                   5     1.5k      30         0         0         0         0
              198.51.100.1:8080                nat           1       2     1.5k      10         0         0     80.0k         0
              [2001:db8::2]:8080               tun gue       0       3        0      20         0         0         0         0
            fwmark 4000000000 IPv6             rr                    0        0       0         0         0         0         0
              no real server: connections are refused
            """.strip(), String.join("\n", lines.subList(4, lines.size())));
    }

    /// Where there is no moment before, and after counters were zeroed.
    @Test
    void showsNoRatesThatNobodyKnows() throws Exception {
        var course = new Course();
        course.add(status(62_000, 100, 50, 5));
        assertTrue(lines(course, Choice.FIRST).get(1).contains(" new/s 7 "), "the director's estimate");
        course.add(status(63_000, 0, 0, 0));
        assertTrue(lines(course, Choice.FIRST).get(1).contains(" new/s 0 "));
        assertTrue(lines(course, Choice.FIRST).get(1).endsWith(" dropped/s 0"));
    }

    @Test
    void ordersServers() throws Exception {
        Course course = twoSeconds();
        assertEquals(List.of("192.0.2.1:80", "198.51.100.1:8080", "[2001:db8::2]:8080", "fwmark", "no"),
            first(course, Choice.of(View.SERVERS, Sort.BYTES)));
        assertEquals(List.of("192.0.2.1:80", "[2001:db8::2]:8080", "198.51.100.1:8080", "fwmark", "no"),
            first(course, Choice.of(View.SERVERS, Sort.CONNECTIONS)));
        assertEquals(List.of("fwmark", "no", "192.0.2.1:80", "198.51.100.1:8080", "[2001:db8::2]:8080"),
            first(course, Choice.of(View.SERVERS, Sort.ACTIVE).press(new Key.Letter('r'), 5)));
        assertEquals(List.of("192.0.2.1:80", "198.51.100.1:8080", "[2001:db8::2]:8080", "fwmark", "no"),
            first(course, Choice.of(View.SERVERS, Sort.NAME)));
    }

    private static List<String> first(Course course, Choice choice) {
        List<String> lines = lines(course, choice);
        return lines.subList(4, lines.size()).stream().map(line -> line.strip().split(" ")[0]).toList();
    }

    @Test
    void showsTheOtherViews() throws Exception {
        Course course = twoSeconds();
        assertTrue(shown(course, View.CHECKS).matches(
            "(?s).*\\[198\\.51\\.100\\.1]:tcp:8080 +TCP_CHECK +down +1\\.3 ms connection refused"), shown(course, View.CHECKS));
        assertTrue(shown(course, View.DROPS).matches("(?s).*no route +9\nipv4 checksum +2"), shown(course, View.DROPS));
        assertTrue(shown(course, View.EVENTS).endsWith("  a out"), shown(course, View.EVENTS));
        assertTrue(shown(course, View.WORKERS).matches("(?s).*worker-0 +eth0 +9 +1 +0"), shown(course, View.WORKERS));
    }

    /// A name comes from the configuration, and may hold what would drive the terminal.
    @Test
    void letsNoNameDriveTheTerminal() throws Exception {
        String vrrp = shown(twoSeconds(), View.VRRP);
        assertTrue(vrrp.matches("(?s).*\nVI\\?\\[31m_1\\? +MASTER +eth0 +150 1 min +192\\.0\\.2\\.1/32\n"
            + "VG +FAULT +group +VI_1 VI_2"), vrrp);
    }

    private static String shown(Course course, View view) {
        return String.join("\n", lines(course, Choice.of(view, Sort.TABLE)));
    }

    @Test
    void saysWhatTroubleThereIs() throws Exception {
        Course course = twoSeconds();
        course.trouble("the director has broken off");
        assertTrue(lines(course, Choice.FIRST).getFirst().endsWith("  old: the director has broken off"));
        course.add(status(65_000, 130, 95, 9));
        assertFalse(lines(course, Choice.FIRST).getFirst().contains("old"));
        assertEquals("the director answers what this program does not know; use the uvs of the same version",
            assertThrows(BackendException.class, () -> Sample.read("{}")).getMessage());
        assertThrows(BackendException.class, () -> Sample.read("<html>"));
    }

    @Test
    void heedsKeys() {
        Choice choice = Choice.FIRST;
        assertEquals(View.DROPS, choice.press(new Key.Letter('4'), 5).view());
        assertEquals(choice, choice.press(new Key.Letter('9'), 5));
        assertEquals(View.VRRP, choice.press(new Key.Letter('\t'), 5).view());
        assertEquals(View.WORKERS, choice.press(new Key.Left(), 5).view());
        assertEquals(View.SERVERS, choice.press(new Key.Left(), 5).press(new Key.Right(), 5).view());
        assertEquals(Sort.CONNECTIONS, choice.press(new Key.Letter('s'), 5).sort());
        assertEquals(Sort.NAME, choice.press(new Key.Letter('S'), 5).sort());
        assertTrue(choice.press(new Key.Letter('p'), 5).paused());
        assertFalse(choice.press(new Key.Letter(' '), 5).press(new Key.Letter(' '), 5).paused());
        assertTrue(choice.press(new Key.Letter('h'), 5).help());
        assertFalse(choice.press(new Key.Letter('?'), 5).press(new Key.Escape(), 5).help());
        assertTrue(choice.press(new Key.Letter('q'), 5).over());
        assertEquals(4, choice.press(new Key.PageDown(), 5).skipped());
        assertEquals(0, choice.press(new Key.Down(), 5).press(new Key.PageUp(), 5).skipped());
        assertEquals(0, choice.press(new Key.Down(), 5).press(new Key.Letter('2'), 5).skipped());
    }

    @Test
    void writesNumbersBriefly() {
        assertEquals(List.of("0", "7", "0.25", "19.5", "455", "999", "1.0k", "12.3k", "4.3G"),
            Stream.of(0.0, 7.0, 0.25, 19.5, 455.0, 999.0, 1000.0, 12_345.0, 4_300_000_000.0).map(Numbers::brief).toList());
        assertEquals(List.of("0 s", "59 s", "1 min", "1 h 1 min", "2 d 1 h"),
            Stream.of(-5L, 59_999L, 60_000L, 3_660_000L, 176_400_000L).map(Numbers::span).toList());
    }
}
