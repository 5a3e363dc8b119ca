package uvs.vrrp;

import java.util.ArrayList;
import java.util.List;

/// All that the virtual routers of one node remember, in the order of [VirtualRouters].
///
/// @param routers what each remembers
/// @param faults whether something that each tracks itself is down
public record Standings(List<Standing> routers, List<Boolean> faults) {

    public Standings {
        routers = List.copyOf(routers);
        faults = List.copyOf(faults);
    }

    Standings with(int router, Standing standing) {
        var changed = new ArrayList<>(routers);
        changed.set(router, standing);
        return new Standings(changed, faults);
    }

    Standings withFault(int router, boolean fault) {
        var changed = new ArrayList<>(faults);
        changed.set(router, fault);
        return new Standings(routers, changed);
    }
}
