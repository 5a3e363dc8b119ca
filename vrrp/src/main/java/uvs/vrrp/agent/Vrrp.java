package uvs.vrrp.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import uvs.config.Configuration;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.track.ScriptExecutor;

/// All VRRP of one node. Any thread may call any method; the work is done on the thread `vrrp`.
public final class Vrrp implements AutoCloseable {

    private static final long ANSWER_LIMIT_S = 10;

    private final VrrpAgent agent;
    private final Thread thread;

    private Vrrp(VrrpAgent agent, Thread thread) {
        this.agent = agent;
        this.thread = thread;
    }

    /// Starts the virtual routers of a configuration. Their addresses, should a former run have left any, are off the
    /// interfaces when this returns.
    ///
    /// @throws SystemCallException if this process may not do what VRRP needs; nothing is left behind then
    public static Vrrp start(Configuration configuration, ScriptExecutor scripts, VrrpListener listener)
        throws SystemCallException {
        var agent = new VrrpAgent(configuration, scripts, listener);
        Thread thread = Thread.ofPlatform().name("vrrp").start(agent);
        try {
            agent.opened().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SystemCallException cause) {
                throw cause;
            }
            throw e;
        }
        return new Vrrp(agent, thread);
    }

    /// Goes over to another configuration. Virtual routers that are the same one in both keep their state, whatever
    /// else of them differs; those that are gone resign.
    public void reload(Configuration configuration) {
        await(agent.ask(asked -> {
            asked.reload(configuration);
            return configuration;
        }));
    }

    public VrrpSnapshot snapshot() {
        return await(agent.ask(VrrpAgent::snapshot));
    }

    /// How late the thread `vrrp` was.
    public Lateness lateness() {
        return await(agent.ask(VrrpAgent::lateness));
    }

    public void clearStatistics() {
        await(agent.ask(asked -> {
            asked.clearStatistics();
            return asked;
        }));
    }

    /// Resigns, takes everything away that was put anywhere, and ends the thread. The listener has heard everything
    /// when this returns. Closing again does nothing.
    @Override
    public void close() {
        agent.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(ANSWER_LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the thread vrrp was asked", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the thread vrrp failed: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the thread vrrp did not answer within " + ANSWER_LIMIT_S + " s", e);
        }
    }

    /// How late deadlines were met since the start.
    ///
    /// @param count how many deadlines
    public record Lateness(long count, long medianNs, long p9999Ns, long maxNs) {}
}
