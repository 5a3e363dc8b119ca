package uvs.vrrp.track;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Has files read again when something changes in their folders (inotify).
final class FolderWatch implements AutoCloseable {

    private final WatchService service;
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private final List<FileTracker> files;

    FolderWatch(List<FileTracker> files) throws IOException {
        this.files = List.copyOf(files);
        service = Path.of("/").getFileSystem().newWatchService();
        for (FileTracker file : files) {
            if (!folders.containsValue(file.folder())) {
                folders.put(file.folder().register(service, StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE), file.folder());
            }
        }
        files.forEach(FileTracker::start);
        Thread.ofVirtual().name("vrrp-files").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.take();
                key.pollEvents();
                Path folder = folders.get(key);
                files.stream().filter(file -> file.folder().equals(folder)).forEach(FileTracker::read);
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException _) {
            // The end.
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
