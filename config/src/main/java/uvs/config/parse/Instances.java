package uvs.config.parse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import uvs.config.Command;
import uvs.config.Garp;
import uvs.config.Notify;
import uvs.config.Tracking;
import uvs.config.Tracking.Tracked;
import uvs.config.VrrpInstance;
import uvs.config.VrrpSyncGroup;
import uvs.config.keyword.GarpExtra;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.LinesKeyword;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.keyword.TrackedLine;
import uvs.config.keyword.ValueKeyword;
import uvs.config.keyword.VrrpKeywords;
import uvs.config.keyword.Weight;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;
import uvs.config.text.ReaderOptions;

/// Makes the records of VRRP instances and sync groups.
final class Instances {

    private final Section file;
    private final Section globals;
    private final Trackers trackers;
    private final ReaderOptions options;
    private final Diagnostics diagnostics;
    private final Map<String, Section> sections = new LinkedHashMap<>();

    Instances(Section file, Section globals, Trackers trackers, ReaderOptions options,
        Diagnostics diagnostics) {
        this.file = file;
        this.globals = globals;
        this.trackers = trackers;
        this.options = options;
        this.diagnostics = diagnostics;
    }

    List<VrrpInstance> instances() {
        var instances = new ArrayList<VrrpInstance>();
        for (Section section : file.get(RootKeywords.VRRP_INSTANCE)) {
            String name = section.head(RootKeywords.VRRP_INSTANCE);
            Section first = sections.putIfAbsent(name, section);
            if (first != null) {
                error(section.position(), "vrrp_instance " + name + " is there already, in "
                    + diagnostics.place(first.position(), section.position()) + ", and this one is left out",
                    "give it another name");
                continue;
            }
            VrrpInstance instance = new InstanceBuilder(section, name, this, globals, diagnostics).make();
            if (instance == null) {
                sections.remove(name);
            } else {
                instances.add(instance);
            }
        }
        checkRouterIds(instances);
        return instances;
    }

    /// Two instances of one virtual router id and family on one interface would take each other's packets.
    private void checkRouterIds(List<VrrpInstance> instances) {
        var seen = new LinkedHashMap<List<Object>, VrrpInstance>();
        for (VrrpInstance instance : instances) {
            if (instance.interfaceName().isEmpty()) {
                continue;
            }
            var peers = instance.transport().peers().isEmpty() ? instance.transport().multicastGroup()
                : instance.transport().peers();
            var key = List.<Object>of(
                instance.interfaceName().get(), instance.virtualRouterId(), instance.family(), peers);
            VrrpInstance first = seen.putIfAbsent(key, instance);
            if (first != null) {
                Section section = sections.get(instance.name());
                error(section.positionOf(VrrpKeywords.VIRTUAL_ROUTER_ID), "virtual_router_id "
                    + instance.virtualRouterId() + " on " + instance.interfaceName().get() + " is that of "
                    + first.name() + " already, in " + diagnostics.place(
                        sections.get(first.name()).positionOf(VrrpKeywords.VIRTUAL_ROUTER_ID),
                            section.position()),
                    "write another number");
            }
        }
    }

    List<VrrpSyncGroup> groups() {
        var groups = new ArrayList<VrrpSyncGroup>();
        var memberOf = new LinkedHashMap<String, Section>();
        for (Section section : file.get(RootKeywords.VRRP_SYNC_GROUP)) {
            String name = section.head(RootKeywords.VRRP_SYNC_GROUP);
            List<String> members = members(section, name, memberOf);
            if (members.isEmpty()) {
                error(section.position(), "vrrp_sync_group " + name + " has no instance, and is left out",
                    "write group { NAMES }");
                continue;
            }
            if (members.size() == 1) {
                diagnostics.report(Problem.WARNING, section.position(), "vrrp_sync_group " + name
                    + " has one instance only", "name the others, or take the group out");
            }
            if (section.get(VrrpKeywords.GLOBAL_TRACKING)) {
                diagnostics.report(Problem.DEPRECATED, section.positionOf(VrrpKeywords.GLOBAL_TRACKING),
                    "global_tracking does nothing", "take it out");
            }
            checkTrackedTwice(section);
            groups.add(new VrrpSyncGroup(
                name, members, notifiers(section, VrrpKeywords.GROUP_NOTIFIERS, Optional.empty(),
                    Optional.empty()),
                section.get(VrrpKeywords.GROUP_SMTP_ALERT, alertDefault()),
                tracking(section, VrrpKeywords.GROUP_TRACKERS),
                section.get(VrrpKeywords.SYNC_GROUP_TRACKING_WEIGHT)));
        }
        return groups;
    }

    /// An interface that an instance and its group both track is one line too many.
    private void checkTrackedTwice(Section group) {
        for (String member : group.get(VrrpKeywords.GROUP)) {
            Section section = sections.get(member);
            for (TrackedLine line : group.get(VrrpKeywords.GROUP_TRACKERS.interfaces)) {
                boolean twice = section != null && section.get(VrrpKeywords.TRACKERS.interfaces).stream()
                    .anyMatch(other -> other.name().equals(line.name()));
                if (twice) {
                    diagnostics.report(Problem.WARNING, line.position(), "track_interface " + line.name()
                        + " is in " + member + " too", "take one of them out");
                }
            }
        }
    }

    private List<String> members(Section section, String group, Map<String, Section> memberOf) {
        var members = new ArrayList<String>();
        List<String> named = section.get(VrrpKeywords.GROUP);
        for (int i = 0; i < named.size(); i++) {
            String member = named.get(i);
            long place = section.positionOf(VrrpKeywords.GROUP, i);
            Section other = memberOf.get(member);
            if (!sections.containsKey(member)) {
                error(place, "there is no vrrp_instance " + member + " for the group " + group,
                    "write the instance, or take the name out");
            } else if (other != null) {
                error(place, "vrrp_instance " + member + " is in the group "
                    + other.head(RootKeywords.VRRP_SYNC_GROUP) + " of "
                    + diagnostics.place(other.position(), place) + " already",
                        "an instance can be in one group");
            } else {
                memberOf.put(member, section);
                members.add(member);
            }
        }
        return members;
    }

    boolean alertDefault() {
        return globals.get(GlobalKeywords.SMTP_ALERT_VRRP, globals.get(GlobalKeywords.SMTP_ALERT, false));
    }

    Notify notifiers(
        Section section, VrrpKeywords.Notifiers keywords, Optional<Optional<Command>> deleted,
        Optional<ValueKeyword<Command>> lowerPriority) {
        return new Notify(
            command(section, keywords.master), command(section, keywords.backup),
                command(section, keywords.fault),
            command(section, keywords.stop), deleted.flatMap(Function.identity())
                .map(command -> trackers.used(command, section.positionOf(VrrpKeywords.NOTIFY_DELETED))),
            deleted.isPresent() && deleted.get().isEmpty(), command(section, keywords.any),
            lowerPriority.flatMap(keyword -> command(section, keyword)),
            section.get(keywords.priorityChanges, globals.get(GlobalKeywords.VRRP_NOTIFY_PRIORITY_CHANGES)));
    }

    private Optional<Command> command(Section section, ValueKeyword<Command> keyword) {
        return section.given(keyword).map(command -> trackers.used(command, section.positionOf(keyword)));
    }

    /// What a section tracks. A tracker that there is no block for, or none yet, is reported and left out.
    Tracking tracking(Section section, VrrpKeywords.Trackers keywords) {
        if (!section.get(keywords.bfds).isEmpty()) {
            // More than a note: the file counts on a failover that does not come.
            diagnostics.report(Problem.ADVICE, section.get(keywords.bfds).getFirst().position(),
                "track_bfd is refused: BFD is not spoken here, so nothing is tracked by it",
                "use a short advert_int of version 3, track_interface or track_script");
        }
        return new Tracking(
            interfaces(section, keywords.interfaces),
            tracked(section, keywords.scripts, "vrrp_script",
                name -> Optional.ofNullable(trackers.scripts().get(name))
                .map(script -> new Weight(script.weight(), script.reverse()))),
            tracked(section, keywords.processes, "vrrp_track_process",
                name -> Optional.ofNullable(trackers.processes().get(name))
                    .map(process -> new Weight(process.weight(), process.reverse()))),
            tracked(section, keywords.files, "track_file",
                name -> Optional.ofNullable(trackers.files().get(name))
                .map(tracked -> new Weight(tracked.weight(), tracked.reverse()))),
            tracked(section, keywords.bfds, "bfd_instance",
                name -> Optional.ofNullable(trackers.bfds().get(name))
                .filter(bfd -> bfd.forVrrp()).map(bfd -> new Weight(bfd.weight(), bfd.reverse()))));
    }

    private List<Tracked> interfaces(Section section, LinesKeyword<TrackedLine> keyword) {
        var tracked = new LinkedHashMap<String, Tracked>();
        for (TrackedLine line : section.get(keyword)) {
            if (interfaceExists(line.name())) {
                add(tracked, line, new Weight(0, false));
            } else {
                diagnostics.report(Problem.BAD_INTERFACE, line.position(), "there is no interface "
                    + line.name(),
                    "make it, or write dynamic_interfaces in global_defs");
            }
        }
        return List.copyOf(tracked.values());
    }

    private List<Tracked> tracked(
        Section section, LinesKeyword<TrackedLine> keyword, String kind, Function<String,
            Optional<Weight>> find) {
        var tracked = new LinkedHashMap<String, Tracked>();
        for (TrackedLine line : section.get(keyword)) {
            Optional<Weight> weight = find.apply(line.name())
                .filter(_ -> trackers.isBefore(kind, line.name(), section));
            if (weight.isPresent()) {
                add(tracked, line, weight.get());
            } else if (!trackers.isDisabled(line.name())) {
                trackers.reportMissing(kind, line.name(), section, line.position(),
                    line.name() + " is not tracked");
            }
        }
        return List.copyOf(tracked.values());
    }

    private void add(Map<String, Tracked> tracked, TrackedLine line, Weight weight) {
        var one = new Tracked(
            line.name(), line.weight().orElse(weight.value()), line.reverse().orElse(weight.reverse()));
        if (tracked.putIfAbsent(line.name(), one) != null) {
            error(line.position(), line.name() + " is tracked already", "take one of the lines out");
        }
    }

    boolean interfaceExists(String name) {
        return globals.has(GlobalKeywords.DYNAMIC_INTERFACES)
            || options.interfaces().isEmpty() || options.interfaces().get().contains(name);
    }

    Garp garp(Section section) {
        boolean minimal = globals.get(GlobalKeywords.VRRP_MIN_GARP);
        Duration delay = section.get(VrrpKeywords.GARP_MASTER_DELAY, minimal
            ? globals.get(GlobalKeywords.VRRP_GARP_MASTER_DELAY, Duration.ZERO)
            : globals.get(GlobalKeywords.VRRP_GARP_MASTER_DELAY));
        int repeat = section.get(VrrpKeywords.GARP_MASTER_REPEAT, minimal
            ? globals.get(GlobalKeywords.VRRP_GARP_MASTER_REPEAT, 1)
            : globals.get(GlobalKeywords.VRRP_GARP_MASTER_REPEAT));
        GarpExtra extra = section.get(VrrpKeywords.GARP_EXTRA_IF,
            globals.get(GlobalKeywords.VRRP_GARP_EXTRA_IF, new GarpExtra(0, false)));
        return new Garp(
            delay, repeat,
            section.get(VrrpKeywords.GARP_MASTER_REFRESH,
                globals.get(GlobalKeywords.VRRP_GARP_MASTER_REFRESH)),
            section.get(VrrpKeywords.GARP_MASTER_REFRESH_REPEAT,
                globals.get(GlobalKeywords.VRRP_GARP_MASTER_REFRESH_REPEAT)),
            section.get(VrrpKeywords.GARP_LOWER_PRIO_DELAY,
                globals.get(GlobalKeywords.VRRP_GARP_LOWER_PRIO_DELAY, delay)),
            section.get(VrrpKeywords.GARP_LOWER_PRIO_REPEAT,
                globals.get(GlobalKeywords.VRRP_GARP_LOWER_PRIO_REPEAT, repeat)),
            globals.get(GlobalKeywords.VRRP_GARP_INTERVAL), globals.get(GlobalKeywords.VRRP_GNA_INTERVAL),
            Optional.of(Duration.ofSeconds(extra.seconds())).filter(time -> !time.isZero()), extra.all());
    }

    private void error(long position, String text, String cure) {
        diagnostics.report(Problem.GENERAL_ERROR, position, text, cure);
    }
}
