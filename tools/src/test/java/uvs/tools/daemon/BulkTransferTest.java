package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;

/// Long TCP streams through a director with network address translation, as the stacks of today send them: in
/// frames far longer than the MTU, with checksums that the network interface is to complete.
///
/// The director's interface towards the receiver completes none, so that its kernel must do it from what the
/// director left, and the receiver's kernel looks at every sum.
@Tag(Testbed.TAG)
final class BulkTransferTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LENGTH = 64 << 20;
    private static final int MTU = 1500;
    private static final String CONFIGURATION = """
        virtual_server 192.0.2.100 80 {
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 8090 {
            }
        }
        virtual_server 192.0.2.100 5201 {
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 5201 {
            }
        }
        """;

    /// A program that takes one connection and keeps what comes.
    private static final String RECEIVER = """
        void main() throws IOException {
            try (var server = new java.net.ServerSocket(5201)) {
                IO.println("ready");
                try (var connection = server.accept()) {
                    Files.copy(connection.getInputStream(), Path.of("target"));
                }
                IO.println("done");
            }
        }
        """;
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final byte[] content = new byte[LENGTH];
    private DemoNetwork network;
    private DirectorProgram director;
    private Path source;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        network = DemoNetwork.open();
        source = network.directory().resolve("source");
        target = network.directory().resolve("target");
        new Random(1).nextBytes(content);
        Files.write(source, content);
        director = network.startDirector(CONFIGURATION);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void carriesAnUploadUnchangedInLongFrames() throws IOException {
        Files.writeString(network.directory().resolve("Receiver.java"), RECEIVER);
        Program receiver = network.realServer(1).start(JAVA, "Receiver.java");
        receiver.awaitLine("ready", LIMIT);
        completeChecksums("real0");
        try (Capture capture = network.director().capture("client0", "dst port 5201 and greater 20000")) {
            network.client().run("bash", "-c", "cat source > /dev/tcp/192.0.2.100/5201").orThrow();
            receiver.awaitLine("done", LIMIT);
            capture.stop();
            assertFalse(capture.packets("tcp").isEmpty(), "the client sent no long frame");
        }
        assertEquals(-1, Arrays.mismatch(content, Files.readAllBytes(target)));
        assertCarriedWhole();
    }

    @Test
    void carriesADownloadUnchangedInLongFrames() throws IOException {
        network.realServer(1).start(JAVA, "-m", "jdk.httpserver", "-b", "0.0.0.0", "-p", "8090", "-d",
            network.directory().toString()).awaitLine("Serving", LIMIT);
        completeChecksums("client0");
        try (Capture capture = network.director().capture("real0", "src port 8090 and greater 20000")) {
            network.client().run("bash", "-c", """
                exec 3<>/dev/tcp/192.0.2.100/80
                printf 'GET /source HTTP/1.0\\r\\n\\r\\n' >&3
                cat <&3 > target
                """).orThrow();
            capture.stop();
            assertFalse(capture.packets("tcp").isEmpty(), "the real server sent no long frame");
        }
        byte[] arrived = Files.readAllBytes(target);
        assertEquals(-1,
            Arrays.mismatch(arrived, arrived.length - LENGTH, arrived.length, content, 0, LENGTH));
        assertCarriedWhole();
    }

    /// Where there is a fast path, nearly all went by it, and acknowledgements aside in frames that stand for many packets.
    private void assertCarriedWhole() {
        JsonNode path = ShownCounters.of(director).path("fast_path");
        long bytes = path.path("bytes").asLong();
        assertTrue(path.isMissingNode() || bytes > LENGTH / 2 && bytes / path.path("packets").asLong() > MTU, path::toString);
    }

    private void completeChecksums(String device) {
        network.director().run("ethtool", "-K", device, "tx", "off").orThrow();
    }
}
