package uvs.healthcheck.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.testbed.Await;

/// A server program on loopback, such as nginx or dnsmasq, for as long as a test needs it.
final class RealServerProgram implements AutoCloseable {

    private final Process process;

    private RealServerProgram(Process process) {
        this.process = process;
    }

    /// Starts a program and waits until it listens on its TCP ports.
    static RealServerProgram start(Path output, List<Integer> tcpPorts, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        var program = new RealServerProgram(process);
        Await.until(() -> String.join(" ", command) + " does not listen, see " + output, Duration.ofSeconds(60),
            () -> tcpPorts.stream().allMatch(RealServerProgram::listens));
        return program;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
