package uvs.tools.adm;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import uvs.tools.control.SocketFile;

/// The command `adm`, with the two options that ipvsadm does not have: they stand in front of its own.
public final class AdmProgram {

    private static final String CONTROL = "--control";
    private static final String BACKEND = "--backend";

    private AdmProgram() {
    }

    /// @param words what follows `uvs adm`, or the name `ipvsadm`
    /// @return the exit status
    public static int run(List<String> words) {
        try (var out = new OutputStreamWriter(new FileOutputStream(FileDescriptor.out),
            StandardCharsets.UTF_8)) {
            return run(words, out);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("uvs adm: standard output cannot be written: " + e.getMessage());
            return Refusal.FAILED;
        }
    }

    /// @param standardOut where answers go
    public static int run(List<String> words, Writer standardOut) throws IOException {
        var out = new BufferedWriter(standardOut);
        int exit = run(words, out);
        out.flush();
        return exit;
    }

    private static int run(List<String> words, BufferedWriter out) {
        Path control = null;
        String backend = "auto";
        List<String> rest = words;
        while (!rest.isEmpty() && isOurs(rest.getFirst())) {
            int equals = rest.getFirst().indexOf('=');
            if (equals < 0 && rest.size() == 1) {
                System.err.println("uvs adm: " + rest.getFirst() + " needs a value; see uvs adm --help");
                return Refusal.USAGE;
            }
            String value = equals < 0 ? rest.get(1) : rest.getFirst().substring(equals + 1);
            if (rest.getFirst().startsWith(CONTROL)) {
                control = Path.of(value);
            } else {
                backend = value;
            }
            rest = rest.subList(equals < 0 ? 2 : 1, rest.size());
        }
        Target target = target(backend, control);
        if (target == null) {
            System.err.println("uvs adm: there is no backend '" + backend
                + "'; --backend is userspace or ipvs");
            return Refusal.USAGE;
        }
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var runner = new AdmRunner(target, new SystemNames(), in, line -> write(out, line), line -> {
            flush(out);
            System.err.println(line);
        })) {
            return runner.run(rest);
        }
    }

    private static boolean isOurs(String word) {
        return word.equals(CONTROL) || word.equals(BACKEND) || word.startsWith(CONTROL + "=")
            || word.startsWith(BACKEND + "=");
    }

    /// Null for a backend that there is not.
    private static Target target(String backend, Path control) {
        String named = System.getenv("UVS_CONTROL");
        Path socket = control != null || named == null || named.isEmpty() ? control : Path.of(named);
        return switch (backend) {
            case "ipvs" -> Target.kernel();
            case "userspace" -> Target.director(socket != null ? socket : SocketFile.found());
            case "auto" -> socket != null ? Target.director(socket) : Target.any();
            default -> null;
        };
    }

    private static void write(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flush(BufferedWriter out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
