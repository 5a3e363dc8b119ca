package uvs.tools.vip;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/// What this host was like before it was changed: a file, written before each change, so that no crash loses
/// it.
///
/// Which addresses are ours is not in it: each is marked in the kernel, and so cannot be there without its
/// mark, nor the mark without it. What is here lasts as long as the kernel's settings do: an entry of an
/// earlier boot is no longer true, and is dropped. Each network namespace has a file of its own, since they
/// may share `/run`.
///
/// An open journal is locked against other processes.
final class Journal implements AutoCloseable {

    private static final String BOOT = "boot";
    private static final String SETTING = "setting.";
    private static final String MADE = "made.";
    private static final String RAISED = "raised.";

    private final Path file;
    private final FileChannel lock;
    private final Properties entries;

    private Journal(Path file, FileChannel lock, Properties entries) {
        this.file = file;
        this.lock = lock;
        this.entries = entries;
    }

    /// @throws VipException in one line with the cure, also if another process has it open
    static Journal open(Path folder) throws IOException {
        Path link = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        String namespace = link.toString().replaceAll("[^0-9]", "");
        Path file = folder.resolve("vip-" + namespace + ".properties");
        try {
            Files.createDirectories(folder);
            FileChannel lock = FileChannel.open(folder.resolve("vip-" + namespace + ".lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                lock.close();
                throw new VipException("another uvs vip is changing this host's addresses; try again");
            }
            return new Journal(file, lock, read(file));
        } catch (VipException e) {
            throw e;
        } catch (IOException e) {
            throw new VipException("what is to be undone cannot be kept in " + folder + " (" + e
                + "): run as root, or name another folder with --state", e);
        }
    }

    private static Properties read(Path file) throws IOException {
        var entries = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            entries.load(reader);
        } catch (NoSuchFileException _) {
            // Nothing has been changed yet.
        }
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        if (!boot.equals(entries.getProperty(BOOT))) {
            entries.clear();
            entries.setProperty(BOOT, boot);
        }
        return entries;
    }

    /// Notes the value that a setting had. The first one stays.
    void noteSetting(String key, String before) throws IOException {
        note(SETTING + key, before);
    }

    /// The values that settings had, by their keys.
    SortedMap<String, String> settings() {
        var settings = new TreeMap<String, String>();
        for (String name : entries.stringPropertyNames()) {
            if (name.startsWith(SETTING)) {
                settings.put(name.substring(SETTING.length()), entries.getProperty(name));
            }
        }
        return settings;
    }

    void forgetSetting(String key) throws IOException {
        forget(SETTING + key);
    }

    /// Notes that an interface was made.
    void noteMade(String device, int index) throws IOException {
        forget(MADE + device);
        note(MADE + device, Integer.toString(index));
    }

    /// The number of the interface that was made.
    OptionalInt made(String device) {
        return number(MADE + device);
    }

    /// Notes that an interface was set up.
    void noteRaised(String device, int index) throws IOException {
        note(RAISED + device, Integer.toString(index));
    }

    OptionalInt raised(String device) {
        return number(RAISED + device);
    }

    void forgetLink(String device) throws IOException {
        forget(MADE + device);
        forget(RAISED + device);
    }

    private OptionalInt number(String name) {
        String value = entries.getProperty(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    }

    private void note(String name, String value) throws IOException {
        if (entries.putIfAbsent(name, value) == null) {
            write();
        }
    }

    private void forget(String name) throws IOException {
        if (entries.remove(name) != null) {
            write();
        }
    }

    private void write() throws IOException {
        if (entries.size() == 1) {
            // The boot alone.
            Files.deleteIfExists(file);
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (Writer writer = Files.newBufferedWriter(next)) {
            entries.store(writer, "what uvs vip found, for --clear to change back");
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
