package uvs.tools.daemon.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uvs.config.Command;
import uvs.config.ScriptSettings;
import uvs.dataplane.testbed.Await;
import uvs.healthcheck.check.ScriptRunner.Result;

class ScriptsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    /// For scripts that are to run into their limit: they must have come to what they do until then, on a busy machine too.
    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    @TempDir
    private Path folder;
    private Scripts scripts;

    @BeforeEach
    void open() throws IOException {
        scripts = new Scripts(settings(false));
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    private static ScriptSettings settings(boolean security) {
        return new ScriptSettings(
            Optional.empty(), Optional.empty(), security, false, Optional.empty(), Duration.ZERO, Optional.empty(),
            Duration.ZERO);
    }

    private static Command asRoot(String... words) {
        return new Command(List.of(words), Optional.of("root"), Optional.empty());
    }

    private static Command shell(String script) {
        return asRoot("/bin/sh", "-c", script);
    }

    private Result run(Command command, Duration limit) {
        var result = new CompletableFuture<Result>();
        scripts.run(command, limit, result::complete);
        return result.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static boolean alive(Path pidFile) {
        try {
            String pid = Files.readString(pidFile).strip();
            return !pid.isEmpty() && Files.exists(Path.of("/proc", pid))
                && !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
        } catch (IOException _) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 127, 255})
    void theExitStatusIsTheResult(int status) {
        assertEquals(new Result.Exited(status, ""), run(shell("exit " + status), LONG));
    }

    @Test
    void wordsAreNotReadByAShell() {
        assertEquals(new Result.Exited(0, "$HOME; a  b"), run(asRoot("/bin/echo", "$HOME; a  b"), LONG));
    }

    @Test
    void ofTheOutputTheEndIsKept() {
        Result result = run(shell("head -c 3000000 /dev/zero | tr '\\0' x; echo the end >&2"), LONG);
        var exited = assertInstanceOf(Result.Exited.class, result);
        assertTrue(exited.output().endsWith("xthe end"), exited::output);
        assertEquals(Scripts.OUTPUT_KEPT - 1, exited.output().length(), "less the line end");
    }

    @Test
    void aScriptThatTakesTooLongIsEndedWithAllItStarted() {
        Path child = folder.resolve("child");
        var result = run(shell("sleep 1000 & echo $! > " + child + "; echo waiting; wait"), SHORT);
        assertEquals(new Result.TimedOut(SHORT, "waiting"), result);
        Await.until("the child is gone", LONG, () -> !alive(child));
    }

    @Test
    void aScriptThatDoesNotHeedSigtermIsKilled() {
        Path pid = folder.resolve("pid");
        Path heard = folder.resolve("heard");
        // It notes SIGTERM, and goes on.
        assertInstanceOf(Result.TimedOut.class, run(
            shell("trap 'echo >> " + heard + "' TERM; echo $$ > " + pid + "; while :; do sleep 0.1; done"), SHORT));
        assertFalse(alive(pid));
        assertTrue(Files.exists(heard), "SIGTERM came first");
    }

    @Test
    void aChildThatHoldsTheOutputOpenDelaysNothing() {
        Path child = folder.resolve("child");
        assertEquals(
            new Result.Exited(0, "done"), run(shell("sleep 30 & echo $! > " + child + "; echo done"), LONG));
        assertTrue(alive(child), "what a script leaves running is its own affair");
        runKill(child);
    }

    private void runKill(Path pidFile) {
        run(shell("kill $(cat " + pidFile + ")"), LONG);
    }

    @Test
    void aScriptThatNeverStopsWritingKeepsNobodyWaiting() {
        var endless = new CompletableFuture<Result>();
        Runnable kill = scripts.run(asRoot("/usr/bin/yes"), Duration.ofMinutes(5), endless::complete);
        assertEquals(new Result.Exited(0, "here"), run(shell("echo here"), LONG));
        assertFalse(endless.isDone());
        kill.run();
        assertInstanceOf(Result.Exited.class, endless.orTimeout(20, TimeUnit.SECONDS).join());
    }

    @Test
    void aScriptCanBeKilled() {
        var result = new CompletableFuture<Result>();
        Path pid = folder.resolve("pid");
        Runnable kill = scripts.run(shell("echo $$ > " + pid + "; exec sleep 1000"), LONG, result::complete);
        Await.until("the script runs", LONG, () -> alive(pid));
        kill.run();
        result.orTimeout(20, TimeUnit.SECONDS).join();
        assertFalse(alive(pid));
    }

    @Test
    void everyScriptLeadsAGroupOfItsOwn() {
        var exited = assertInstanceOf(Result.Exited.class, run(shell("echo $$; cut -d' ' -f5 /proc/$$/stat"), LONG));
        String[] numbers = exited.output().split(" ");
        assertEquals(numbers[0], numbers[1]);
    }

    @Test
    void manyRunAtTheSameTime() {
        var results = new ArrayList<CompletableFuture<Result>>();
        for (int i = 0; i < 30; i++) {
            var result = new CompletableFuture<Result>();
            // Each waits until all have come, so one after the other would never end.
            scripts.run(shell("touch " + folder + "/came." + i + "; until test $(ls " + folder
                + " | grep -c came) = 30; do sleep 0.05; done"), Duration.ofSeconds(60), result::complete);
            results.add(result);
        }
        results.forEach(result -> assertEquals(
            new Result.Exited(0, ""), result.orTimeout(60, TimeUnit.SECONDS).join()));
    }

    @Test
    void whatCannotBeRunIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), "no program");
        assertEquals(new Result.NotRun("/no/such does not exist"), run(asRoot("/no/such"), LONG));
        assertEquals(
            new Result.NotRun(file + " is not executable; chmod +x it"), run(asRoot(file.toString()), LONG));
        assertTrue(run(asRoot("no-such-program-anywhere"), LONG).toString().contains("in no folder of PATH"));
    }

    @Test
    void anotherUserRunsIt() {
        assumeTrue(ROOT, "only root can change users");
        var nobody = new Command(List.of("/usr/bin/id", "-un"), Optional.of("nobody"), Optional.empty());
        assertEquals(new Result.Exited(0, "nobody"), run(nobody, LONG));
        var group = new Command(List.of("/usr/bin/id", "-Gn"), Optional.of("nobody"), Optional.of("daemon"));
        assertEquals(new Result.Exited(0, "daemon"), run(group, LONG));
        var missing = new Command(List.of("/usr/bin/id"), Optional.of("no-such-user"), Optional.empty());
        assertTrue(run(missing, LONG).toString().contains("there is no user no-such-user"));
    }

    @Test
    void withSecurityRootRunsOnlyWhatNobodyElseCanChange() throws IOException {
        assumeTrue(ROOT, "only root can run as root");
        scripts.close();
        scripts = new Scripts(settings(true));
        assertEquals(new Result.Exited(0, ""), run(asRoot("/bin/true"), LONG));
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(new Result.Exited(0, ""), run(asRoot(script.toString()), LONG));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertTrue(run(asRoot(script.toString()), LONG).toString().contains(script + " can be changed by others"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(run(asRoot(script.toString()), LONG).toString().contains(folder + " can be changed by others"));
        var nobodys = new Command(List.of("/bin/true"), Optional.of("nobody"), Optional.empty());
        assertEquals(new Result.Exited(0, ""), run(nobodys, LONG));
    }

    @Test
    void closingEndsWhatHasNoLimit() {
        var result = new CompletableFuture<Result>();
        Path pid = folder.resolve("pid");
        scripts.run(shell("echo $$ > " + pid + "; exec sleep 1000"), Optional.empty(), result::complete);
        Await.until("the script runs", LONG, () -> alive(pid));
        scripts.close();
        assertFalse(alive(pid));
    }
}
