package uvs.dataplane.forward;

import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.wire.Ipv4Options;
import uvs.dataplane.wire.Malformed;

/// What becomes of packets with IPv4 options: record route and time stamp take the director in, source routes end here, and
/// options that are wrong are answered, all as the kernel does with what it receives.
final class PassingOptions {

    private static final long DAY_MS = 86_400_000L;

    private final Ipv4Options options;
    private final NextHops nextHops;
    private final Router router;
    private final Answers answers;
    private final LongSupplier wallClockMs;
    private final IntPredicate unicastElsewhere = this::isUnicastElsewhere;

    PassingOptions(WayOut path) {
        this.options = path.options();
        this.nextHops = path.nextHops();
        this.router = path.router();
        this.answers = path.answers();
        this.wallClockMs = path.wallClockMs();
    }

    /// Fills in the options of a packet. Answers false when it does not go on, and has dealt with it then.
    ///
    /// @param local the packet is addressed to this machine
    /// @param ours  the kernel does not see it, so that nobody else deals with it
    /// @param newSource what its source will be, if that is translated; 0 if it is not
    boolean pass(Packet packet, boolean local, boolean ours, int newSource, long nowNs) {
        int here = local ? packet.ipv4.destination() : (int) nextHops.sourceLow(false, 0, packet.sourceLow());
        int onward = local ? here
            : newSource != 0 ? newSource : (int) nextHops.sourceLow(false, 0, packet.destinationLow());
        int timeOfDay = (int) Math.floorMod(wallClockMs.getAsLong(), DAY_MS);
        int fault = options.fill(packet.ipv4, here, onward, timeOfDay, unicastElsewhere);
        if (fault == Ipv4Options.SOUND && !options.isSourceRouted()) {
            return true;
        }
        if (!ours) {
            packet.frame().release();
        } else if (fault != Ipv4Options.SOUND) {
            answers.parameterProblem(packet, fault, nowNs);
            router.drop(packet, Malformed.IPV4_OPTION);
        } else {
            // The kernel refuses such packets too (accept_source_route is 0).
            router.drop(packet, DropReason.SOURCE_ROUTED);
        }
        return false;
    }

    private boolean isUnicastElsewhere(int address) {
        NetworkView view = nextHops.view();
        long low = Integer.toUnsignedLong(address);
        boolean unicast = low != 0 && low >>> 28 < 0xe;
        return unicast && !view.isLocal(false, 0, low) && view.route(false, 0, low) != null;
    }
}
