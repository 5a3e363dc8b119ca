package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// What holds of schedulers for all pools and all sequences of changes.
final class SchedulerPropertiesTest {

    @Provide
    Arbitrary<String> schedulers() {
        return Arbitraries.of(Schedulers.load().names());
    }

    @Property(tries = 200)
    void wrrGivesEachServerItsWeightInEveryRound(
        @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 40) Integer> weights) {

        int[] all = weights.stream().mapToInt(Integer::intValue).toArray();
        int divisor = Weights.greatestCommonDivisor(all.length, i -> all[i]);
        if (divisor == 0) {
            return;
        }
        TestDirector director = new TestDirector("wrr").bound(all);
        int round = IntStream.of(all).sum() / divisor;
        for (int repetition = 0; repetition < 2; repetition++) {
            String names = director.choose(round);
            for (int server = 0; server < all.length; server++) {
                char name = (char) ('A' + server);
                assertEquals(all[server] / divisor, names.chars().filter(c -> c == name).count(), names);
            }
        }
    }

    /// The definition of wrr, walked threshold by threshold, against the jumps that the scheduler makes when
    /// servers are overloaded.
    @Property(tries = 300)
    void wrrChoosesWhatASimpleWalkFinds(
        @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 30) Integer> weights, @ForAll long seed) {

        int[] all = weights.stream().mapToInt(Integer::intValue).toArray();
        int step = Weights.greatestCommonDivisor(all.length, i -> all[i]);
        int top = IntStream.of(all).max().orElseThrow() - (step - 1);
        TestDirector director = new TestDirector("wrr").bound(all);
        SplittableRandom random = new SplittableRandom(seed);
        int position = -1;
        int threshold = top;
        for (int choice = 0; choice < 100; choice++) {
            director.servers.forEach(server -> server.overloaded = random.nextInt(3) > 0);
            director.servers.get(random.nextInt(all.length)).overloaded = false;
            do {
                position++;
                if (position == all.length) {
                    position = 0;
                    threshold = threshold - step > 0 ? threshold - step : top;
                }
            } while (all[position] < threshold || director.servers.get(position).overloaded);
            assertEquals(director.servers.get(position).name, director.choose(1));
        }
    }

    @Property(tries = 100)
    void rrGivesEverybodyTheSame(@ForAll @IntRange(min = 1, max = 20) int servers, @ForAll @IntRange(max = 200) int times) {
        int[] weights = new int[servers];
        Arrays.fill(weights, 1);
        String names = new TestDirector("rr").list(weights).choose(times);
        for (int server = 0; server < servers; server++) {
            char name = (char) ('A' + server);
            long count = names.chars().filter(c -> c == name).count();
            assertTrue(count == times / servers || count == times / servers + 1, names);
        }
    }

    /// Any sequence of additions, removals, edits and connections leaves a scheduler answering with a server that
    /// is there and takes connections, or with none. `lblc` alone does not look at the overload mark of a server
    /// that it remembers.
    @Property(tries = 600)
    void noSchedulerChoosesAQuiescedOrOverloadedServer(
        @ForAll("schedulers") String scheduler, @ForAll boolean ipv6, @ForAll boolean fallback, @ForAll long seed) {

        SchedulerOptions options = fallback
            ? SchedulerOptions.DEFAULTS.withFlags(Set.of("flag-1", "flag-2")) : SchedulerOptions.DEFAULTS;
        TestDirector director = new TestDirector(scheduler, options, ipv6);
        SplittableRandom random = new SplittableRandom(seed);
        boolean available = false;
        boolean chose = false;
        for (int step = 0; step < 200; step++) {
            change(director, random);
            String name = director.choose(flow(ipv6, random));
            if (!name.equals("-")) {
                TestServer server = director.server(name);
                assertTrue(server.weight > 0, name);
                assertTrue(!server.overloaded || scheduler.equals("lblc"), name);
                server.bind();
                server.activate();
                chose = true;
            }
            available |= director.servers.stream().anyMatch(server -> server.weight > 0 && !server.overloaded);
        }
        assertEquals(available && !scheduler.equals("none"), chose);
    }

    private static void change(TestDirector director, SplittableRandom random) {
        String name = String.valueOf((char) ('A' + random.nextInt(8)));
        boolean present = director.servers.stream().anyMatch(server -> server.name.equals(name));
        int weight = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 10);
        int upper = random.nextInt(3) == 0 ? random.nextInt(1, 60) : 0;
        if (!present) {
            director.add(name, weight, upper, 0);
        } else if (random.nextInt(4) == 0) {
            director.remove(name);
        } else {
            director.edit(name, weight, upper, 0);
        }
        director.advanceSeconds(random.nextInt(1000));
    }

    private static TestFlow flow(boolean ipv6, SplittableRandom random) {
        TestAddress client = new TestAddress(ipv6, ipv6 ? random.nextLong() : 0, random.nextLong() >>> (ipv6 ? 0 : 32));
        TestAddress destination = new TestAddress(ipv6, 0, random.nextInt(1, 20));
        return new TestFlow(client, random.nextInt(65536), destination, 80);
    }
}
