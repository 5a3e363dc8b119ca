package uvs.vrrp.track;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import uvs.config.Configuration;
import uvs.config.Tracking;
import uvs.config.VrrpInstance;
import uvs.config.VrrpSyncGroup;

/// The names of everything that any instance or group tracks.
record Tracked(Set<String> scripts, Set<String> processes, Set<String> files) {

    static Tracked of(Configuration configuration) {
        List<Tracking> all = Stream.concat(
            configuration.vrrpInstances().stream().map(VrrpInstance::tracking),
            configuration.vrrpSyncGroups().stream().map(VrrpSyncGroup::tracking)).toList();
        var scripts = new HashSet<String>();
        var processes = new HashSet<String>();
        var files = new HashSet<String>();
        for (Tracking tracking : all) {
            tracking.scripts().forEach(each -> scripts.add(each.name()));
            tracking.processes().forEach(each -> processes.add(each.name()));
            tracking.files().forEach(each -> files.add(each.name()));
        }
        return new Tracked(scripts, processes, files);
    }
}
