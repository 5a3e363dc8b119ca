package uvs.healthcheck.check;

import java.time.Duration;
import java.util.function.Consumer;
import uvs.config.Command;

/// Runs the scripts of `MISC_CHECK`. The daemon has one for all scripts, with their users, limits and security.
public interface ScriptRunner {

    /// Starts a script and returns at once. `done` is called exactly once, on any thread, not later than a few
    /// seconds after the limit, when no process of the script is left.
    ///
    /// @return kills the script if it still runs
    Runnable run(Command command, Duration limit, Consumer<Result> done);

    /// How a script ended.
    sealed interface Result {

        /// @param output the end of what it wrote, on one line
        record Exited(int status, String output) implements Result {}

        record TimedOut(Duration limit, String output) implements Result {}

        /// @param why such as a missing file, or what script security says
        record NotRun(String why) implements Result {}
    }

    /// Runs nothing, for programs that have no scripts.
    static ScriptRunner none() {
        return (command, _, done) -> {
            done.accept(new Result.NotRun("no scripts are run here: " + command.words().getFirst()));
            return () -> { };
        };
    }
}
