package uvs.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import uvs.scheduler.Scheduler.Change;

/// One virtual server with its real servers and one scheduler, driven by the words of ipvsadm. Servers have
/// names here; the position of each follows from the order of additions, as it does in the kernel.
final class TestDirector {

    private static final TestFlow ANY = TestFlow.from("198.51.100.1", 1024);

    final Scheduler scheduler;
    final List<TestServer> servers = new ArrayList<>();
    private final Map<String, TestServer> known = new HashMap<>();
    private final boolean ipv6;

    /// The clock, moved by hand.
    long nowNs;

    TestDirector(String scheduler, String... flags) {
        this(scheduler, SchedulerOptions.DEFAULTS.withFlags(Set.of(flags)), false);
    }

    TestDirector(String scheduler, SchedulerOptions options, boolean ipv6) {
        this(Schedulers.load().find(scheduler).orElseThrow().create(options), ipv6);
    }

    TestDirector(Scheduler scheduler, boolean ipv6) {
        this.scheduler = scheduler;
        this.ipv6 = ipv6;
        scheduler.changed(pool(), new Change.Bound(), nowNs);
    }

    /// Adds servers `A`, `B`, … so that they stand in this order in the kernel's list: the first one is added last.
    TestDirector list(int... weights) {
        for (int i = weights.length - 1; i >= 0; i--) {
            add(String.valueOf((char) ('A' + i)), weights[i]);
        }
        return this;
    }

    /// The same servers, all there when the scheduler is bound to them: what `ipvsadm -E -s` makes of it.
    TestDirector bound(int... weights) {
        list(weights);
        scheduler.changed(pool(), new Change.Bound(), nowNs);
        return this;
    }

    TestDirector add(String name, int weight) {
        return add(name, weight, 0, 0);
    }

    TestDirector add(String name, int weight, int upper, int lower) {
        int number = known.containsKey(name) ? 0 : known.size() + 1;
        String address = (ipv6 ? "fd00::" : "10.0.0.") + number;
        return add(known.getOrDefault(name, new TestServer(name, address, 80)), weight, upper, lower);
    }

    TestDirector add(TestServer server, int weight, int upper, int lower) {
        TestServer same = known.computeIfAbsent(server.name, _ -> server);
        same.set(weight, upper, lower, true);
        servers.addFirst(same);
        scheduler.changed(pool(), new Change.Added(0), nowNs);
        return this;
    }

    TestDirector edit(String name, int weight) {
        TestServer server = server(name);
        return edit(name, weight, server.upperThreshold, server.lowerThreshold);
    }

    TestDirector edit(String name, int weight, int upper, int lower) {
        TestServer server = server(name);
        server.set(weight, upper, lower, false);
        scheduler.changed(pool(), new Change.Edited(servers.indexOf(server)), nowNs);
        return this;
    }

    TestDirector remove(String name) {
        int position = servers.indexOf(server(name));
        servers.remove(position);
        scheduler.changed(pool(), new Change.Removed(position), nowNs);
        return this;
    }

    /// A real server that is there, or was.
    TestServer server(String name) {
        return known.get(name);
    }

    TestDirector connections(String name, int active, int inactive) {
        server(name).active = active;
        server(name).inactive = inactive;
        return this;
    }

    TestDirector overload(String name, boolean overloaded) {
        server(name).overloaded = overloaded;
        return this;
    }

    TestDirector advanceSeconds(long seconds) {
        nowNs += seconds * 1_000_000_000L;
        return this;
    }

    /// The name of the server chosen, or `-`. The connection is not made.
    String choose(Flow flow) {
        int position = scheduler.pick(flow, nowNs);
        return position == Scheduler.NONE ? "-" : servers.get(position).name;
    }

    /// Chooses that many times and strings the names together.
    String choose(int times) {
        return IntStream.range(0, times).mapToObj(_ -> choose(ANY)).collect(Collectors.joining());
    }

    /// Chooses and makes an active connection, that many times.
    String connect(int times) {
        return IntStream.range(0, times).mapToObj(_ -> connect(ANY)).collect(Collectors.joining());
    }

    String connect(Flow flow) {
        String name = choose(flow);
        if (!name.equals("-")) {
            server(name).bind();
            server(name).activate();
        }
        return name;
    }

    private Pool pool() {
        return new TestPool(List.copyOf(servers), ipv6);
    }
}
