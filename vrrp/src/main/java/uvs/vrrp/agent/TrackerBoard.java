package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import uvs.config.Configuration;
import uvs.config.TrackFile;
import uvs.config.TrackProcess;
import uvs.config.Tracking;
import uvs.config.VrrpInstance;
import uvs.config.VrrpScript;
import uvs.config.VrrpSyncGroup;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.track.Judgement.Watched;
import uvs.vrrp.track.TrackerResult;

/// What the trackers said last, and what each virtual router watches of it.
final class TrackerBoard {

    private final Map<String, Boolean> scripts = new HashMap<>();
    private final Map<String, Boolean> processes = new HashMap<>();
    private final Map<String, Long> files = new HashMap<>();
    /// Scripts that cannot be run are not tracked, as in keepalived.
    private final Set<String> disabledScripts = new HashSet<>();

    /// What is found of links is for [LinkStates].
    void take(TrackerResult result) {
        switch (result) {
            case TrackerResult.Script(var name, var up) -> scripts.put(name, up);
            case TrackerResult.ScriptDisabled(var name, _) -> disabledScripts.add(name);
            case TrackerResult.Process(var name, var up) -> processes.put(name, up);
            case TrackerResult.Link _ -> { }
            case TrackerResult.FileValue(var name, var value) -> files.put(name, value);
        }
    }

    /// The scripts of which something is known: whether they are up.
    Map<String, Boolean> knownScripts() {
        return Map.copyOf(scripts);
    }

    /// Forgets what is not tracked any more, or is something else under the same name.
    void keepOnly(Configuration before, Configuration configuration) {
        var same = new ArrayList<>(configuration.vrrpScripts());
        same.retainAll(before.vrrpScripts());
        scripts.keySet().retainAll(names(same, VrrpScript::name));
        disabledScripts.clear();
        processes.keySet().retainAll(names(configuration.trackProcesses(), TrackProcess::name));
        files.keySet().retainAll(names(configuration.trackFiles(), TrackFile::name));
    }

    private static <T> Set<String> names(List<T> all, Function<T, String> name) {
        var names = new HashSet<String>();
        all.forEach(each -> names.add(name.apply(each)));
        return names;
    }

    /// Whether a tracker that can put the router into FAULT has said nothing yet: it does not start before.
    boolean isPending(VrrpInstance instance, Optional<VrrpSyncGroup> group) {
        return trackings(instance, group).stream().anyMatch(tracking ->
            tracking.scripts().stream().anyMatch(each -> each.weight() == 0
                && !scripts.containsKey(each.name()) && !disabledScripts.contains(each.name()))
            || tracking.processes().stream().anyMatch(each -> each.weight() == 0
                && !processes.containsKey(each.name())));
    }

    List<Watched> watched(VrrpInstance instance, Optional<VrrpSyncGroup> group, InterfaceWatch watch,
        LinkStates links) {
        var all = new ArrayList<Watched>();
        for (Tracking tracking : trackings(instance, group)) {
            for (Tracking.Tracked each : tracking.interfaces()) {
                boolean up = watch.link(each.name()).map(links::isUp).orElse(false);
                all.add(new Watched.UpOrDown("interface " + each.name(), up, each.weight(), each.reverse()));
            }
            addUpOrDown("script ", tracking.scripts(), scripts, all);
            addUpOrDown("process ", tracking.processes(), processes, all);
            for (Tracking.Tracked each : tracking.files()) {
                all.add(new Watched.Number(
                    "file " + each.name(), files.getOrDefault(each.name(), 0L), each.weight(), each.reverse()));
            }
        }
        return all;
    }

    private static void addUpOrDown(
        String kind, List<Tracking.Tracked> tracked, Map<String, Boolean> known, List<Watched> all) {
        for (Tracking.Tracked each : tracked) {
            Boolean up = known.get(each.name());
            if (up != null) {
                all.add(new Watched.UpOrDown(kind + each.name(), up, each.weight(), each.reverse()));
            }
        }
    }

    /// Members of a group follow the trackers of the group too; their own ones with weights count only on request.
    private static List<Tracking> trackings(VrrpInstance instance, Optional<VrrpSyncGroup> group) {
        if (group.isEmpty()) {
            return List.of(instance.tracking());
        }
        Tracking own = group.get().trackingWeight() ? instance.tracking() : withoutWeights(instance.tracking());
        return List.of(own, group.get().tracking());
    }

    private static Tracking withoutWeights(Tracking tracking) {
        return new Tracking(faultsOnly(tracking.interfaces()), faultsOnly(tracking.scripts()),
            faultsOnly(tracking.processes()), faultsOnly(tracking.files()), faultsOnly(tracking.bfds()));
    }

    private static List<Tracking.Tracked> faultsOnly(List<Tracking.Tracked> tracked) {
        return tracked.stream().filter(each -> each.weight() == 0).toList();
    }
}
