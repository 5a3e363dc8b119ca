package uvs.tools.command;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uvs.config.text.ReaderOptions;

/// What of this host a configuration depends on.
final class HostOptions {

    private HostOptions() {
    }

    /// @param configId what was given on the command line
    static ReaderOptions read(Optional<String> configId) {
        ReaderOptions named = ofName(configId).withPrograms();
        return interfaces().map(named::withInterfaces).orElse(named);
    }

    /// Its name and environment only: for a configuration that is for other hosts.
    static ReaderOptions ofName(Optional<String> configId) {
        ReaderOptions options = ReaderOptions.of(hostName()).withEnvironment(System.getenv());
        return configId.map(options::withConfigId).orElse(options);
    }

    /// The name as the kernel has it: no name server is asked.
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "localhost";
        }
    }

    private static Optional<Set<String>> interfaces() {
        try {
            return Optional.of(NetworkInterface.networkInterfaces().map(NetworkInterface::getName)
                .collect(Collectors.toSet()));
        } catch (SocketException _) {
            return Optional.empty();
        }
    }
}
