package uvs.vrrp.track;

import java.time.Duration;
import java.util.function.Consumer;

import uvs.config.Command;

/// Runs tracking scripts: with their users, limits and security. The daemon has one for all its scripts.
@FunctionalInterface
public interface ScriptExecutor {

    /// Starts a script and returns at once. `done` is called exactly once, on any thread, when no process of the
    /// script is left.
    ///
    /// @return kills the script if it still runs
    Runnable run(Command command, Duration limit, Consumer<Result> done);

    /// How a script ended.
    sealed interface Result {

        record Exited(int status) implements Result {}

        record TimedOut() implements Result {}

        /// @param why one line with the cure: a missing file, or what script security says
        record NotRun(String why) implements Result {}
    }
}
