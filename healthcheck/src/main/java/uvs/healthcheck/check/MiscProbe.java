package uvs.healthcheck.check;

import java.util.OptionalInt;
import java.util.function.Consumer;
import uvs.config.HealthChecker.MiscCheck;

/// `MISC_CHECK`: a script says whether the server is well: 0 is up, anything else down. With `misc_dynamic`, 2 to
/// 255 is up too, with a weight of two less.
final class MiscProbe implements Probe {

    private static final int HIGHEST_STATUS = 255;

    private final CheckLoop loop;
    private final MiscCheck check;
    private final ScriptRunner scripts;

    MiscProbe(CheckLoop loop, MiscCheck check, ScriptRunner scripts) {
        this.loop = loop;
        this.check = check;
        this.scripts = scripts;
    }

    @Override
    public Run run(Consumer<Outcome> done) {
        var run = new Running(done);
        run.kill = scripts.run(
            check.command(), check.timeout(), result -> loop.eventLoop().execute(() -> run.ended(judge(result))));
        return run;
    }

    private Outcome judge(ScriptRunner.Result result) {
        return switch (result) {
            case ScriptRunner.Result.Exited(int status, String output) -> judge(status, output);
            case ScriptRunner.Result.TimedOut(var limit, String output) ->
                Outcome.of(Reason.SCRIPT_TIMEOUT, ("after " + limit.toSeconds() + " s " + output).strip());
            case ScriptRunner.Result.NotRun(String why) -> Outcome.of(Reason.SCRIPT_NOT_RUN, why);
        };
    }

    private Outcome judge(int status, String output) {
        if (status == 0) {
            return Outcome.of(Reason.OK);
        }
        if (check.dynamic() && status >= 2 && status <= HIGHEST_STATUS) {
            return new Outcome(Reason.OK, "weight " + (status - 2), OptionalInt.of(status - 2));
        }
        return Outcome.of(Reason.EXIT_STATUS, ("exit status " + status + " " + output).strip());
    }

    /// A script under way. On the event loop.
    private static final class Running implements Run {

        private final Consumer<Outcome> done;
        private Runnable kill = () -> { };
        private boolean over;

        Running(Consumer<Outcome> done) {
            this.done = done;
        }

        void ended(Outcome outcome) {
            if (!over) {
                over = true;
                done.accept(outcome);
            }
        }

        @Override
        public void abandon() {
            if (!over) {
                over = true;
                kill.run();
            }
        }
    }
}
