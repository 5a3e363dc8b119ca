package uvs.tools.oracle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/// A Bash that runs one command after the other, here or in another network namespace: to start a program
/// costs a few milliseconds this way, where a JVM takes much longer.
final class Shell implements AutoCloseable {

    private static final String END = "=== end ";

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    Shell() throws IOException {
        process = new ProcessBuilder("bash").redirectErrorStream(true).start();
        in = process.outputWriter();
        out = process.inputReader();
    }

    /// Runs a command and answers the lines it wrote.
    ///
    /// @throws IllegalStateException with these, when its exit code is not 0
    List<String> run(String command) {
        try {
            in.write(command + "\nexit=$?; echo; echo '" + END + "'$exit\n");
            in.flush();
            var lines = new ArrayList<String>();
            String line = out.readLine();
            while (line != null && !line.startsWith(END)) {
                if (!line.isBlank()) {
                    lines.add(line);
                }
                line = out.readLine();
            }
            if (line == null || !line.equals(END + "0")) {
                throw new IllegalStateException(command + ": " + String.join("; ", lines));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets the commands that follow run in a namespace, until [#leave].
    void enter(String namespace) {
        send("ip netns exec " + namespace + " bash");
    }

    void leave() {
        send("exit");
    }

    private void send(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
        process.destroy();
    }
}
