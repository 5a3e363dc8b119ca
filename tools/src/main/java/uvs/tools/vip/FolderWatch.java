package uvs.tools.vip;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Waits until something changes in any of some folders (inotify). One thread waits; any may close.
public final class FolderWatch implements AutoCloseable {

    /// A file is written in steps, and half of one must not be taken for all of it: a change counts once
    /// nothing has happened for so long.
    private static final long QUIET_MS = 250;
    /// A folder that does not exist, or no longer, is looked for so often.
    private static final long LOOK_FOR_FOLDERS_MS = 1_000;

    private final WatchService service;
    private final Map<Path, WatchKey> watched = new HashMap<>();
    private volatile boolean closed;

    public FolderWatch() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /// Watches these folders from now on, beside those before.
    ///
    /// @return whether there was one among them that was not watched: then read again, since it may have
    /// changed before
    public boolean add(Set<Path> folders) throws IOException {
        boolean added = false;
        for (Path folder : folders) {
            WatchKey key = watched.get(folder);
            boolean isNew = key == null || !key.isValid();
            if (isNew && !closed && Files.isDirectory(folder)) {
                watched.put(folder, folder.register(service, StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE));
                added = true;
            }
        }
        return added;
    }

    /// Returns after the next change, when all is quiet again.
    ///
    /// @param folders those that are meant
    /// @return false when this was closed, or the thread interrupted
    public boolean awaitChange(Set<Path> folders) throws IOException {
        try {
            WatchKey key = null;
            while (key == null) {
                if (add(folders)) {
                    return true;
                }
                key = service.poll(LOOK_FOR_FOLDERS_MS, TimeUnit.MILLISECONDS);
            }
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll(QUIET_MS, TimeUnit.MILLISECONDS);
            }
            return !closed;
        } catch (ClosedWatchServiceException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        service.close();
    }
}
