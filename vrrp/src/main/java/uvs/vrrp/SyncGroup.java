package uvs.vrrp;

import java.util.List;
import java.util.function.Predicate;

/// Virtual routers that are active all together or not at all.
///
/// @param members their positions in [VirtualRouters]
public record SyncGroup(String name, List<Integer> members) {

    public SyncGroup {
        members = List.copyOf(members);
    }

    /// The state that the group as a whole is shown in.
    public VrrpState shown(Standings standings) {
        if (any(standings, VrrpState.FAULT)) {
            return VrrpState.FAULT;
        }
        if (all(standings, standing -> standing.shown() == VrrpState.MASTER)) {
            return VrrpState.MASTER;
        }
        return all(standings, standing -> standing.shown() == VrrpState.INIT)
            ? VrrpState.INIT : VrrpState.BACKUP;
    }

    boolean isFaulty(Standings standings) {
        return members.stream().anyMatch(standings.faults()::get);
    }

    boolean wantsToBeActive(Standings standings) {
        return all(standings, standing -> switch (standing.state()) {
            case State.Active _ -> true;
            case State.Backup backup -> backup.willing();
            case State.Initialize _, State.Fault _ -> false;
        });
    }

    private boolean any(Standings standings, VrrpState state) {
        return members.stream().anyMatch(member -> standings.routers().get(member).shown() == state);
    }

    private boolean all(Standings standings, Predicate<Standing> holds) {
        return members.stream().allMatch(member -> holds.test(standings.routers().get(member)));
    }
}
