package uvs.vrrp.agent;

import java.util.List;

import uvs.config.Configuration;
import uvs.config.VrrpInstance;
import uvs.vrrp.network.AdvertisementSocket;
import uvs.vrrp.wire.Advertisement;
import uvs.vrrp.wire.ReceivedPacket;
import uvs.vrrp.wire.Reception;
import uvs.vrrp.wire.Refusal;

/// Finds whom a packet is for, has it checked, and counts.
final class Hearing {

    private Hearing() {
    }

    /// What hearing a packet came to.
    sealed interface Heard {

        /// Nothing but a counter.
        record ByNobody() implements Heard {}

        /// @param router the position of the one that must act upon it
        record By(int router) implements Heard {}
    }

    static Heard hear(AdvertisementSocket socket, ReceivedPacket packet, List<RunningRouter> routers,
        Effects effects, Configuration configuration) {
        for (int i = 0; i < routers.size(); i++) {
            RunningRouter router = routers.get(i);
            if (router.instance.virtualRouterId() == packet.virtualRouterId()
                && router.socket.filter(socket::equals).isPresent() && router.reader.isPresent()) {
                return check(router, packet, effects) ? new Heard.By(i) : new Heard.ByNobody();
            }
        }
        effects.countUnknown(packet, configuration.globalDefs().vrrp().logUnknownVrids());
        return new Heard.ByNobody();
    }

    private static boolean check(RunningRouter router, ReceivedPacket packet, Effects effects) {
        switch (router.reader.orElseThrow().read(packet)) {
            case Reception.Refused(var refusal) -> {
                effects.refused(router, packet, refusal);
                return false;
            }
            case Reception.Accepted accepted -> {
                router.counters.advertisementsReceived++;
                if (packet.priority() == Advertisement.PRIORITY_RESIGN) {
                    router.counters.priorityZeroReceived++;
                }
                if (accepted.otherAddresses()) {
                    effects.otherAddresses(router, packet);
                }
                if (accepted.oldChecksum()
                    && router.instance.transport().oldChecksum() == VrrpInstance.OldChecksum.AUTO
                    && router.oldPeers.add(packet.source())) {
                    effects.log("(" + router.name() + ") Setting unicast VRRPv3 checksum to old version");
                }
                // That a router stops must not be lost behind an advertisement that it sent just before.
                if (router.heardInThisBurst && packet.priority() != Advertisement.PRIORITY_RESIGN) {
                    effects.refused(router, packet, Refusal.SUPERSEDED);
                    return false;
                }
                router.heardInThisBurst = true;
                return true;
            }
        }
    }
}
