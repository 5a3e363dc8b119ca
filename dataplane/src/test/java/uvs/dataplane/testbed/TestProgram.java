package uvs.dataplane.testbed;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A class of the tests that runs as a program on a host, where a test cannot go itself: it reads what the
/// test tells it from standard input, line by line, and answers by lines.
public final class TestProgram implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger PIPES = new AtomicInteger();

    private final Program program;
    private final Writer input;

    private TestProgram(Program program, Writer input) {
        this.program = program;
        this.input = input;
    }

    /// Starts the program.
    public static TestProgram start(Testbed net, Host host, Class<?> main, String... arguments) {
        Path pipe = net.directory().resolve("input-" + PIPES.incrementAndGet());
        host.run("mkfifo", pipe.toString()).orThrow();
        var command = new ArrayList<>(List.of("bash", "-c", "exec \"$@\" < \"$0\"", pipe.toString()));
        command.addAll(java(main));
        command.addAll(List.of(arguments));
        Program program = host.start(Map.of(), command);
        try {
            // Returns when the program has opened the other end.
            return new TestProgram(program, Files.newBufferedWriter(pipe));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> java(Class<?> main) {
        Set<String> path = new LinkedHashSet<>();
        path.add(classes(main));
        path.add(classes(Testbed.class));
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
                if (!entry.isEmpty()) {
                    path.add(Path.of(entry).toAbsolutePath().toString());
                }
            }
        }
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                String.join(File.pathSeparator, path),
            main.getName());
    }

    /// Where the class is: tests and what they test are two folders of one module.
    private static String classes(Class<?> one) {
        try {
            String file = one.getName().replace('.', '/') + ".class";
            String url = one.getResource("/" + file).toString();
            return Path.of(URI.create(url.substring(0, url.length() - file.length()))).toString();
        } catch (RuntimeException e) {
            throw new TestbedException("no folder has " + one, e);
        }
    }

    /// Writes one line to the program's standard input.
    public void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the program does not take " + line + ":\n"
                + String.join("\n", program.lines()), e);
        }
    }

    /// Tells a line, and answers the first line that has a match of `answer`.
    public String ask(String line, String answer) {
        tell(line);
        return await(answer);
    }

    /// The first line that has a match, of those which no earlier call has gone past.
    public String await(String regex) {
        return program.awaitLine(regex, LIMIT);
    }

    public Program program() {
        return program;
    }

    /// Ends the input, and answers the exit code.
    public int end() {
        try {
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return program.awaitExit(LIMIT);
    }

    @Override
    public void close() {
        try (input) {
            program.close();
        } catch (IOException _) {
            // The program was gone before what it was told.
        }
    }
}
