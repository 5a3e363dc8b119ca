package uvs.tools.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.Configuration;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.tools.Main;
import uvs.tools.adm.AdmProgram;
import uvs.tools.control.ControlBackend;
import uvs.tools.control.ControlLimits;

/// Runs the short commands once, against a table behind a socket of its own, and prints nothing: the launcher has the
/// JVM keep what they load, ready for the next start (an AOT cache, JEP 483 and JEP 514).
final class Rehearsal {

    private static final String CONFIGURATION = """
        virtual_server 192.0.2.1 80 {
            lb_algo rr
            lb_kind NAT
            real_server 198.51.100.1 80 {
                weight 1
            }
        }
        """;
    /// Twice: what is loaded late in the first turn is there in the second.
    private static final int TURNS = 2;

    private Rehearsal() {
    }

    /// @param arguments a folder for the socket, which is left as it was
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "r");
        Path socket = folder.resolve("s");
        Path file = Files.writeString(folder.resolve("c"), CONFIGURATION);
        try {
            Configuration configuration = ConfigurationReader.read(file, ReaderOptions.of("rehearsal"))
                .configuration().orElseThrow();
            try (TableOnly table = TableOnly.open(socket, configuration, 1024, ControlLimits.DEFAULT)) {
                for (int i = 0; i < TURNS; i++) {
                    changeByHand(socket);
                    adm(List.of("-L", "-n"), socket);
                    adm(List.of("-L", "-n", "-c"), socket);
                    adm(List.of("-S", "-n"), socket);
                    adm(List.of("-A", "-t", "192.0.2.2:80", "-s", "wrr", "-p", "60"), socket);
                    adm(List.of("-a", "-t", "192.0.2.2:80", "-r", "198.51.100.1:80", "-m", "-w", "1"), socket);
                    adm(List.of("-D", "-t", "192.0.2.2:80"), socket);
                    call(List.of("show", "services"), socket);
                    call(List.of("show", "connections"), socket);
                    call(List.of("show", "checks", "--json"), socket);
                }
                table.reload();
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private static void changeByHand(Path socket) throws Exception {
        var virtual = new VirtualServerId.Address(Protocol.TCP, IpAddress.of("192.0.2.1"), 80);
        var real = new RealServerId(IpAddress.of("198.51.100.1"), 80);
        var settings = new RealServerSettings(new ForwardingMethod.Nat(), 1, 0, 0);
        try (ControlBackend backend = ControlBackend.connect(socket)) {
            backend.flush();
            backend.addVirtualServer(
                virtual, new VirtualServerSettings("rr", Set.of(), Optional.empty(), false));
            backend.addRealServer(virtual, real, settings);
            backend.editRealServer(virtual, real, settings.withWeight(2));
            backend.list();
            backend.info();
        }
    }

    private static void adm(List<String> line, Path socket) throws IOException {
        var words = new ArrayList<>(List.of("--control", socket.toString()));
        words.addAll(line);
        AdmProgram.run(words, Writer.nullWriter());
    }

    private static void call(List<String> command, Path socket) {
        String[] words = new String[command.size() + 2];
        command.toArray(words);
        words[words.length - 2] = "--control";
        words[words.length - 1] = socket.toString();
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try {
            var nowhere = new PrintWriter(OutputStream.nullOutputStream());
            Main.commandLine(words).setOut(nowhere).setErr(nowhere).execute(words);
        } finally {
            System.setOut(out);
        }
    }
}
