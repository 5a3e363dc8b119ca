package uvs.tools.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.TestbedException;

/// `uvs demo`: shows the main job on an example and checks each thing it shows.
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Balance real HTTP traffic over three real servers on a network made for it,"
        + " let one of them fail, and then the director.")
public final class DemoCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 8;
    private static final int STEADY_CONNECTIONS = 4;
    private static final Duration STEADY_PAUSE = Duration.ofMillis(10);
    /// How many requests must go well after the failure, and as many after the return.
    private static final int STEADY_REQUESTS = 300;
    /// The weights in the demo's keepalived.conf.
    private static final List<Integer> WEIGHTS = List.of(3, 2, 1);
    private static final int VICTIM = 2;
    private static final int ATTEMPTS = 5;
    /// For how long answers are looked at after the loss of a director: longer than TCP waits before it tries again.
    private static final Duration FAILOVER_WATCHED = Duration.ofMillis(1_500);

    @Option(names = "--requests", paramLabel = "N", defaultValue = "1200",
        description = "How many requests to balance before a real server fails. Default: ${DEFAULT-VALUE}")
    private int requests;

    private final Progress progress =
        new Progress(System.out, System.console() != null && System.console().isTerminal());

    /// Something did not come out as the demo says it does.
    private static final class Unexpected extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unexpected(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() {
        try {
            show();
            progress.step("ok");
            return 0;
        } catch (Unexpected | TestbedException e) {
            System.out.flush();
            System.err.println("demo: failed: " + e.getMessage());
            return 1;
        }
    }

    private void show() {
        try (var network = DemoNetwork.openPair()) {
            progress.step("client " + DemoNetwork.CLIENT + " -> two directors, virtual server " + DemoNetwork.VIP
                + ":80 -> real servers " + DemoNetwork.endpoint(1) + ", " + DemoNetwork.endpoint(2) + ", "
                + DemoNetwork.endpoint(3) + ", weights 3, 2, 1");
            List<Program> webServers = network.startWebServers();
            DirectorProgram master = network.startDirector(1, configuration());
            awaitMaster(master);
            progress.step("director1 runs: uvs run -f keepalived.conf");

            balance(network, master);
            failAndReturn(network, master, webServers.get(VICTIM - 1));
            failOver(network, master);
        }
    }

    private void balance(DemoNetwork network, DirectorProgram director) {
        Requests answers = network.startRequests(requests, CONNECTIONS, 1, Duration.ZERO);
        var tally = new Tally();
        for (int done = 1; done <= requests; done++) {
            tally.count(answers.next());
            progress.count(done, requests, tally);
        }
        director.table().forEach(progress::quote);
        check(tally.failed() == 0, tally.failed() + " requests failed: " + tally.firstFailure());
        int weights = WEIGHTS.stream().mapToInt(Integer::intValue).sum();
        for (int i = 1; i <= WEIGHTS.size(); i++) {
            int share = requests * WEIGHTS.get(i - 1) / weights;
            int answered = tally.answeredBy(DemoNetwork.name(i));
            // A request that is given up and sent anew by TCP may shift the turns by a few.
            check(Math.abs(answered - share) <= requests / 50 + 1,
                DemoNetwork.name(i) + " answered " + answered + " requests; by its weight it should be "
                    + share);
        }
    }

    private void failAndReturn(DemoNetwork network, DirectorProgram director, Program webServer) {
        String victim = DemoNetwork.name(VICTIM);
        Requests answers = network.startRequests(Long.MAX_VALUE, STEADY_CONNECTIONS, 1, STEADY_PAUSE);
        answers.until(answer -> answer.server().filter(victim::equals).isPresent());

        progress.step(victim + "'s web server stops, while requests go on");
        int said = director.lines().size();
        webServer.kill();
        director.awaitRealServer(DemoNetwork.endpoint(VICTIM), false);
        long removedMs = System.currentTimeMillis();
        Tally before = answers.until(answer -> answer.begunMs() > removedMs);
        quoteLog(director, said);
        progress.step("the check has taken it out; until then " + before.failed() + " requests failed");

        Tally without = count(answers, removedMs);
        progress.step("after the removal: " + without);
        check(without.failed() == 0, "requests failed after the removal: " + without.firstFailure());
        check(without.answeredBy(victim) == 0, victim + " answered after its removal");

        said = director.lines().size();
        network.startWebServer(VICTIM).awaitLine("ready", LIMIT);
        director.awaitRealServer(DemoNetwork.endpoint(VICTIM), true);
        long returnedMs = System.currentTimeMillis();
        Tally meanwhile = answers.until(answer -> answer.begunMs() > returnedMs);
        quoteLog(director, said);
        progress.step(victim + " is back");

        Tally with = count(answers, returnedMs);
        progress.step("after its return: " + with);
        check(meanwhile.failed() + with.failed() == 0,
            "requests failed around the return: " + meanwhile.firstFailure() + with.firstFailure());
        check(with.answeredBy(victim) > 0, victim + " is in the table again, but answered nothing");
        director.table().forEach(progress::quote);
        answers.stop();
    }

    private void failOver(DemoNetwork network, DirectorProgram first) {
        Heartbeat heartbeat = network.startHeartbeat();
        heartbeat.await();
        DirectorProgram second = startBackup(network, 2, first);
        progress.step("director2 runs too, as the backup of director1");

        lose("stopped", heartbeat, "director1", first, () -> {
            int exit = first.program().stop();
            check(exit == 0, "director1 ended with exit code " + exit + " on SIGTERM");
        }, second);

        DirectorProgram again = startBackup(network, 1, second);
        progress.step("director1 is back, as the backup of director2");
        lose("killed", heartbeat, "director2", second, () -> second.program().kill(), again);
        heartbeat.stop();
        int exit = again.program().stop();
        check(exit == 0, "director1 ended with exit code " + exit + " on SIGTERM");
    }

    /// Starts a director beside the master. Where the machine has stood still for three advertisements, it has taken over: then it
    /// goes, and comes again.
    private static DirectorProgram startBackup(DemoNetwork network, int number, DirectorProgram master) {
        for (int attempt = 1; ; attempt++) {
            DirectorProgram backup = network.startDirector(number, configuration());
            awaitRealServers(backup);
            if (attempt == ATTEMPTS || master.isMaster() && !backup.isMaster()) {
                return backup;
            }
            backup.program().stop();
            awaitMaster(master);
        }
    }

    /// Ends the master while a client asks a hundred times a second, and tells for how long it was not answered.
    private void lose(String how, Heartbeat heartbeat, String name, DirectorProgram master, Runnable loss,
        DirectorProgram backup) {
        check(master.isMaster() && !backup.isMaster(), name + " is not the master");
        int said = backup.lines().size();
        long lostNs = System.nanoTime();
        loss.run();
        Duration silence = heartbeat.longestSilence(lostNs, FAILOVER_WATCHED);
        awaitMaster(backup);
        backup.lines().stream().skip(said).filter(line -> line.contains("STATE")).forEach(progress::quote);
        progress.step(name + " was " + how + ": a client that asks every 10 ms saw nothing for "
            + silence.toMillis() + " ms");
    }

    /// Waits until a director that has only just come up has looked at all real servers.
    private static void awaitRealServers(DirectorProgram director) {
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            director.awaitRealServer(DemoNetwork.endpoint(i), true);
        }
    }

    private static void awaitMaster(DirectorProgram director) {
        Await.until("no director has become master", LIMIT, director::isMaster);
    }

    /// Counts answers to requests that were begun after a moment, until there are enough.
    private static Tally count(Requests answers, long afterMs) {
        var tally = new Tally();
        while (tally.answered() + tally.failed() < STEADY_REQUESTS) {
            Answer answer = answers.next();
            if (answer.begunMs() > afterMs) {
                tally.count(answer);
            }
        }
        return tally;
    }

    private void quoteLog(DirectorProgram director, int from) {
        director.lines().stream().skip(from).filter(line -> line.matches("\\d{4}-.*"))
            .forEach(progress::quote);
    }

    private static void check(boolean expected, String otherwise) {
        if (!expected) {
            throw new Unexpected(otherwise);
        }
    }

    /// The keepalived.conf of the demo, the same for both directors.
    static String configuration() {
        try (InputStream resource = DemoCommand.class.getResourceAsStream("keepalived.conf")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
