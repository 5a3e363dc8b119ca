package uvs.healthcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import uvs.config.TrackFile;

/// The files of `track_file` blocks that checks look at, and a thread that hears when one changes.
final class TrackedFiles implements AutoCloseable {

    /// A number has no more characters than this.
    private static final int LONGEST = 64;

    private final Consumer<Path> changed;
    private final Map<Path, WatchKey> folders = new HashMap<>();
    private volatile Set<Path> files = Set.of();
    private WatchService service;

    /// @param changed is told, on the watching thread, of a file that may have changed
    TrackedFiles(Consumer<Path> changed) {
        this.changed = changed;
    }

    /// From now on these files are watched, and no others. Answers what cannot be watched, with the reason.
    Optional<String> watch(Set<Path> wanted) {
        files = Set.copyOf(wanted);
        var wantedFolders = new HashSet<Path>();
        wanted.forEach(file -> wantedFolders.add(file.toAbsolutePath().getParent()));
        folders.entrySet().removeIf(entry -> {
            boolean gone = !wantedFolders.contains(entry.getKey());
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        String complaint = null;
        for (Path folder : wantedFolders) {
            if (!folders.containsKey(folder)) {
                try {
                    folders.put(folder, folder.register(
                        service(), StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE));
                } catch (IOException e) {
                    complaint = "track files in " + folder + " cannot be watched: " + e.getMessage();
                }
            }
        }
        return Optional.ofNullable(complaint);
    }

    /// The number in a file; 0 for one that is missing or has none, as keepalived reads it.
    static int value(Path file) {
        try (var input = Files.newInputStream(file)) {
            String text = new String(input.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
            String number = text.split("\\s", 2)[0];
            return number.matches("[+-]?[0-9]{1,18}")
                ? Math.clamp(Long.parseLong(number), Integer.MIN_VALUE, Integer.MAX_VALUE) : 0;
        } catch (IOException _) {
            return 0;
        }
    }

    /// Writes the first value of a file, if its block says so.
    static void initialize(TrackFile block) throws IOException {
        Path file = Path.of(block.file());
        if (block.initFile().isPresent() && (block.initFile().get().overwrite() || !Files.exists(file))) {
            Files.writeString(file, block.initFile().get().value() + "\n");
        }
    }

    private WatchService service() throws IOException {
        if (service == null) {
            service = Path.of("/").getFileSystem().newWatchService();
            Thread.ofPlatform().name("track files").daemon().start(this::listen);
        }
        return service;
    }

    private void listen() {
        try {
            while (true) {
                WatchKey key = service.take();
                var folder = (Path) key.watchable();
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                        files.forEach(changed);
                    } else {
                        Path file = folder.resolve((Path) event.context());
                        files.stream().filter(f -> f.toAbsolutePath().equals(file)).forEach(changed);
                    }
                }
                key.reset();
            }
        } catch (InterruptedException | ClosedWatchServiceException _) {
            // Closed.
        }
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
