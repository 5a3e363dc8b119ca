package uvs.tools.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import uvs.config.Configuration;
import uvs.config.GlobalDefs;
import uvs.healthcheck.check.ScriptRunner;
import uvs.tools.daemon.notify.Notifier;
import uvs.vrrp.agent.Notice;
import uvs.vrrp.agent.StatisticsText;
import uvs.vrrp.agent.Vrrp;
import uvs.vrrp.agent.VrrpSnapshot;
import uvs.vrrp.track.ScriptExecutor;

/// VRRP as a part of the daemon: what it tells is carried out on the conductor, its tracking scripts run among all others.
final class VirtualRouting implements AutoCloseable {

    private final Queue<Notice> told = new ConcurrentLinkedQueue<>();
    private final Executor conductor;
    private final Notifier notifier;
    private final Log log;
    private final Consumer<Notice.StateChanged> states;
    private Vrrp vrrp;
    private boolean closed;

    private VirtualRouting(
        Executor conductor, Notifier notifier, Log log, Consumer<Notice.StateChanged> states) {
        this.conductor = conductor;
        this.notifier = notifier;
        this.log = log;
        this.states = states;
    }

    /// Starts the virtual routers of a configuration. On the conductor, as all calls are.
    ///
    /// @param states is told of each change of state
    static VirtualRouting start(Configuration configuration, Executor conductor, Notifier notifier, Log log,
        Consumer<Notice.StateChanged> states) throws IOException {
        var routing = new VirtualRouting(conductor, notifier, log, states);
        routing.vrrp = Vrrp.start(configuration, scripts(notifier), routing::hear);
        return routing;
    }

    private static ScriptExecutor scripts(Notifier notifier) {
        return (command, limit, done) -> notifier.scripts().run(command, limit, result -> done.accept(switch (result) {
            case ScriptRunner.Result.Exited(int status, _) -> new ScriptExecutor.Result.Exited(status);
            case ScriptRunner.Result.TimedOut _ -> new ScriptExecutor.Result.TimedOut();
            case ScriptRunner.Result.NotRun(String why) -> new ScriptExecutor.Result.NotRun(why);
        }));
    }

    void reload(Configuration configuration) throws IOException {
        vrrp.reload(configuration);
    }

    VrrpSnapshot snapshot() {
        return vrrp.snapshot();
    }

    /// Writes what virtual routers have counted, and their states, to the files for it, as text and as JSON; and tells how
    /// late VRRP was since the last time.
    void dump(GlobalDefs.FileSettings files) {
        VrrpSnapshot snapshot = vrrp.snapshot();
        if (snapshot.routers().isEmpty()) {
            return;
        }
        tell(vrrp.takeLateness());
        DumpFile.write(files.statsDumpFile(), StatisticsText.of(snapshot), log);
        DumpFile.write(files.jsonDumpFile(), VrrpJson.of(snapshot, files.jsonVersion()), log);
    }

    private void hear(Notice notice) {
        told.add(notice);
        try {
            conductor.execute(this::carryOut);
        } catch (RejectedExecutionException _) {
            // The daemon is stopping: [#close] carries out what is left.
        }
    }

    private void carryOut() {
        Notice notice = told.poll();
        while (notice != null) {
            carryOut(notice);
            notice = told.poll();
        }
    }

    private void carryOut(Notice notice) {
        switch (notice) {
            case Notice.StateChanged change -> states.accept(change);
            case Notice.RunScript script -> notifier.run(script.command(), List.of(), script.limit());
            case Notice.WriteFifo fifo -> notifier.write(Notifier.Source.VRRP, fifo.line());
            case Notice.SendMail mail -> notifier.mail(mail.subject(), mail.body());
            case Notice.Log line ->
                log.write(Log.Severity.valueOf(line.level().name()), line.text(), line.fields());
        }
    }

    /// Resigns, and tells everybody.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        tell(vrrp.close());
        carryOut();
    }

    private void tell(Vrrp.Lateness late) {
        if (late.count() > 0) {
            log.info("VRRP met %d deadlines, late by %.2f ms in the median, %.2f ms at 99.99 %%, %.2f ms at most".formatted(
                late.count(), late.medianNs() / 1e6, late.p9999Ns() / 1e6, late.maxNs() / 1e6));
        }
    }
}
