package uvs.healthcheck.check;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.Connection;
import uvs.config.SslSettings;
import uvs.config.net.IpAddress;

/// Runs probes for tests and waits for their outcome.
final class ProbeRun {

    /// More than a server needs, also where the machine stands still now and then. A test in which a check is to give up says when.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    static final HealthChecker.Timing TIMING = new HealthChecker.Timing(
        1, Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(2), false, false);

    private ProbeRun() {
    }

    static Connection loopback(int port) {
        return to("127.0.0.1", port, PATIENCE);
    }

    static Connection to(String address, int port, Duration timeout) {
        return new Connection(
            IpAddress.of(address), port, Optional.empty(), 0, Optional.empty(), timeout, 0);
    }

    /// One run of a check.
    static Outcome once(CheckLoop loop, HealthChecker checker) {
        return once(loop, probe(loop, checker));
    }

    static Probe probe(CheckLoop loop, HealthChecker checker) {
        return probe(loop, checker, Optional.empty(), Strictness.NONE);
    }

    static Probe probe(CheckLoop loop, HealthChecker checker, Optional<SslSettings> ssl, Strictness strictness) {
        return new Probes(loop, ScriptRunner.none(), ssl, strictness).of(checker).orElseThrow();
    }

    /// Another run of a probe that may remember the last one.
    static Outcome once(CheckLoop loop, Probe probe) {
        var outcome = new CompletableFuture<Outcome>();
        loop.eventLoop().execute(() -> probe.run(outcome::complete));
        return outcome.orTimeout(90, TimeUnit.SECONDS).join();
    }
}
