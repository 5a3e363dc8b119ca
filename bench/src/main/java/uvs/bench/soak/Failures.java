package uvs.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.TestbedException;

/// Carries out one failure after the other, each with its recovery. One thread.
///
/// director1 is never ended: what it loses in half an hour of everything else would be seen.
final class Failures {

    private static final int SURVIVOR = 0;
    private static final int OTHER = 1;
    /// For how long the operator looks at what a change has done.
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final SplittableRandom random;
    private final SoakNetwork network;
    private final Directors directors;
    private final Observations observations;
    private final Map<String, Program> servers = new HashMap<>();

    private Set<String> groups;
    private Set<String> dead;
    private Set<String> hanging;
    private String service;

    Failures(SplittableRandom random, SoakNetwork network, Directors directors, Observations observations) {
        this.random = random;
        this.network = network;
        this.directors = directors;
        this.observations = observations;
    }

    void startServers() {
        network.realServerNames().parallelStream().map(name -> Map.entry(name, network.startServer(name))).toList()
            .forEach(server -> servers.put(server.getKey(), server.getValue()));
    }

    /// Injects a failure, and returns when it is over.
    ///
    /// @return what it was done to, in words
    String inject(Failure failure) {
        groups = new HashSet<>();
        dead = new HashSet<>();
        hanging = new HashSet<>();
        service = "";
        long fromMs = System.currentTimeMillis();
        String what = switch (failure) {
            case SERVER_DIES -> serverDies();
            case SERVER_HANGS -> serverHangs();
            case DIRECTOR_KILLED -> directorEnds(true);
            case DIRECTOR_STOPPED -> directorEnds(false);
            case OUTSIDE_LINK -> linkFails(SoakNetwork.OUTSIDE, Directors.GROUPS);
            case INSIDE_LINK -> linkFails(SoakNetwork.INSIDE, List.of("A"));
            case RELOAD -> reload();
            case BAD_RELOAD -> badReload();
            case SERVER_DRAINED -> drain();
            case SERVICE_REMOVED -> removeService();
        };
        observations.add(
            new Disturbance(failure, fromMs, System.currentTimeMillis(), groups, dead, hanging, service));
        return what;
    }

    private String serverDies() {
        String server = anyServer();
        dead.add(server);
        servers.get(server).kill();
        directors.awaitAbsence(server, "[0-9]+");
        servers.put(server, network.startServer(server));
        directors.awaitWholeTables();
        return server;
    }

    private String serverHangs() {
        String server = anyServer();
        hanging.add(server);
        servers.get(server).signal(Signal.STOP);
        try {
            directors.awaitAbsence(server, Integer.toString(RealServerProgram.HTTP_PORT));
        } finally {
            servers.get(server).signal(Signal.CONT);
        }
        directors.awaitWholeTables();
        return server;
    }

    private String directorEnds(boolean killed) {
        groups.addAll(directors.groups(OTHER));
        if (killed) {
            directors.program(OTHER).kill();
        } else {
            directors.stop(OTHER).forEach(observations::fault);
        }
        groups.forEach(group -> directors.awaitState(SURVIVOR, group, "MASTER"));
        directors.startBeside(OTHER);
        return "director2, " + mastership();
    }

    private String linkFails(String device, List<String> affected) {
        // Rather one that carries something, so that the other one takes over.
        int index = pick(Directors.COUNT, each -> directors.groups(each).stream().anyMatch(affected::contains));
        int other = Directors.COUNT - 1 - index;
        groups.addAll(directors.groups(index));
        groups.retainAll(affected);
        directors.host(index).down(device);
        affected.forEach(group -> directors.awaitState(index, group, "FAULT"));
        groups.forEach(group -> directors.awaitState(other, group, "MASTER"));
        directors.host(index).up(device);
        affected.forEach(group -> directors.awaitState(index, group, "BACKUP"));
        directors.awaitWholeTable(index);
        return device + " of director" + (index + 1) + ", " + mastership();
    }

    private String reload() {
        SoakConfiguration now = directors.configuration();
        String server = anyServer();
        var weights = new HashMap<>(now.weights());
        weights.put(server, 1 + random.nextInt(4));
        String scheduler = List.of("rr", "wrr", "wlc", "lc").get(random.nextInt(4));
        directors.reload(new SoakConfiguration(scheduler, Map.copyOf(weights), !now.more()));
        return scheduler + ", weight " + weights.get(server) + " for " + server
            + (now.more() ? ", a service less" : ", a service more");
    }

    private String badReload() {
        directors.refuse();
        return "";
    }

    private String drain() {
        String server = anyServer();
        directors.adm(weights(server, 0));
        long fromMs = System.currentTimeMillis();
        pause(LOOK);
        List<String> others = network.realServerNames().stream()
            .filter(other -> !other.equals(server) && SoakNetwork.isNat(other) == SoakNetwork.isNat(server)).toList();
        observations.drained(server, others, fromMs, System.currentTimeMillis());
        directors.adm(weights(server, directors.configuration().weights().getOrDefault(server, 1)));
        return server;
    }

    private List<String> weights(String server, int weight) {
        var lines = new ArrayList<String>();
        for (int version : new int[] {4, 6}) {
            String virtual = SoakNetwork.VIRTUAL.get((SoakNetwork.isNat(server) ? "A" : "B") + version);
            for (int port : new int[] {
                RealServerProgram.HTTP_PORT, RealServerProgram.STREAM_PORT, RealServerProgram.DATAGRAM_PORT}) {
                lines.add("-e " + (port == RealServerProgram.DATAGRAM_PORT ? "-u " : "-t ") + endpoint(virtual) + port
                    + " -r " + Directors.endpoint(server, version) + port + (SoakNetwork.isNat(server) ? " -m" : " -g")
                    + " -w " + weight);
            }
        }
        return lines;
    }

    private String removeService() {
        String name = List.copyOf(SoakNetwork.VIRTUAL.keySet()).get(random.nextInt(SoakNetwork.VIRTUAL.size()));
        service = name + ":" + RealServerProgram.HTTP_PORT;
        directors.adm(List.of("-D -t " + endpoint(SoakNetwork.VIRTUAL.get(name)) + RealServerProgram.HTTP_PORT));
        pause(LOOK);
        directors.reload();
        return service;
    }

    private static String endpoint(String address) {
        return address.contains(":") ? "[" + address + "]:" : address + ":";
    }

    private String mastership() {
        return "now master: director1 of " + directors.groups(SURVIVOR) + ", director2 of " + directors.groups(OTHER);
    }

    private String anyServer() {
        List<String> names = network.realServerNames();
        return names.get(random.nextInt(names.size()));
    }

    /// One of those that are better, if any are, three times of four; else any.
    private int pick(int count, IntPredicate better) {
        int any = random.nextInt(count);
        if (random.nextInt(4) == 0 || better.test(any)) {
            return any;
        }
        return count - 1 - any;
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted", e);
        }
    }
}
