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
/// Costs one timer, whatever the server does. On the event loop only.
final class Attempt implements Probe.Run {

    private final EventLoop loop;
    private final Consumer<Outcome> done;
    private Channel channel;
    private Future<?> timer;
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

    /// From now on the run has `limit` until it ends with `reason`. Replaces the limit before.
    void limit(Duration limit, Reason reason) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = over ? null
            : loop.schedule(() -> finish(Outcome.of(reason, "after " + seconds(limit))), limit.toNanos(),
                TimeUnit.NANOSECONDS);
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

    private static String seconds(Duration limit) {
        long millis = limit.toMillis();
        return (millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1000.0)) + " s";
    }
}
