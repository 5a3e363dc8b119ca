package uvs.tools.daemon.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.GlobalDefs.NotifyFifo;
import uvs.dataplane.linux.Fifo;
import uvs.tools.daemon.Log;

/// One `notify_fifo`, and the program that reads it.
///
/// Lines come in order and each whole. A pipe whose reader has stopped reading fills up; then lines are lost, and
/// the log says so when it begins and when it ends.
final class NotifyPipe implements AutoCloseable {

    private final String path;
    private final Fifo fifo;
    private final Log log;
    private final Runnable endReader;
    private long lost;

    private NotifyPipe(String path, Fifo fifo, Log log, Runnable endReader) {
        this.path = path;
        this.fifo = fifo;
        this.log = log;
        this.endReader = endReader;
    }

    /// Opens the pipe and starts its reader, or answers nothing when none is configured or it cannot be had.
    static Optional<NotifyPipe> open(NotifyFifo configured, Scripts scripts, Log log) {
        if (configured.path().isEmpty()) {
            return Optional.empty();
        }
        String path = configured.path().get();
        try {
            Fifo fifo = Fifo.open(Path.of(path));
            if (!Files.readAttributes(Path.of(path), BasicFileAttributes.class,
                LinkOption.NOFOLLOW_LINKS).isOther()) {
                fifo.close();
                log.error("notify_fifo " + path + " is no FIFO; remove that file, or name another");
                return Optional.empty();
            }
            own(Path.of(path), configured);
            return Optional.of(new NotifyPipe(path, fifo, log, startReader(configured, path, scripts, log)));
        } catch (IOException e) {
            log.error("notify_fifo " + path + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void own(Path path, NotifyFifo configured) throws IOException {
        var names = path.getFileSystem().getUserPrincipalLookupService();
        if (configured.user().isPresent()) {
            Files.setOwner(path, names.lookupPrincipalByName(configured.user().get()));
        }
        if (configured.group().isPresent()) {
            Files.setAttribute(path, "posix:group", names.lookupPrincipalByGroupName(configured.group().get()));
        }
    }

    private static Runnable startReader(NotifyFifo configured, String path, Scripts scripts, Log log) {
        if (configured.script().isEmpty()) {
            return () -> { };
        }
        Command command = configured.script().get();
        List<String> words = new ArrayList<>(command.words());
        words.add(path);
        return scripts.run(
            new Command(words, command.user(), command.group()), Optional.empty(),
            result -> log.warning("the reader of notify_fifo " + path + " has ended: " + Notifier.words(result)));
    }

    void write(String line) {
        try {
            boolean written = fifo.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            if (!written && lost++ == 0) {
                log.warning("notify_fifo " + path + " is full: its reader does not read, lines are lost");
            } else if (written && lost > 0) {
                log.warning("notify_fifo " + path + " is read again; " + lost + " lines were lost");
                lost = 0;
            }
        } catch (IOException e) {
            log.error("notify_fifo " + path + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        endReader.run();
        fifo.close();
        try {
            Files.deleteIfExists(Path.of(path));
        } catch (IOException e) {
            log.warning("notify_fifo " + path + " stays behind: " + e.getMessage());
        }
    }
}
