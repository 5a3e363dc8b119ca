package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Testbed;

/// Beside the real keepalived, in every way of speaking VRRP and in both roles at once: of each way there are two virtual
/// routers, and each host is the better one for one of them.
@Tag(Testbed.TAG)
class WireInteropTest {

    @Test
    void sharesVirtualRoutersWithKeepalivedInEveryWay() {
        try (var pair = new VrrpPair()) {
            for (var host : List.of(pair.a, pair.b)) {
                host.address("eth0", "2001:db8::" + (host == pair.a ? 9 : 10) + "/64");
            }
            var theirs = pair.keepalived(pair.b, configuration(false));
            var ours = pair.uvs(pair.a, configuration(true));
            for (WireKind kind : WireKind.values()) {
                pair.awaitHolder(pair.a, kind.address(true));
                pair.awaitHolder(pair.b, kind.address(false));
            }
            comparesAdvertisements(pair);

            ours.stop();
            for (WireKind kind : WireKind.values()) {
                pair.awaitHolder(pair.b, kind.address(true));
            }
            assertEquals(List.of(), theirs.complaints());
            assertEquals(List.of(), ours.complaints());

            var again = pair.uvs(pair.a, configuration(true));
            for (WireKind kind : WireKind.values()) {
                pair.awaitHolder(pair.a, kind.address(true));
            }
            theirs.stop();
            for (WireKind kind : WireKind.values()) {
                pair.awaitHolder(pair.a, kind.address(false));
            }
            assertEquals(List.of(), again.complaints());
            again.stop();
            for (WireKind kind : WireKind.values()) {
                assertFalse(VrrpPair.has(pair.a, kind.address(true)), "left behind");
            }
        }
    }

    /// Of each way one router of ours and one of keepalived's is active: their packets may differ in nothing but what
    /// makes them different routers.
    private static void comparesAdvertisements(VrrpPair pair) {
        List<Frames.Advertisement> frames;
        try (Capture capture = pair.a.capture("eth0", "ip proto 112 or ip proto 51 or ip6 proto 112")) {
            Await.until("not every router has advertised", VrrpPair.LIMIT,
                () -> Frames.read(capture.file()).stream().map(Frames.Advertisement::virtualRouterId)
                    .collect(Collectors.toSet()).size() == 2 * WireKind.values().length);
            capture.stop();
            frames = Frames.read(capture.file());
        }
        for (WireKind kind : WireKind.values()) {
            assertEquals(distinct(frames, kind.virtualRouterId(false)), distinct(frames, kind.virtualRouterId(true)),
                kind + ": keepalived's, then ours");
        }
    }

    private static List<String> distinct(List<Frames.Advertisement> frames, int virtualRouterId) {
        return frames.stream().filter(frame -> frame.virtualRouterId() == virtualRouterId)
            .map(Frames.Advertisement::fields).distinct().toList();
    }

    private static String configuration(boolean onA) {
        return Stream.of(WireKind.values())
            .flatMap(kind -> Stream.of(kind.instance(onA, true), kind.instance(onA, false)))
            .collect(Collectors.joining("\n"));
    }
}
