package uvs.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uvs.dataplane.testbed.Await;

/// `tools/uvs` in a project of its own, with a JDK and a Maven that only tell how they were called.
final class LauncherTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path TOOLS = Path.of("").toAbsolutePath();

    @TempDir
    private Path folder;
    private Path project;
    private Path jdk;

    private record Launch(int exit, String out, String err) {
    }

    @BeforeEach
    void layOut() throws IOException {
        // An ordinary user reads it too.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        project = folder.resolve("project");
        Files.createDirectories(project.resolve("tools/src/main"));
        for (String file : List.of("uvs", "environment.bash", "packages")) {
            Files.copy(TOOLS.resolve(file), project.resolve("tools").resolve(file));
        }
        Files.writeString(project.resolve("pom.xml"), "<native.access>a,b</native.access>\n");
        Files.writeString(project.resolve("tools/pom.xml"), "");
        jdk = jdk("jdk", "25.0.1");
        program(folder.resolve("bin/mvn"), """
            echo called >> %1$s/maven
            [[ -e %1$s/broken ]] && { echo '[ERROR] it is broken'; exit 1; }
            mkdir -p %2$s/tools/target/application
            """.formatted(folder, project));
        Files.writeString(folder.resolve("maven"), "");
    }

    /// A launcher makes the cache of short commands in the background, in the folder that goes now.
    @AfterEach
    void awaitWhatIsInTheBackground() {
        Await.until("something goes on in " + folder, LIMIT, () -> ProcessHandle.allProcesses()
            .noneMatch(process -> process.info().commandLine().orElse("").contains(folder.toString())));
    }

    @Test
    void buildsOnceAndRunsTheProgram() throws Exception {
        Launch first = launch("--version");
        assertEquals("uvs: building (not built yet; under a minute)\n", first.err());
        assertTrue(first.out().contains("--enable-native-access=a,b "), first.out());
        assertTrue(first.out().contains("--module-path " + project + "/tools/target/application "),
            first.out());
        assertTrue(first.out().endsWith("-m uvs.tools/uvs.tools.Main --version\n"), first.out());

        Launch second = launch("--version");
        assertEquals("", second.err());
        assertEquals(1, builds());
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        launch("--version");
        Path source = Files.writeString(project.resolve("tools/src/main/Main.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

        assertEquals("uvs: building (the sources are newer than the build; under a minute)\n",
            launch("-V").err());
        assertEquals(2, builds());
    }

    @Test
    void buildsOnceWhenLaunchedTwiceAtOnce() throws Exception {
        Process one = builder(Map.of(), List.of(uvs(), "--version")).start();
        Process other = builder(Map.of(), List.of(uvs(), "--version")).start();
        assertEquals(0, one.waitFor());
        assertEquals(0, other.waitFor());
        assertEquals(1, builds());
    }

    @Test
    void showsWhyTheBuildFailed() throws Exception {
        Files.writeString(folder.resolve("broken"), "");
        Launch launch = launch("--version");

        assertEquals(1, launch.exit());
        assertTrue(launch.err().contains("[ERROR] it is broken\nuvs: the build failed"), launch.err());
    }

    @Test
    void findsItselfThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("uvs-link"), project.resolve("tools/uvs"));
        Launch launch = launch(Map.of(), List.of(link.toString(), "run", "a b"));

        assertEquals(0, launch.exit(), launch.err());
        assertTrue(launch.out().endsWith("uvs.tools.Main run a b\n"), launch.out());
    }

    @Test
    void passesOverAJdkThatIsTooOld() throws Exception {
        Path old = jdk("old", "21.0.4");
        Launch launch = launch(Map.of("JAVA_HOME", old.toString(), "JDK_HOME", jdk.toString()),
            List.of(uvs(), "--version"));

        assertTrue(launch.out().startsWith(jdk + "/bin/java "), launch.out() + launch.err());
    }

    @Test
    void runsForAnotherUserWhenBuilt() throws Exception {
        launch("--version");
        Launch launch = launch(Map.of(), asOrdinaryUser("--version"));

        assertEquals(0, launch.exit(), launch.err());
        assertEquals("", launch.err());
    }

    @Test
    void tellsAUserWhoCannotBuildWhoCan() throws Exception {
        Launch launch = launch(Map.of(), asOrdinaryUser("--version"));

        assertEquals(1, launch.exit());
        assertEquals("uvs: not built yet, and " + project + "/tools/target is not writable:"
            + " build it as the user who owns it\n", launch.err());
    }

    @Test
    void tellsAnOrdinaryUserWhichPackagesAreMissing() throws Exception {
        launch("--version");
        Files.writeString(project.resolve("tools/packages"), """
            no-such-program   its-package     run demo
            another-program   other-package   demo
            """);

        Launch launch = launch(Map.of(), asOrdinaryUser("run"));
        assertEquals(1, launch.exit());
        assertEquals("uvs: programs are missing: install the packages its-package"
            + " (on Debian, as root: apt-get install its-package)\n", launch.err());
        assertEquals(0, launch(Map.of(), asOrdinaryUser("run", "--help")).exit());
    }

    /// The cache is made beside the first short command, and anew when there are newer modules.
    @Test
    void startsShortCommandsFromACache() throws Exception {
        launch("--version");
        Path application = project.resolve("tools/target/application");
        Path cache = application.resolve("short-commands-unknown.aot");
        String options = "-XX:AOTCache=" + cache + " -Xlog:disable -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
        Launch first = launch("show", "services");
        assertEquals("", first.err());
        assertTrue(first.out().contains(options), first.out());
        assertTrue(first.out().endsWith("-m uvs.tools/uvs.tools.Main show services\n"), first.out());
        Await.until("no cache is made", LIMIT, () -> Files.exists(cache));
        assertEquals("made\n", Files.readString(cache));

        Files.writeString(cache, "kept\n");
        launch("stats");
        assertEquals("kept\n", Files.readString(cache));
        Path module = Files.writeString(application.resolve("uvs-tools-1.jar"), "");
        Files.setLastModifiedTime(module, FileTime.from(Instant.now().plusSeconds(5)));
        launch("stats");
        assertFalse(Files.exists(cache) && Files.readString(cache).equals("kept\n"));

        assertFalse(launch("run").out().contains("AOTCache"));
    }

    @ParameterizedTest
    @CsvSource({"ipvsadm, -Ln, adm -Ln", "uvs-ipvsadm, -Ln, adm -Ln", "genhash, -s a, genhash -s a", "uvs-genhash, -h, genhash -h",
        "ipvsadm-save, -n, adm -S -n", "uvs-ipvsadm-save, -n, adm -S -n"})
    void isTheProgramThatItIsCalled(String name, String words, String command) throws Exception {
        launch("--version");
        Path link = Files.createSymbolicLink(folder.resolve(name), project.resolve("tools/uvs"));
        Launch launch = launch(Map.of(), List.of(link.toString(), words));
        assertTrue(launch.out().endsWith("-m uvs.tools/uvs.tools.Main " + command + "\n"), launch.out());
    }

    @Test
    void refusesWhatIpvsadmSaveDoesNotKnow() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("ipvsadm-save"), project.resolve("tools/uvs"));
        Launch launch = launch(Map.of(), List.of(link.toString(), "-x"));
        assertEquals(1, launch.exit());
        assertTrue(launch.err().contains("ipvsadm-save prints the rules"), launch.err());
    }

    /// The table is cleared once the rules have been read; comments are not among them.
    @ParameterizedTest
    @CsvSource({"tools/uvs", "packaged/bin/uvs"})
    void restoresWhatItReads(String launcher) throws Exception {
        launch("--version");
        String called = "words=\"$*\"; echo \"called ${words##*Main }\"; [[ $words == *-C ]] || cat\n";
        program(jdk.resolve("bin/java"), called);
        Path packaged = project.resolve("packaged");
        program(packaged.resolve("lib/uvs/runtime/bin/java"), called);
        program(packaged.resolve("bin/uvs"), Files.readString(TOOLS.resolve("appliance/uvs")));
        Path link = Files.createSymbolicLink(folder.resolve("ipvsadm-restore"), project.resolve(launcher));
        Path rules = Files.writeString(folder.resolve("rules"), "# saved\n-A -t 192.0.2.1:80 -s wlc\n# and\n-A -f 1 -s rr\n");
        Launch launch = launch(Map.of(), List.of("/bin/sh", "-c", link + " < " + rules));
        assertEquals(List.of("called adm -C", "called adm -R", "-A -t 192.0.2.1:80 -s wlc", "-A -f 1 -s rr"),
            launch.out().lines().map(String::strip).map(line -> line.replaceAll("  +", " ")).toList());
    }

    /// `bin/uvs` of a package, with the Java runtime beside it that it is to start, from a path with a space in it.
    @ParameterizedTest
    @CsvSource({"uvs, run, run, run", "uvs, check, short, check", "uvs-ipvsadm, -Ln, short, adm -Ln",
        "uvs-genhash, -s, short, genhash -s"})
    void thePackagedOneHasItsRuntimeAndCacheBesideIt(String name, String word, String cache, String words)
        throws Exception {
        Path prefix = folder.resolve("a prefix");
        program(prefix.resolve("lib/uvs/runtime/bin/java"), "printf '%s\\n' \"$0\" \"$@\"\n");
        program(prefix.resolve("bin/uvs"), Files.readString(TOOLS.resolve("appliance/uvs"))
            .replace("@RUN_OPTIONS@", "-Xrun1 -Xrun2").replace("@SHORT_OPTIONS@", "-Xshort1 -Xshort2"));
        Path link = prefix.resolve("bin/uvs");
        if (!name.equals("uvs")) {
            link = Files.createSymbolicLink(folder.resolve(name), link);
        }
        Launch launch = launch(Map.of("UVS_JAVA_OPTIONS", "-Xmine -Xother"), List.of(link.toString(), word));
        String lib = prefix.resolve("lib/uvs").toString();
        assertEquals(lib + "/runtime/bin/java\n-XX:AOTCache=" + lib + "/" + cache + ".aot\n-Xlog:disable\n"
            + "-Djava.library.path=" + lib + "/runtime/lib\n-X" + cache + "1\n-X" + cache + "2\n-Xmine\n-Xother\n"
            + "-m\nuvs.tools/uvs.tools.Main\n" + words.replace(' ', '\n') + "\n", launch.out() + launch.err());
    }

    /// A user who may read the project but not write it. The tests may themselves run as such a user's like:
    /// then the project is made read-only.
    private List<String> asOrdinaryUser(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        } else {
            Files.setPosixFilePermissions(project.resolve("tools"),
                PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        command.add(uvs());
        command.addAll(List.of(arguments));
        return command;
    }

    private Launch launch(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(uvs()));
        command.addAll(List.of(arguments));
        return launch(Map.of(), command);
    }

    private Launch launch(Map<String, String> environment, List<String> command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = builder(environment, command)
            .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Launch(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    private ProcessBuilder builder(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", folder + "/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "JAVA_HOME", jdk.toString(), "HOME", folder.toString()));
        builder.environment().putAll(environment);
        return builder;
    }

    private String uvs() {
        return project.resolve("tools/uvs").toString();
    }

    private int builds() throws IOException {
        return Files.readAllLines(folder.resolve("maven")).size();
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        program(home.resolve("bin/java"), """
            if [[ $1 == -XX:AOTCacheOutput=* ]]; then
                echo made > "${1#*=}"
            fi
            echo "$0" "$@"
            """);
        program(home.resolve("bin/javac"), "exit 1\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
