package uvs.tools.tune;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/// A kernel parameter, what it is to be, and why. Reading and writing one concerns the network namespace of
/// this process.
///
/// @param key      its path under `/proc/sys`, as `net/ipv4/conf/all/arp_ignore`
/// @param value    what it is set to
/// @param accepted the values that do: `value`, and others that have what it is for too
/// @param reason   what it is for
public record KernelSetting(String key, String value, Set<String> accepted, String reason) {

    private static final Path ROOT = Path.of("/proc/sys");

    public KernelSetting {
        accepted = Set.copyOf(accepted);
        if (!accepted.contains(value)) {
            throw new IllegalArgumentException("value=" + value + " is not in accepted=" + accepted);
        }
    }

    /// The name as sysctl(8) has it: dots between the parts, and a slash for each dot of an interface's name.
    public String name() {
        return key.replace('.', '\n').replace('/', '.').replace('\n', '/');
    }

    /// The value now.
    ///
    /// @throws IOException in one line with the cure
    public String read() throws IOException {
        try {
            return Files.readString(ROOT.resolve(key)).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(
                name() + ": there is no such setting; is the interface there, and /proc mounted?", e);
        }
    }

    /// Whether there is such a setting: that of an interface goes with it.
    public boolean exists() {
        return Files.exists(ROOT.resolve(key));
    }

    /// Whether it counts for every interface.
    public boolean isOfAll() {
        return key.contains("/conf/all/");
    }

    /// Sets it to its value, and makes sure of it.
    ///
    /// @throws IOException in one line with the cure
    public void apply() throws IOException {
        write(value);
    }

    /// Sets it to another value: the one that it had before.
    ///
    /// @throws IOException in one line with the cure
    public void write(String other) throws IOException {
        try {
            Files.writeString(ROOT.resolve(key), other);
        } catch (AccessDeniedException e) {
            throw new IOException(name() + " cannot be set to " + other + ": permission denied; run as root", e);
        } catch (IOException e) {
            // Such as a container's /proc/sys, where what is wrong is in the text of the exception only.
            throw new IOException(name() + " cannot be set to " + other + ": " + reason(e)
                + "; run where /proc/sys may be written", e);
        }
        String now = read();
        if (!now.equals(other)) {
            throw new IOException(name() + " is " + now + " after it was set to " + other
                + "; see what else on this host sets it");
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}
