package uvs.dataplane.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/// A program that runs on a host while the test goes on.
///
/// Its standard output and standard error are read together, line by line, and kept. It ends by itself, by
/// [#stop] or [#kill], or with the testbed. Any thread may call.
public final class Program implements AutoCloseable {

    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final int LINES_IN_A_MESSAGE = 30;

    private final String command;
    private final Process entering;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private int nextLine;
    private boolean outputEnded;

    /// @param entering the `nsenter` process, whose only child is the program itself
    Program(String command, Process entering) {
        this.command = command;
        this.entering = entering;
        Thread.ofVirtual().name("output of " + command).start(this::read);
    }

    /// The first line that has a match of the pattern, of those which no earlier call has gone past.
    ///
    /// @throws TestbedException with the end of the output, if the program ends or `limit` passes without one
    public String awaitLine(Pattern pattern, Duration limit) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (true) {
                while (nextLine < lines.size()) {
                    String line = lines.get(nextLine++);
                    if (pattern.matcher(line).find()) {
                        return line;
                    }
                }
                if (outputEnded) {
                    throw new TestbedException(
                        command + ": ended without a line like '" + pattern + "'" + tail());
                }
                long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0) {
                    throw new TestbedException(command + ": no line like '" + pattern + "' in "
                        + limit.toMillis() + " ms" + tail());
                }
                awaitChange(leftNs);
            }
        } finally {
            lock.unlock();
        }
    }

    /// As [#awaitLine(Pattern, Duration)], with the pattern written out.
    public String awaitLine(String regex, Duration limit) {
        return awaitLine(Pattern.compile(regex), limit);
    }

    /// All lines so far.
    public List<String> lines() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /// The program's process id as this JVM's process namespace has it, if it still runs: `/proc/PID` of the
    /// host.
    public Optional<Long> pid() {
        return entering.children().map(ProcessHandle::pid).findFirst();
    }

    public boolean isAlive() {
        return entering.isAlive();
    }

    /// Sends a signal to the program itself.
    ///
    /// @throws TestbedException if it has ended
    public void signal(Signal signal) {
        // nsenter, too, is alive for a moment before it has a child.
        Await.until(() -> command + " has not started", END_LIMIT, () -> pid().isPresent() || !isAlive());
        String pid = pid().orElseThrow(() -> new TestbedException(
            "signal " + signal + " to " + command + ": it has ended" + tail())).toString();
        try {
            var kill = new ArrayList<>(List.of("sh", "-c", "kill -s \"$@\"", "kill", signal.name(), pid));
            if (signal == Signal.CONT) {
                // nsenter stops itself when its child is stopped, and must go on too, or it would not see it end.
                kill.add(Long.toString(entering.pid()));
            }
            Process sent = new ProcessBuilder(kill).redirectErrorStream(true).start();
            String complaint = new String(sent.getInputStream().readAllBytes());
            if (sent.waitFor() != 0) {
                throw new TestbedException("signal " + signal + " to " + command + ": " + complaint.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Asks the program to end (SIGTERM) and answers its exit code.
    ///
    /// @throws TestbedException if it has not ended after a minute
    public int stop() {
        return end(Signal.TERM);
    }

    /// Ends the program without its having a say (SIGKILL) and answers its exit code, 137.
    public int kill() {
        return end(Signal.KILL);
    }

    /// The exit code, awaited; 128 and the signal's number where a signal ended the program.
    public int awaitExit(Duration limit) {
        try {
            if (!entering.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TestbedException(
                    command + ": still running after " + limit.toMillis() + " ms" + tail());
            }
            awaitEndOfOutput();
            return entering.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Kills the program if it still runs.
    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }

    private int end(Signal signal) {
        try {
            signal(signal);
        } catch (TestbedException e) {
            // nsenter outlives the program for a moment.
            if (isAlive() && pid().isPresent()) {
                throw e;
            }
        }
        return awaitExit(END_LIMIT);
    }

    private void read() {
        try (BufferedReader output = entering.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lock.lock();
                try {
                    lines.add(line);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.lock();
            try {
                outputEnded = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// A child that outlives the program may hold the output open: then what there is must do.
    private void awaitEndOfOutput() throws InterruptedException {
        lock.lock();
        try {
            long leftNs = Duration.ofSeconds(1).toNanos();
            while (!outputEnded && leftNs > 0) {
                leftNs = changed.awaitNanos(leftNs);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitChange(long limitNs) {
        try {
            changed.awaitNanos(limitNs);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private TestbedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TestbedException("interrupted while waiting for " + command, e);
    }

    private String tail() {
        List<String> all = lines();
        List<String> last = all.subList(Math.max(0, all.size() - LINES_IN_A_MESSAGE), all.size());
        return last.isEmpty() ? "; it wrote nothing" : "; it wrote\n  " + String.join("\n  ", last);
    }
}
