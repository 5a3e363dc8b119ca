package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import uvs.scheduler.Scheduler.Change;

/// Which server is the same one, and what a set of `lblcr` knows of it.
final class KnownServersTest {

    private final List<TestServer> pool = new ArrayList<>();
    private final KnownServers servers = new KnownServers();
    private final ServerSets sets = new ServerSets();

    KnownServersTest() {
        servers.changed(pool(), new Change.Bound());
        sets.open(0);
    }

    @Test
    void followsServersWhosePositionShifts() {
        add("10.0.0.1", 80);
        KnownServer one = servers.at(0);
        add("10.0.0.2", 80);
        assertSame(one, servers.at(1));
        assertEquals(1, one.position);
        KnownServer other = servers.at(0);
        remove(0);
        assertEquals(0, one.position);
        assertEquals(KnownServer.GONE, other.position);
    }

    @Test
    void knowsAServerThatComesBackAsLongAsSomebodyNamesIt() {
        add("10.0.0.1", 80);
        KnownServer named = servers.at(0);
        named.uses++;
        remove(0);
        add("10.0.0.1", 81);
        assertNotSame(named, servers.at(0), "another port");
        add("10.0.0.2", 80);
        assertNotSame(named, servers.at(0), "another address");
        add("::a00:1", 80);
        assertNotSame(named, servers.at(0), "another family");
        add("10.0.0.1", 80);
        assertSame(named, servers.at(0));
        assertEquals(0, named.position);

        named.uses--;
        remove(0);
        add("10.0.0.1", 80);
        assertNotSame(named, servers.at(0), "forgotten");
    }

    @Test
    void aSetCountsItsMembersAndTheyCountTheirSets() {
        add("10.0.0.1", 80);
        add("10.0.0.2", 80);
        KnownServer one = servers.at(0);
        KnownServer other = servers.at(1);
        sets.add(0, one, 5);
        sets.add(0, other, 6);
        sets.add(0, one, 7);
        assertEquals(2, sets.size(0));
        assertEquals(6, sets.lastChangeNs(0), "it had that one already");
        assertEquals(1, one.uses);

        sets.remove(0, one, 8);
        assertEquals(1, sets.size(0));
        assertEquals(8, sets.lastChangeNs(0));
        assertEquals(0, one.uses);
        assertEquals(other.position, sets.least(0, pool()));
        assertEquals(1, other.uses);

        sets.clear(0);
        assertEquals(0, sets.size(0));
        assertEquals(0, other.uses);
    }

    @Test
    void aRemovedMemberIsTheMostLoadedOnlyWhereAllAreQuiescedOrIdle() {
        add("10.0.0.1", 80);
        add("10.0.0.2", 80);
        KnownServer idle = servers.at(0);
        KnownServer gone = servers.at(1);
        sets.add(0, idle, 0);
        sets.add(0, gone, 0);
        remove(1);
        assertSame(gone, sets.most(0, pool()), "in front, and as idle as the other");
        pool.getFirst().active = 1;
        assertSame(idle, sets.most(0, pool()));
        pool.getFirst().weight = 0;
        assertSame(gone, sets.most(0, pool()), "the other is quiesced");
    }

    private void add(String address, int port) {
        TestServer server = new TestServer(address, address, port);
        server.set(4, 0, 0, true);
        pool.addFirst(server);
        servers.changed(pool(), new Change.Added(0));
    }

    private void remove(int position) {
        pool.remove(position);
        servers.changed(pool(), new Change.Removed(position));
    }

    private TestPool pool() {
        return new TestPool(List.copyOf(pool), false);
    }
}
