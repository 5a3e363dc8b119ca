package uvs.tools.daemon.notify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import uvs.config.Command;
import uvs.config.ScriptSettings;
import uvs.dataplane.linux.Processes;
import uvs.dataplane.linux.SystemCallException;
import uvs.healthcheck.check.ScriptRunner;

/// Runs scripts, any number at a time up to a limit, on one thread.
///
/// A script that takes longer than its limit gets SIGTERM, and SIGKILL two seconds later, together with every
/// process of its group. Of what it writes the last [#OUTPUT_KEPT] bytes are kept and the rest is read and
/// dropped, so that no output can fill memory or stop the script.
public final class Scripts implements ScriptRunner, AutoCloseable {

    /// How much of a script's output its result has.
    public static final int OUTPUT_KEPT = 512;
    /// Above this many at a time, a script is not run.
    public static final int MOST_AT_A_TIME = 1000;

    private static final int MOST_CHUNKS = 64;
    private static final long BETWEEN_SIGNALS_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_EVERY_MS = 20;
    /// What was told last of all, that the daemon stops, is to be heard.
    private static final long CLOSE_WAIT_MS = 3_000;
    private static final long CLOSE_LIMIT_MS = 5_000;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Running> running = new ArrayList<>();
    private final Thread thread;
    private ScriptLauncher launcher;
    private boolean closing;

    /// Starts the script thread.
    public Scripts(ScriptSettings settings) throws IOException {
        launcher = launcher(settings);
        thread = Thread.ofPlatform().name("scripts").daemon().start(this::loop);
    }

    /// Other settings for the scripts that start from now on.
    public void configure(ScriptSettings settings) throws IOException {
        ScriptLauncher next = launcher(settings);
        tasks.add(() -> launcher = next);
    }

    private static ScriptLauncher launcher(ScriptSettings settings) throws IOException {
        return new ScriptLauncher(settings.enableSecurity(), settings.setSupplementaryGroups());
    }

    @Override
    public Runnable run(Command command, Duration limit, Consumer<Result> done) {
        return run(command, Optional.of(limit), done);
    }

    /// Starts a script, with or without a limit. Any thread may call; `done` is called on the script thread.
    ///
    /// @return kills the script if it still runs
    public Runnable run(Command command, Optional<Duration> limit, Consumer<Result> done) {
        var script = new Running(limit, done);
        tasks.add(() -> start(script, command));
        return () -> tasks.add(() -> script.end(Processes.SIGTERM));
    }

    private void loop() {
        while (!closing || !running.isEmpty()) {
            try {
                Runnable task = running.isEmpty() ? tasks.take() : tasks.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                while (task != null) {
                    task.run();
                    task = tasks.poll();
                }
                running.removeIf(Running::look);
            } catch (InterruptedException _) {
                closing = true;
                running.forEach(script -> script.end(Processes.SIGKILL));
            }
        }
    }

    private void start(Running script, Command command) {
        if (script.abandoned || closing) {
            script.done.accept(new Result.NotRun("it is no longer wanted"));
            return;
        }
        if (running.size() >= MOST_AT_A_TIME) {
            script.done.accept(new Result.NotRun(running.size() + " scripts are running already"));
            return;
        }
        try {
            script.process = launcher.start(command);
            script.startedNs = System.nanoTime();
            running.add(script);
        } catch (ScriptLauncher.RefusedException | IOException e) {
            script.done.accept(new Result.NotRun(e.getMessage()));
        }
    }

    /// Waits a few seconds for scripts, then ends those that are left.
    @Override
    public void close() {
        tasks.add(() -> closing = true);
        try {
            if (!thread.join(Duration.ofMillis(CLOSE_WAIT_MS))) {
                tasks.add(() -> running.stream().filter(script -> script.limitNs.isEmpty()).forEach(
                    script -> script.end(Processes.SIGTERM)));
            }
            if (!thread.join(Duration.ofMillis(CLOSE_LIMIT_MS - CLOSE_WAIT_MS))) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A script under way. On the script thread.
    private static final class Running {

        private final Optional<Duration> limit;
        private final Optional<Long> limitNs;
        private final Consumer<Result> done;
        private final byte[] output = new byte[2 * OUTPUT_KEPT];
        private int outputLength;
        private Process process;
        private long startedNs;
        private long signalledNs;
        private boolean signalled;
        private boolean killed;
        private boolean timedOut;
        private boolean abandoned;

        Running(Optional<Duration> limit, Consumer<Result> done) {
            this.limit = limit;
            this.limitNs = limit.map(Duration::toNanos);
            this.done = done;
        }

        /// Sends a signal to the script and all that it started.
        void end(int signal) {
            abandoned = true;
            if (process == null || !process.isAlive()) {
                return;
            }
            signalled = true;
            signalledNs = System.nanoTime();
            try {
                if (!Processes.signalGroup(process.pid(), signal)) {
                    // It has not yet made its group.
                    process.destroyForcibly();
                }
            } catch (SystemCallException _) {
                // A script that has changed its user may refuse; SIGKILL goes to what is ours.
                process.destroyForcibly();
            }
        }

        /// Reads what there is, looks at the time, and answers whether the script has ended.
        boolean look() {
            boolean ended = !process.isAlive();
            readOutput();
            long nowNs = System.nanoTime();
            if (ended) {
                if (signalled) {
                    killRest();
                }
                done.accept(timedOut ? new Result.TimedOut(limit.orElseThrow(), text())
                    : new Result.Exited(process.exitValue(), text()));
                close();
                return true;
            }
            if (!signalled && limitNs.isPresent() && nowNs - startedNs >= limitNs.get()) {
                timedOut = true;
                end(Processes.SIGTERM);
            } else if (signalled && !killed && nowNs - signalledNs >= BETWEEN_SIGNALS_NS) {
                killed = true;
                end(Processes.SIGKILL);
            }
            return false;
        }

        /// A script that was ended may have left children which did not heed SIGTERM.
        private void killRest() {
            try {
                Processes.signalGroup(process.pid(), Processes.SIGKILL);
            } catch (SystemCallException _) {
                // Nothing of ours is left.
            }
        }

        private void readOutput() {
            try {
                InputStream stream = process.getInputStream();
                byte[] chunk = new byte[1 << 14];
                // One that never stops writing must not keep the others waiting.
                for (int i = 0; i < MOST_CHUNKS && stream.available() > 0; i++) {
                    int length = stream.read(chunk, 0, Math.min(chunk.length, stream.available()));
                    if (length <= 0) {
                        return;
                    }
                    keep(chunk, length);
                }
            } catch (IOException _) {
                // Output that cannot be read is no reason to fail.
            }
        }

        private void keep(byte[] chunk, int length) {
            int from = Math.max(0, length - OUTPUT_KEPT);
            if (outputLength + length - from > output.length) {
                int kept = Math.min(outputLength, OUTPUT_KEPT);
                System.arraycopy(output, outputLength - kept, output, 0, kept);
                outputLength = kept;
            }
            System.arraycopy(chunk, from, output, outputLength, length - from);
            outputLength += length - from;
        }

        private String text() {
            int from = Math.max(0, outputLength - OUTPUT_KEPT);
            return new String(output, from, outputLength - from, StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ").strip();
        }

        private void close() {
            try {
                process.getInputStream().close();
            } catch (IOException _) {
                // Closed all the same.
            }
        }
    }
}
