package uvs.config.parse;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uvs.config.BfdInstance;
import uvs.config.Command;
import uvs.config.TrackFile;
import uvs.config.TrackProcess;
import uvs.config.TrackProcess.ParameterMatch;
import uvs.config.VrrpScript;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.keyword.SectionKeyword;
import uvs.config.keyword.TrackKeywords;
import uvs.config.keyword.UserAndGroup;
import uvs.config.keyword.Weight;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// What instances and checkers watch, by name.
///
/// What lacks something it cannot do without is reported and left out, as keepalived leaves it out.
final class Trackers {

    private static final int MANY_MILLISECONDS = 10_000;
    private static final int LARGE_MULTIPLIER = 10;

    private final Diagnostics diagnostics;
    private final Programs programs;
    private final Map<String, Section> places = new HashMap<>();
    private final Set<String> disabled = new HashSet<>();
    private final Optional<UserAndGroup> scriptUser;
    private final Map<String, VrrpScript> scripts = new LinkedHashMap<>();
    private final Map<String, TrackProcess> processes = new LinkedHashMap<>();
    private final Map<String, TrackFile> files = new LinkedHashMap<>();
    private final Map<String, BfdInstance> bfds = new LinkedHashMap<>();

    Trackers(Section file, Section globals, Programs programs, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.programs = programs;
        scriptUser = globals.given(GlobalKeywords.SCRIPT_USER);
        for (Section section : named(file, RootKeywords.VRRP_SCRIPT)) {
            script(section);
        }
        for (Section section : named(file, RootKeywords.VRRP_TRACK_PROCESS)) {
            process(section);
        }
        for (Section section : named(file, RootKeywords.TRACK_FILE)) {
            trackFile(section, section.head(RootKeywords.TRACK_FILE));
        }
        for (Section section : named(file, RootKeywords.VRRP_TRACK_FILE)) {
            trackFile(section, section.head(RootKeywords.VRRP_TRACK_FILE));
        }
        for (Section section : named(file, RootKeywords.BFD_INSTANCE)) {
            bfd(section);
        }
    }

    Map<String, VrrpScript> scripts() {
        return scripts;
    }

    Map<String, TrackProcess> processes() {
        return processes;
    }

    Map<String, TrackFile> files() {
        return files;
    }

    Map<String, BfdInstance> bfds() {
        return bfds;
    }

    /// Whether the block of that kind and name was written before `user`, which uses it. keepalived does not
    /// look ahead.
    boolean isBefore(String kind, String name, Section user) {
        Section place = places.get(kind + " " + name);
        return place != null && place.isBefore(user);
    }

    /// Whether it is a script whose program is not there: what tracks it does without, and nothing more is
    /// said.
    boolean isDisabled(String name) {
        return disabled.contains(name);
    }

    /// Reports that `user` names a tracker that there is none of, or none yet.
    void reportMissing(String kind, String name, Section user, long position, String text) {
        boolean later = places.containsKey(kind + " " + name);
        diagnostics.report(Problem.GENERAL_ERROR, position, text + (later
            ? ", and " + kind + " " + name + " comes after it, in "
                + diagnostics.place(places.get(kind + " " + name).position(), position)
            : ", and there is no " + kind + " " + name),
            later ? "write that block first" : "write its block, or take the line out");
    }

    /// The command as it is run: by the user that it names, or else by the `script_user`. Its program is
    /// looked for.
    Command used(Command command, long position) {
        programs.isThere(command, position);
        return orAsScriptUser(command);
    }

    /// The command as it is run: by its own user, or else by the `script_user`.
    private Command orAsScriptUser(Command command) {
        return command.orAs(scriptUser.map(UserAndGroup::user), scriptUser.flatMap(UserAndGroup::group));
    }

    /// The sections of one kind, the second of the same name left out.
    private List<Section> named(Section file, SectionKeyword<String> keyword) {
        var byName = new LinkedHashMap<String, Section>();
        for (Section section : file.get(keyword)) {
            Section first = byName.putIfAbsent(section.head(keyword), section);
            if (first != null) {
                diagnostics.report(Problem.GENERAL_ERROR, section.position(), keyword.name() + " "
                    + section.head(keyword) + " is there already, in "
                    + diagnostics.place(first.position(), section.position()), "give it another name");
            }
        }
        return List.copyOf(byName.values());
    }

    /// Whether the section has what it needs. Reports what it lacks.
    private boolean has(Section section, Keyword<?> keyword, String name) {
        if (section.has(keyword)) {
            return true;
        }
        diagnostics.report(Problem.GENERAL_ERROR, section.position(),
            section.block().name() + " " + name + " has no " + keyword.name() + ", and is left out",
                "write one");
        return false;
    }

    private void script(Section section) {
        String name = section.head(RootKeywords.VRRP_SCRIPT);
        if (!has(section, TrackKeywords.SCRIPT_LINE, name)) {
            return;
        }
        Command command = section.get(TrackKeywords.SCRIPT_LINE);
        Optional<UserAndGroup> user = section.given(TrackKeywords.USER);
        command = orAsScriptUser(
            new Command(command.words(), user.map(UserAndGroup::user), user.flatMap(UserAndGroup::group)));
        Duration interval = section.get(TrackKeywords.INTERVAL);
        if (interval.isZero()) {
            diagnostics.report(Problem.GENERAL_ERROR, section.positionOf(TrackKeywords.INTERVAL),
                "interval 0 is taken as 1", "write the seconds between two runs");
            interval = Duration.ofSeconds(1);
        }
        Weight weight = section.get(TrackKeywords.SCRIPT_WEIGHT);
        if (!programs.isThere(command, section.positionOf(TrackKeywords.SCRIPT_LINE))) {
            diagnostics.report(Problem.WARNING, section.positionOf(TrackKeywords.SCRIPT_LINE),
                "there is no program " + command.words().getFirst() + " that can be run, and vrrp_script "
                    + name
                    + " is left out", "correct its path");
            disabled.add(name);
            return;
        }
        places.put("vrrp_script " + name, section);
        scripts.put(name, new VrrpScript(
            name, command, interval, section.get(TrackKeywords.TIMEOUT, interval), weight.value(),
            weight.reverse(), section.get(TrackKeywords.RISE), section.get(TrackKeywords.FALL),
            section.get(TrackKeywords.INIT_FAIL)));
    }

    private void process(Section section) {
        String name = section.head(RootKeywords.VRRP_TRACK_PROCESS);
        if (!has(section, TrackKeywords.PROCESS_LINE, name)) {
            return;
        }
        List<String> process = section.get(TrackKeywords.PROCESS_LINE);
        ParameterMatch match = section.get(TrackKeywords.PARAM_MATCH,
            process.size() > 1 ? ParameterMatch.EXACT : ParameterMatch.NONE);
        Duration delay = section.get(TrackKeywords.DELAY, Duration.ZERO);
        Weight weight = section.get(TrackKeywords.PROCESS_WEIGHT);
        int quorum = section.get(TrackKeywords.QUORUM);
        int most = section.get(TrackKeywords.QUORUM_MAX, TrackProcess.UNLIMITED);
        if (most < quorum && (most != 0 || section.has(TrackKeywords.QUORUM))) {
            diagnostics.report(Problem.GENERAL_ERROR, section.positionOf(TrackKeywords.QUORUM_MAX),
                "quorum_max " + most + " is below the quorum " + quorum + ", and " + name + " is left out",
                "write a larger one");
            return;
        }
        places.put("vrrp_track_process " + name, section);
        processes.put(name, new TrackProcess(
            name, process, match, weight.value(), weight.reverse(), quorum, most,
            section.get(TrackKeywords.FORK_DELAY, delay), section.get(TrackKeywords.TERMINATE_DELAY, delay),
            section.get(TrackKeywords.FULL_COMMAND)));
    }

    private void trackFile(Section section, String name) {
        if (has(section, TrackKeywords.FILE_LINE, name)) {
            Weight weight = section.get(TrackKeywords.FILE_WEIGHT);
            places.putIfAbsent("track_file " + name, section);
            files.putIfAbsent(name, new TrackFile(
                name, section.get(TrackKeywords.FILE_LINE), weight.value(), weight.reverse(),
                section.given(TrackKeywords.INIT_FILE)));
        }
    }

    private void bfd(Section section) {
        String name = section.head(RootKeywords.BFD_INSTANCE);
        if (!has(section, TrackKeywords.NEIGHBOR_IP, name)) {
            return;
        }
        for (var interval : List.of(TrackKeywords.MIN_RX, TrackKeywords.MIN_TX, TrackKeywords.IDLE_TX)) {
            if (section.get(interval).toMillis() > MANY_MILLISECONDS) {
                diagnostics.report(Problem.ADVICE, section.positionOf(interval), interval.name() + " "
                    + section.get(interval).toMillis() + " is long", "it is in milliseconds");
            }
        }
        if (section.get(TrackKeywords.MULTIPLIER) > LARGE_MULTIPLIER) {
            diagnostics.report(Problem.ADVICE, section.positionOf(TrackKeywords.MULTIPLIER), "multiplier "
                + section.get(TrackKeywords.MULTIPLIER) + " is large",
                    "it multiplies the time to detect a failure");
        }
        boolean multihop = section.get(TrackKeywords.MULTIHOP);
        boolean onlyVrrp = section.get(TrackKeywords.FOR_VRRP);
        boolean onlyChecker = section.get(TrackKeywords.FOR_CHECKER);
        var source = section.given(TrackKeywords.SOURCE_IP);
        var neighbour = section.get(TrackKeywords.NEIGHBOR_IP);
        if (source.isPresent() && source.get().family() != neighbour.family()) {
            diagnostics.report(Problem.GENERAL_ERROR, section.positionOf(TrackKeywords.SOURCE_IP),
                "source_ip "
                + source.get() + " is not of the family of " + neighbour + ", and " + name + " is left out",
                "write one that is");
            return;
        }
        Weight weight = section.get(TrackKeywords.BFD_WEIGHT);
        places.put("bfd_instance " + name, section);
        bfds.put(name, new BfdInstance(
            name, neighbour, source, section.get(TrackKeywords.MIN_RX), section.get(TrackKeywords.MIN_TX),
            section.get(TrackKeywords.IDLE_TX), section.get(TrackKeywords.MULTIPLIER),
            section.get(TrackKeywords.PASSIVE), multihop, section.get(TrackKeywords.TTL, multihop ? 64 : 255),
            section.get(TrackKeywords.MAX_HOPS), weight.value(), weight.reverse(), onlyVrrp || !onlyChecker,
            onlyChecker || !onlyVrrp));
    }
}
