package uvs.bench.failover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.ThisProgram;

/// Two routers of one make on a network of their own. The one that was lost last is the backup when it is back, so that
/// they are lost in turn. One thread.
final class RouterPair implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /// Kernels whose clock ticks 250 times a second make 8 to 12 ms of it.
    private static final String PING_SECONDS = "0.006";
    /// For how many seconds the client is looked at after the other router has the address.
    private static final double AFTERWARDS = 0.3;
    /// `[1763719331.123456] 64 bytes from 192.0.2.100: icmp_seq=12 ttl=64 time=0.050 ms`
    private static final Pattern REPLY = Pattern.compile("^\\[([0-9.]+)\\] [0-9]+ bytes from ");
    private static final Pattern TIME = Pattern.compile("^([0-9]+\\.[0-9]+)$");

    private final DemoNetwork network = DemoNetwork.openPair();
    private final Make make;
    private final String interval;
    private final Router[] routers = new Router[2];
    private int master;

    enum Make { UVS, KEEPALIVED }

    /// How a master is lost: `kill -9` of a host that answers nothing any more, SIGTERM, or its interface set down.
    enum Loss { KILLED, STOPPED, LINK }

    /// @param main the process that takes SIGTERM
    /// @param all what is to be killed, in this order
    private record Router(Program program, String main, String all) {}

    RouterPair(Make make, String interval) {
        this.make = make;
        this.interval = interval;
        routers[0] = start(0);
        Await.until("no router has become master", LIMIT, () -> holds(0));
    }

    /// Waits until there is a backup that has heard the master.
    RouterPair settle() {
        int backup = 1 - master;
        if (routers[backup] == null) {
            routers[backup] = start(backup);
        } else {
            host(backup).up("client0");
        }
        Program program = routers[backup].program();
        Await.until("no router has become backup", LIMIT, () -> program.lines().stream()
            .filter(line -> line.contains(" STATE")).reduce("", (_, last) -> last).contains("BACKUP"));
        pause(Duration.ofMillis((long) (Double.parseDouble(interval) * 2_500)));
        if (!holds(master) || holds(backup)) {
            throw new IllegalStateException(make + ": director" + (master + 1) + " does not hold the address alone");
        }
        return this;
    }

    /// Loses the master, and waits until the other one has taken over and answers.
    Failover.Sample lose(Loss loss) {
        int backup = 1 - master;
        Program witness = host(backup).start("ip", "-ts", "monitor", "address");
        Program client = network.client().start("ping", "-D", "-n", "-i", PING_SECONDS, DemoNetwork.VIP);
        double answeredAt = replyAt(client);
        double lostAt = command(loss);
        double takenAt = awaitTaken(witness);
        double missed = missed(client, answeredAt, takenAt);
        witness.kill();
        client.kill();
        if (loss != Loss.LINK) {
            routers[master].program().awaitExit(LIMIT);
            routers[master] = null;
        }
        master = backup;
        return new Failover.Sample((takenAt - lostAt) * 1_000, missed);
    }

    /// @return when it was lost, in seconds
    private double command(Loss loss) {
        Router router = routers[master];
        String how = switch (loss) {
            case KILLED -> "kill -KILL " + router.all() + "; ip address delete " + DemoNetwork.VIP + "/24 dev client0";
            case STOPPED -> "kill -TERM " + router.main();
            case LINK -> "ip link set client0 down";
        };
        // Half an interval after an advertisement, always: where in the interval a master is lost decides more than all
        // that is to be measured.
        String said = host(master).run("bash", "-c", "tcpdump -c 1 --immediate-mode -n -i client0 ip proto 112 2>&1"
            + " > /dev/null; sleep " + Double.parseDouble(interval) / 2 + "; echo $EPOCHREALTIME; " + how).orThrow().out();
        Matcher time = TIME.matcher(said.lines().reduce("", (_, last) -> last));
        if (!time.find()) {
            throw new IllegalStateException("bash told no time, but: " + said);
        }
        return Double.parseDouble(time.group(1));
    }

    private static double awaitTaken(Program witness) {
        String line = witness.awaitLine("^\\[.*inet " + Pattern.quote(DemoNetwork.VIP), LIMIT);
        String time = line.substring(1, line.indexOf(']'));
        var instant = LocalDateTime.parse(time).atZone(ZoneId.systemDefault()).toInstant();
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    /// The longest time that the client was not answered, in milliseconds.
    private static double missed(Program client, double answeredAt, double takenAt) {
        double last = answeredAt;
        double longest = 0;
        while (last - takenAt < AFTERWARDS) {
            double now = replyAt(client);
            longest = Math.max(longest, now - last);
            last = now;
        }
        return longest * 1_000;
    }

    private static double replyAt(Program client) {
        Matcher reply = REPLY.matcher(client.awaitLine(REPLY, LIMIT));
        if (!reply.find()) {
            throw new IllegalStateException("not a line of ping");
        }
        return Double.parseDouble(reply.group(1));
    }

    private Host host(int number) {
        return network.director(number + 1);
    }

    private boolean holds(int number) {
        return host(number).ip("-o address show dev client0").contains(" " + DemoNetwork.VIP + "/");
    }

    private Router start(int number) {
        Path file = write("router" + number + ".conf", """
            vrrp_instance V {
                interface client0
                virtual_router_id 51
                state BACKUP
                nopreempt
                version 3
                advert_int %s
                virtual_ipaddress {
                    %s/24
                }
            }
            """.formatted(interval, DemoNetwork.VIP));
        Host host = host(number);
        String pids = network.directory().resolve("router" + number).toString();
        if (make == Make.UVS) {
            var command = new ArrayList<>(List.of("sh", "-c", "echo $$ > " + pids + ".pid; exec \"$@\"", "uvs"));
            command.addAll(ThisProgram.uvs("run", "-f", file.toString(), "--control", pids + ".sock"));
            Program program = host.start(Map.of(), command);
            program.awaitLine("forwarding for", LIMIT);
            String process = read(pids + ".pid");
            return new Router(program, process, process);
        }
        Program program = host.start("keepalived", "-n", "-l", "-D", "-P", "-f", file.toString(),
            "-p", pids + ".pid", "-r", pids + ".vrrp.pid");
        program.awaitLine("Startup complete", LIMIT);
        // The child, which does the work, goes first: without its parent it would end properly.
        String parent = read(pids + ".pid");
        return new Router(program, parent, read(pids + ".vrrp.pid") + " " + parent);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(network.directory().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
