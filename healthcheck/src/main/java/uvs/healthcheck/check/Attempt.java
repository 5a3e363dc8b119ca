package uvs.healthcheck.check;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One run of a check over one channel: whatever comes first, an answer, an error or the time limit, is its
/// outcome; everything later is ignored, and the channel is closed.
///
/// Costs one timer at a time, whatever the server does; the limits of later phases must not be shorter than
/// that of the first. On the event loop only.
final class Attempt implements Probe.Run {

    private final EventLoop loop;
    private final Consumer<Outcome> done;
    private Channel channel;
    private Future<?> timer;
    private final long startedNs = System.nanoTime();
    private long overallNs = Long.MAX_VALUE;
    private Duration limit;
    private Reason reason;
    private long touchedNs;
    private boolean over;

    Attempt(EventLoop loop, Consumer<Outcome> done) {
        this.loop = loop;
        this.done = done;
    }

    /// Takes over a channel that is being opened; goes on with `connected` once it is, ends if it cannot be.
    void open(ChannelFuture future, Runnable connected) {
        if (future.isDone() && !future.isSuccess()) {
            // No channel came about, and the future does not belong to the loop.
            loop.execute(() -> finish(Failures.of(future.cause())));
            return;
        }
        channel = future.channel();
        future.addListener(_ -> {
            if (!future.isSuccess()) {
                finish(Failures.of(future.cause()));
            } else if (!over) {
                connected.run();
            }
        });
    }

    /// Ends the run after this time whatever happens.
    void overall(Duration limit) {
        overallNs = limit.toNanos();
    }

    /// From now on the run ends with `newReason` if nothing happens for `newLimit`. Replaces the limit before.
    void limit(Duration newLimit, Reason newReason) {
        limit = newLimit;
        reason = newReason;
        touch();
        if (timer == null && !over) {
            arm(Math.min(limit.toNanos(), overallNs));
        }
    }

    /// Names what it means if the limit passes after all.
    void blame(Reason newReason) {
        reason = newReason;
    }

    /// Something has happened: the limit counts from now. Costs no timer; the one that is set looks again.
    void touch() {
        touchedNs = System.nanoTime();
    }

    private void arm(long nanos) {
        timer = loop.schedule(this::due, nanos, TimeUnit.NANOSECONDS);
    }

    private void due() {
        long nowNs = System.nanoTime();
        long leftNs = limit.toNanos() - (nowNs - touchedNs);
        long overallLeftNs = overallNs - (nowNs - startedNs);
        if (overallLeftNs <= 0) {
            finish(Outcome.of(Reason.TOO_SLOW, "after " + seconds(Duration.ofNanos(overallNs))));
        } else if (leftNs <= 0) {
            finish(Outcome.of(reason, "after " + seconds(limit)));
        } else {
            arm(Math.min(leftNs, overallLeftNs));
        }
    }

    void finish(Reason reason) {
        finish(Outcome.of(reason));
    }

    void finish(Outcome outcome) {
        if (!over) {
            end();
            done.accept(outcome);
        }
    }

    boolean over() {
        return over;
    }

    @Override
    public void abandon() {
        if (!over) {
            end();
        }
    }

    private void end() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        close();
    }

    private void close() {
        if (channel != null) {
            channel.close();
        }
    }

    static String seconds(Duration limit) {
        long millis = limit.toMillis();
        return (millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1000.0)) + " s";
    }
}
