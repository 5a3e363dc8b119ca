package uvs.tools.demo;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uvs.tools.Main;

/// How to run another process of the program that this JVM runs: with the same JDK, modules and rights.
public final class ThisProgram {

    /// Of classes, before the JVM collects garbage for their sake: that came with the first traffic, and stopped all
    /// threads for 45 ms.
    private static final String ROOM_FOR_CLASSES = "-XX:MetaspaceSize=128m";

    private ThisProgram() {
    }

    /// The command line of `uvs` with these arguments.
    public static List<String> uvs(String... arguments) {
        // As the launcher has them: libraries are loaded by name, so no module may be left out.
        var options = new ArrayList<>(List.of(ROOM_FOR_CLASSES));
        if (System.getProperty("jdk.module.path") != null) {
            options.addAll(List.of("--add-modules", "ALL-MODULE-PATH"));
        }
        return java(options, Main.class, arguments);
    }

    /// The command line of a small program of this module, which starts quickly rather than runs fast.
    public static List<String> small(Class<?> main, String... arguments) {
        return java(List.of("-XX:TieredStopAtLevel=1"), main, arguments);
    }

    private static List<String> java(List<String> options, Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        // Else processes of the same number in different namespaces quarrel over a file, and say so in the output.
        command.add("-XX:-UsePerfData");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.contains("native-access")).forEach(command::add);
        command.addAll(options);
        // A test runner has what no module requires, Netty's native libraries among it, on the class path; a
        // bench has all there.
        String classPath = absolute(System.getProperty("java.class.path"));
        if (!classPath.isEmpty()) {
            command.addAll(List.of("--class-path", classPath));
        }
        if (main.getModule().isNamed()) {
            String modulePath = System.getProperty("jdk.module.path");
            // Without one, the modules are linked into the runtime, and native libraries are beside it.
            command.addAll(modulePath != null
                ? List.of("--module-path", absolute(modulePath))
                : List.of("-Djava.library.path=" + System.getProperty("java.library.path")));
            command.addAll(List.of("-m", main.getModule().getName() + "/" + main.getName()));
        } else {
            command.add(main.getName());
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /// The path with absolute names, since the other process has another working directory.
    private static String absolute(String path) {
        return Stream.of(path.split(File.pathSeparator)).filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    }
}
