package uvs.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel of this machine can do.
final class Kernel {

    private Kernel() {
    }

    /// Whether there can be such a subject: IPVS takes the kernel's module.
    static boolean has(Subject subject) {
        return subject != Subject.IPVS || hasIpvs();
    }

    private static boolean hasIpvs() {
        if (Files.exists(Path.of("/proc/net/ip_vs"))) {
            return true;
        }
        try {
            new ProcessBuilder("modprobe", "-q", "ip_vs").start().waitFor();
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return Files.exists(Path.of("/proc/net/ip_vs"));
    }
}
