package uvs.tools.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException;

/// Compares recordings that are kept in a folder, for a look at one scenario without booting anything:
/// `java … uvs.tools.oracle.CompareFolder FOLDER [SCENARIO…]`.
public final class CompareFolder {

    private CompareFolder() {
    }

    public static void main(String[] arguments) throws IOException, SystemCallException, BackendException {
        KnownDifferences known = KnownDifferences.load();
        try (var files = Files.list(Path.of(arguments[0]))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".log") && (arguments.length == 1 || List.of(arguments).contains(name))) {
                    Recording recording = Recording.read(file);
                    List<String> unknown =
                        known.unknown(name, Comparison.differences(recording, Replay.of(recording)));
                    System.out.println(name
                        + ": " + (unknown.isEmpty() ? "equal" : unknown.size() + " differences"));
                    unknown.forEach(line -> System.out.println("    " + line));
                }
            }
        }
        known.unmet().forEach(line -> System.out.println("no difference any more: " + line));
    }
}
