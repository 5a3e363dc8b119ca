package uvs.vrrp.track;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import uvs.config.Configuration;
import uvs.config.InterfaceSettings.Linkbeat;
import uvs.dataplane.linux.LinkProbe;
import uvs.dataplane.linux.SystemCallException;

/// Everything that watches for a configuration, on threads of its own.
///
/// Only what some instance or group tracks is watched.
public final class Trackers implements AutoCloseable {

    /// How soon a process that ended is missed.
    private static final int PROCESS_INTERVAL_MS = 250;

    /// How soon a link that is lost is missed, as in keepalived.
    private static final int LINK_INTERVAL_MS = 1000;

    private final ScheduledExecutorService timer;
    private final Consumer<TrackerResult> results;
    private final List<ScriptTracker> scriptTrackers = new ArrayList<>();
    private FolderWatch folders;
    private LinkProbe links;

    private Trackers(Consumer<TrackerResult> results) {
        this.results = results;
        timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("vrrp-trackers").daemon().unstarted(task));
    }

    /// Starts to watch.
    ///
    /// @param known what is known already of scripts which were tracked before a reload
    /// @param results takes results on any thread, and may not block
    public static Trackers start(Configuration configuration, ScriptExecutor scripts, Map<String, Boolean> known,
        Consumer<TrackerResult> results) {
        var trackers = new Trackers(results);
        Tracked tracked = Tracked.of(configuration);
        configuration.vrrpScripts().stream().filter(script -> tracked.scripts().contains(script.name()))
            .forEach(script -> trackers.scriptTrackers.add(
                new ScriptTracker(
                    script, scripts, Optional.ofNullable(known.get(script.name())), trackers.timer, results)));
        trackers.timer.execute(() -> trackers.scriptTrackers.forEach(ScriptTracker::start));
        trackers.watchFiles(configuration, tracked);
        trackers.watchProcesses(configuration, tracked);
        trackers.watchLinks(LinkbeatTracker.wanted(configuration));
        return trackers;
    }

    private void watchFiles(Configuration configuration, Tracked tracked) {
        var files = configuration.trackFiles().stream().filter(file -> tracked.files().contains(file.name()))
            .map(file -> new FileTracker(file, results)).toList();
        if (files.isEmpty()) {
            return;
        }
        try {
            folders = new FolderWatch(files);
        } catch (IOException e) {
            // Without a folder there is nothing to follow: the files count as they are now.
            files.forEach(FileTracker::start);
        }
    }

    private void watchProcesses(Configuration configuration, Tracked tracked) {
        var processes = configuration.trackProcesses().stream()
            .filter(process -> tracked.processes().contains(process.name()))
            .map(process -> new ProcessTracker(process, results)).toList();
        if (!processes.isEmpty()) {
            timer.scheduleWithFixedDelay(
                () -> look(processes), 0, PROCESS_INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void watchLinks(List<Linkbeat> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        try {
            LinkProbe probe = new LinkProbe();
            links = probe;
            var linkbeats = wanted.stream().map(each -> new LinkbeatTracker(each, probe, results)).toList();
            timer.scheduleWithFixedDelay(
                () -> linkbeats.forEach(LinkbeatTracker::look), 0, LINK_INTERVAL_MS, TimeUnit.MILLISECONDS);
        } catch (SystemCallException _) {
            // Without a socket to ask by, what the kernel tells counts.
        }
    }

    private static void look(List<ProcessTracker> processes) {
        try {
            ProcessTable table = ProcessTable.read();
            processes.forEach(process -> process.look(table, System.nanoTime()));
        } catch (IOException _) {
            // /proc could not be read this time.
        }
    }

    /// Ends all watching, without waiting for it. Scripts that still run are killed.
    @Override
    public void close() {
        timer.execute(() -> {
            scriptTrackers.forEach(ScriptTracker::close);
            if (links != null) {
                links.close();
            }
        });
        timer.shutdown();
        try {
            if (folders != null) {
                folders.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing inotify never fails", e);
        }
    }
}
