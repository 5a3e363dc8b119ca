package uvs.tools.daemon.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.GlobalDefs;
import uvs.config.GlobalDefs.NotifyFifo;
import uvs.healthcheck.check.ScriptRunner;
import uvs.healthcheck.check.ScriptRunner.Result;
import uvs.tools.daemon.Log;

/// Tells scripts, FIFOs and recipients of mail what has happened, as `global_defs` says.
///
/// The same for health checks and VRRP: both say only what to tell. One thread calls all methods; none of them
/// waits for anybody but [#close].
public final class Notifier implements AutoCloseable {

    /// Who a line for the FIFOs is from. All of them go to `notify_fifo` too.
    public enum Source { VRRP, CHECKERS }

    private final Log log;
    private final Scripts scripts;
    private final Mailer mailer;
    private GlobalDefs defs;
    private Optional<NotifyPipe> common = Optional.empty();
    private Optional<NotifyPipe> vrrp = Optional.empty();
    private Optional<NotifyPipe> checkers = Optional.empty();

    /// Opens the FIFOs and starts their readers. What cannot be had is said in the log; the rest goes on.
    public Notifier(GlobalDefs defs, Log log) throws IOException {
        this.log = log;
        this.defs = defs;
        this.scripts = new Scripts(defs.scripts());
        this.mailer = new Mailer(log);
        common = NotifyPipe.open(defs.notifyFifo(), scripts, log);
        vrrp = NotifyPipe.open(defs.vrrpNotifyFifo(), scripts, log);
        checkers = NotifyPipe.open(defs.lvsNotifyFifo(), scripts, log);
    }

    /// Goes over to other settings. A FIFO that is configured as before stays open, with its reader.
    public void configure(GlobalDefs next) throws IOException {
        scripts.configure(next.scripts());
        common = exchange(common, defs.notifyFifo(), next.notifyFifo());
        vrrp = exchange(vrrp, defs.vrrpNotifyFifo(), next.vrrpNotifyFifo());
        checkers = exchange(checkers, defs.lvsNotifyFifo(), next.lvsNotifyFifo());
        defs = next;
    }

    private Optional<NotifyPipe> exchange(Optional<NotifyPipe> pipe, NotifyFifo before, NotifyFifo after) {
        if (before.equals(after)) {
            return pipe;
        }
        pipe.ifPresent(NotifyPipe::close);
        return NotifyPipe.open(after, scripts, log);
    }

    /// Runs scripts whose result matters, such as those of checks.
    public ScriptRunner scripts() {
        return scripts;
    }

    /// Runs a notify script. A failure is said in the log.
    ///
    /// @param arguments appended to the configured words
    public void run(Command command, List<String> arguments, Optional<Duration> limit) {
        var words = new ArrayList<>(command.words());
        words.addAll(arguments);
        String name = String.join(" ", words);
        scripts.run(new Command(words, command.user(), command.group()), limit, result -> {
            if (!(result instanceof Result.Exited exited && exited.status() == 0)) {
                log.warning("script [" + name + "] " + words(result));
            }
        });
    }

    /// Writes a line, without its line end, to the FIFOs that want it.
    public void write(Source source, String line) {
        common.ifPresent(pipe -> pipe.write(line));
        (source == Source.VRRP ? vrrp : checkers).ifPresent(pipe -> pipe.write(line));
    }

    /// Mails to everybody in `notification_email`. The subject gets the router's name in front.
    public void mail(String subject, String body) {
        mailer.send(defs.mail(), defs.routerId(), subject, body);
    }

    /// Waits a few seconds for scripts and mails, then ends what is left.
    @Override
    public void close() {
        common.ifPresent(NotifyPipe::close);
        vrrp.ifPresent(NotifyPipe::close);
        checkers.ifPresent(NotifyPipe::close);
        scripts.close();
        mailer.close();
    }

    /// How a script ended, for the log.
    static String words(Result result) {
        return switch (result) {
            case Result.Exited(int status, String output) ->
                "exited with status " + status + (output.isEmpty() ? "" : ": " + output);
            case Result.TimedOut(Duration limit, String output) -> "was ended after " + limit.toMillis() + " ms"
                + (output.isEmpty() ? "" : ": " + output);
            case Result.NotRun(String why) -> "was not run: " + why;
        };
    }
}
