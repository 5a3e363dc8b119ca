package uvs.vrrp.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import uvs.config.Configuration;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.network.AcceptFilter;
import uvs.vrrp.track.ScriptExecutor;

/// All VRRP of one node. Any thread may call any method; the work is done on the thread `vrrp`.
public final class Vrrp {

    private static final long ANSWER_LIMIT_S = 10;

    private static final String FILTER_TABLE = "uvs_vrrp";

    private final VrrpAgent agent;
    private final Thread thread;
    private final AcceptFilter filter;

    private Vrrp(VrrpAgent agent, Thread thread, AcceptFilter filter) {
        this.agent = agent;
        this.thread = thread;
        this.filter = filter;
    }

    /// Starts the virtual routers of a configuration. Their addresses, should a former run have left any, are off the
    /// interfaces when this returns.
    ///
    /// @throws IOException if this process may not do what VRRP needs; nothing is left behind then
    public static Vrrp start(Configuration configuration, ScriptExecutor scripts, VrrpListener listener)
        throws IOException {
        var filter = new AcceptFilter(
            configuration.globalDefs().firewall().nftablesTable().orElse(FILTER_TABLE));
        filter.apply(Definitions.refused(configuration));
        var agent = new VrrpAgent(configuration, scripts, listener);
        Thread thread = Thread.ofPlatform().name("vrrp").start(agent);
        try {
            agent.opened().join();
        } catch (CompletionException e) {
            filter.close();
            if (e.getCause() instanceof SystemCallException cause) {
                throw cause;
            }
            throw e;
        }
        return new Vrrp(agent, thread, filter);
    }

    /// Goes over to another configuration. Virtual routers that are the same one in both keep their state, whatever
    /// else of them differs; those that are gone resign.
    ///
    /// @throws IOException if the filter of `no_accept` could not be changed; then nothing has changed
    public void reload(Configuration configuration) throws IOException {
        filter.apply(Definitions.refused(configuration));
        await(agent.ask(asked -> {
            asked.reload(configuration);
            return configuration;
        }));
    }

    public VrrpSnapshot snapshot() {
        return await(agent.ask(VrrpAgent::snapshot));
    }

    /// How late the thread `vrrp` was since this was asked last.
    public Lateness takeLateness() {
        return await(agent.ask(VrrpAgent::takeLateness));
    }

    public void clearStatistics() {
        await(agent.ask(asked -> {
            asked.clearStatistics();
            return asked;
        }));
    }

    /// Resigns, takes everything away that was put anywhere, and ends the thread. The listener has heard everything
    /// when this returns. Closing again does nothing.
    ///
    /// @return how late the thread was since it was asked last
    public Lateness close() {
        agent.stop();
        try {
            thread.join();
            filter.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return agent.takeLateness();
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

    /// How late deadlines were met.
    ///
    /// @param count how many deadlines
    public record Lateness(long count, long medianNs, long p9999Ns, long maxNs) {}
}
