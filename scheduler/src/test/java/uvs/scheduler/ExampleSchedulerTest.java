package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README is compiled, put beside the program, found by its name and asked.
final class ExampleSchedulerTest {

    private static final Path SOURCES = Path.of("src", "example", "java");
    private static final Path RESOURCES = Path.of("src", "example", "resources");

    @TempDir
    private Path classes;

    @BeforeEach
    void compile() throws Exception {
        Path seam = Path.of(Scheduler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(out, out,
            "--module-path", seam.toString(), "-Xlint:all", "-Werror", "-d", classes.toString(),
            SOURCES.resolve("module-info.java").toString(), SOURCES.resolve("example", "Newest.java").toString());
        assertEquals(0, status, messages.toString());
    }

    @Test
    void isFoundOnTheModulePath() {
        ModuleLayer ours = Schedulers.class.getModule().getLayer();
        Configuration configuration = ours.configuration()
            .resolveAndBind(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("example.newest"));
        chooses(Schedulers.load(ours.defineModulesWithOneLoader(configuration, getClass().getClassLoader())));
    }

    @Test
    void isFoundOnTheClassPath() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] classPath = {classes.toUri().toURL(), RESOURCES.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classPath, getClass().getClassLoader())) {
            thread.setContextClassLoader(loader);
            chooses(Schedulers.load());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void isNotThereOtherwise() {
        assertEquals(Optional.empty(), Schedulers.load().find("newest"));
    }

    private static void chooses(Schedulers schedulers) {
        assertTrue(schedulers.names().contains("newest"));
        Scheduler newest = schedulers.find("newest").orElseThrow().create(SchedulerOptions.DEFAULTS);
        TestDirector director = new TestDirector(newest, false).list(1, 2, 3);
        assertEquals("AA", director.choose(2));
        assertEquals("XX", director.add("X", 1).choose(2));
        assertEquals("A", director.overload("X", true).choose(1));
        assertEquals("C", director.edit("A", 0).edit("B", 0).choose(1));
        assertEquals("-", director.edit("C", 0).choose(1));
    }
}
