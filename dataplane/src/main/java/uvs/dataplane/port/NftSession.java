package uvs.dataplane.port;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A running `nft -i`, whose netlink socket owns the tables that it made: the kernel removes them when it ends, and it
/// ends when this process does, since its input is closed then.
final class NftSession implements AutoCloseable {

    /// Asked behind each command; its answer tells that the command is done.
    private static final String MARK = "describe tcp dport";
    private static final String MARK_ANSWER = "payload expression";
    private static final int EXIT_TIMEOUT_SECONDS = 5;

    private final Process process;
    private final BufferedWriter input;
    private final BufferedReader output;

    NftSession() throws IOException {
        var builder = new ProcessBuilder("nft", "-i").redirectErrorStream(true);
        builder.environment().put("TERM", "dumb");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException("nft: " + e.getMessage() + "; install the package nftables", e);
        }
        input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Carries out one line, all of it or nothing.
    ///
    /// @throws IOException with what nft said, when it refused
    void run(String line) throws IOException {
        input.write(line);
        input.write('\n');
        input.write(MARK);
        input.write('\n');
        input.flush();
        var said = new LinkedHashSet<String>();
        while (true) {
            String answer = output.readLine();
            if (answer == null) {
                throw new IOException("nft ended: " + String.join(" ", said));
            }
            if (answer.startsWith(MARK_ANSWER)) {
                break;
            }
            if (answer.contains("Error:")) {
                said.add(answer.substring(answer.indexOf("Error:")).strip());
            }
        }
        if (!said.isEmpty()) {
            throw new IOException(explain(said, line));
        }
    }

    private static String explain(Set<String> said, String line) {
        String all = String.join("; ", said);
        String cure = all.contains("not permitted")
            ? " (another uvs is running in this network namespace: stop it first; or CAP_NET_ADMIN is missing: run as root)"
            : "";
        return "nft: " + all + cure + ", for: " + (line.length() > 80 ? line.substring(0, 80) + "…" : line);
    }

    @Override
    public void close() throws IOException {
        try {
            input.close();
            if (!process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
