package uvs.tools;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How to run a small program of the tests, which is not in the module of the program itself.
public final class TestProgram {

    private TestProgram() {
    }

    /// @param main a class that needs nothing beside the JDK
    public static List<String> command(Class<?> main, String... arguments) {
        String file = main.getName().replace('.', '/') + ".class";
        String url = main.getResource("/" + file).toString();
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-cp", Path.of(URI.create(url.substring(0, url.length() - file.length()))).toString(),
            main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
