package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// lblc and lblcr: what they remember of a destination, and when they change their mind.
final class LocalityTest {

    private static final TestFlow X = TestFlow.to("203.0.113.1");
    private static final TestFlow Y = TestFlow.to("203.0.113.2");
    private static final long HALF_AN_HOUR = 1800;
    private static final long DAY = 48 * HALF_AN_HOUR;

    private final TestDirector lblc = new TestDirector("lblc").list(4, 4);
    private final TestDirector lblcr = new TestDirector("lblcr").list(4, 4, 4);

    @Test
    void lblcKeepsADestinationAtItsServer() {
        assertEquals("A", lblc.connect(X));
        assertEquals("B", lblc.connect(Y), "by wlc");
        assertEquals("A", lblc.connect(X));
        assertEquals("A", lblc.connect(X));
        assertEquals("B", lblc.connect(Y));
    }

    @Test
    void lblcMovesADestinationWhenItsServerIsCrowdedAndAnotherIsNot() {
        assertEquals("A", lblc.choose(X));
        assertEquals("A", lblc.connections("A", 4, 0).connections("B", 0, 0).choose(X), "4 is not more than 4");
        assertEquals("A", lblc.connections("A", 5, 0).connections("B", 2, 0).choose(X), "2 is not less than 4/2");
        assertEquals("B", lblc.connections("B", 1, 0).choose(X));
        assertEquals("B", lblc.connections("A", 0, 0).choose(X), "it stays there");
    }

    @Test
    void lblcMovesADestinationWhenItsServerIsQuiescedOrRemoved() {
        assertEquals("A", lblc.choose(X));
        assertEquals("B", lblc.edit("A", 0).choose(X));
        lblc.edit("A", 4);
        assertEquals("B", lblc.choose(X));
        assertEquals("A", lblc.remove("B").choose(X));
        assertEquals("-", lblc.edit("A", 0).choose(X));
    }

    @Test
    void lblcKeepsADestinationAtAnOverloadedServer() {
        assertEquals("A", lblc.choose(X));
        lblc.overload("A", true);
        assertEquals("A", lblc.choose(X));
        assertEquals("B", lblc.choose(Y));
    }

    @Test
    void lblcKnowsAServerThatComesBack() {
        assertEquals("A", lblc.choose(X));
        lblc.add("C", 4).remove("A").connections("B", 3, 0).connections("C", 3, 0);
        assertEquals("C", lblc.choose(Y));
        lblc.add("A", 4).connections("A", 4, 0);
        assertEquals("A", lblc.choose(X), "nobody asked for X while A was away");
        assertEquals("C", lblc.choose(Y));
    }

    @Test
    void lblcForgetsWhatNobodyAskedForInADay() {
        assertEquals("A", lblc.choose(X));
        lblc.connections("A", 1, 0);
        assertEquals("A", lblc.advanceSeconds(DAY - 1).choose(X));
        assertEquals("A", lblc.advanceSeconds(DAY - 1).choose(X), "asked for a day ago but a second");
        // From here it is looked at a second later, when it is young, and at each half hour from there on.
        lblc.advanceSeconds(DAY).choose(Y);
        lblc.connections("B", 1, 1);
        assertEquals("A", lblc.choose(X), "it was there");
        lblc.advanceSeconds(DAY + HALF_AN_HOUR).connections("A", 1, 2);
        assertEquals("B", lblc.choose(X), "it was not, and wlc says B");
    }

    /// As the kernel does, which counts an entry that got another server as a new one.
    @Test
    void lblcForgetsEarlierTheMoreDestinationsWereMoved() {
        for (int address = 0; address < DestinationCache.AIM; address++) {
            assertEquals("A", lblc.choose(destination(address)));
        }
        for (int move = 0; move < 50; move++) {
            assertEquals("B", lblc.edit("A", 0).choose(destination(0)));
            assertEquals("A", lblc.edit("A", 4).edit("B", 0).choose(destination(0)));
            lblc.edit("B", 4);
        }
        lblc.connections("A", 1, 0).advanceSeconds(360);
        int forgotten = 0;
        for (int address = 1; address < DestinationCache.AIM; address++) {
            forgotten += lblc.choose(destination(address)).equals("B") ? 1 : 0;
        }
        assertEquals(100 * 4 / 3, forgotten, 17);
    }

    @Test
    void lblcForgetsEverythingAfterALongSilence() {
        assertEquals("A", lblc.choose(X));
        lblc.connections("A", 1, 0);
        assertEquals("B", lblc.advanceSeconds(300 * DAY).choose(X));
        assertEquals("B", lblc.connections("A", 0, 0).choose(X));
    }

    @Test
    void lblcExpirationCanBeSet() {
        TestDirector director =
            new TestDirector("lblc", SchedulerOptions.DEFAULTS.withExpiration(60, 0), false).list(1, 1);
        assertEquals("A", director.choose(X));
        director.connections("A", 1, 0);
        assertEquals("A", director.advanceSeconds(HALF_AN_HOUR - 1).choose(Y).replace('B', 'A'));
        assertEquals("A", director.choose(X), "looked through every half hour only");
        assertEquals("A", director.advanceSeconds(1).choose(X), "asked for a second ago");
        assertEquals("B", director.advanceSeconds(HALF_AN_HOUR).choose(X));
    }

    @Test
    void lblcrAddsAServerToTheSetOfACrowdedDestination() {
        assertEquals("A", lblcr.choose(X));
        lblcr.connections("A", 5, 0).connections("B", 2, 0).connections("C", 1, 0);
        assertEquals("C", lblcr.choose(X));
        lblcr.connections("C", 3, 0).connections("B", 0, 0);
        assertEquals("C", lblcr.choose(X), "C is the least loaded of the set, and not crowded; B is not a member");
        lblcr.connections("A", 2, 0);
        assertEquals("A", lblcr.choose(X), "A is still a member");
    }

    @Test
    void lblcrChoosesTheMemberAddedLastOfEqualOnes() {
        assertEquals("A", lblcr.choose(X));
        lblcr.connections("A", 5, 0).connections("B", 1, 0).connections("C", 1, 1);
        assertEquals("B", lblcr.choose(X));
        lblcr.connections("A", 1, 0);
        assertEquals("B", lblcr.choose(X));
    }

    @Test
    void lblcrLeavesOutMembersThatAreUnavailable() {
        assertEquals("A", lblcr.choose(X));
        assertEquals("B", lblcr.overload("A", true).choose(X));
        assertEquals("C", lblcr.edit("B", 0).choose(X));
        lblcr.overload("A", false).edit("B", 4).connections("C", 2, 0).connections("B", 1, 0);
        assertEquals("A", lblcr.choose(X), "all three are members, A is idle");
        assertEquals("B", lblcr.remove("A").choose(X));
        assertEquals("A", lblcr.add("A", 4).choose(X), "A is the same server again");
    }

    @Test
    void lblcrTakesTheMostLoadedMemberOutOfASetThatDidNotChangeForADay() {
        threeMembers();
        lblcr.connections("A", 2, 0).connections("B", 0, 1).connections("C", 0, 0);
        assertEquals("C", lblcr.advanceSeconds(DAY / 2).choose(X));
        assertEquals("C", lblcr.advanceSeconds(DAY / 2).choose(X));
        lblcr.connections("A", 0, 0).connections("B", 1, 0).connections("C", 1, 0);
        assertEquals("A", lblcr.choose(X), "a day and no longer: all are members");

        lblcr.connections("A", 2, 0).connections("B", 0, 1).connections("C", 0, 0);
        assertEquals("C", lblcr.advanceSeconds(1).choose(X));
        lblcr.connections("A", 0, 0).connections("B", 1, 0).connections("C", 1, 1);
        assertEquals("B", lblcr.choose(X), "A is no member");
    }

    @Test
    void lblcrLeavesASetItsLastMember() {
        assertEquals("A", lblcr.choose(X));
        assertEquals("B", lblcr.connections("A", 9, 0).choose(X));
        lblcr.connections("A", 2, 0).connections("B", 1, 0).connections("C", 3, 0);
        assertEquals("B", lblcr.advanceSeconds(DAY / 2).choose(X));
        assertEquals("B", lblcr.advanceSeconds(DAY / 2 + 1).choose(X), "takes A out, the most loaded");
        lblcr.connections("A", 0, 0);
        assertEquals("B", lblcr.advanceSeconds(DAY / 2).choose(X), "A is no member");
        assertEquals("B", lblcr.advanceSeconds(DAY / 2 + 1).choose(X), "B stays, a day later");
    }

    @Test
    void lblcrTakesNoQuiescedMemberOut() {
        threeMembers();
        lblcr.edit("A", 0).connections("A", 9, 0).connections("B", 0, 1).connections("C", 0, 2);
        assertEquals("B", lblcr.advanceSeconds(DAY / 2).choose(X));
        assertEquals("B", lblcr.advanceSeconds(DAY / 2 + 1).choose(X));
        lblcr.edit("A", 4).connections("A", 0, 0).connections("C", 0, 0).connections("B", 1, 0);
        assertEquals("A", lblcr.choose(X), "A is a member still, and before C, which is none");
    }

    @Test
    void lblcrForgetsWhatNobodyAskedForInADay() {
        assertEquals("A", lblcr.choose(X));
        lblcr.connections("A", 1, 0);
        assertEquals("B", lblcr.advanceSeconds(DAY + HALF_AN_HOUR).choose(X));
    }

    @Test
    void bothForgetEverythingWhenTheyAreBoundAnew() {
        assertEquals("A", lblc.choose(X));
        lblc.connections("A", 1, 0);
        lblc.scheduler.changed(new TestPool(lblc.servers, false), new Scheduler.Change.Bound(), lblc.nowNs);
        assertEquals("B", lblc.choose(X));
        assertEquals("A", lblcr.choose(X));
        lblcr.connections("A", 1, 0);
        lblcr.scheduler.changed(new TestPool(lblcr.servers, false), new Scheduler.Change.Bound(), lblcr.nowNs);
        assertEquals("B", lblcr.choose(X));
    }

    @Test
    void bothServeDestinationsTheyHaveNoRoomFor() {
        for (TestDirector director : new TestDirector[] {lblc, lblcr}) {
            for (int address = 0; address < DestinationCache.CAPACITY + 10; address++) {
                assertEquals("A", director.choose(destination(address)));
            }
            assertEquals(10, director.scheduler.unremembered());
            director.connections("A", 1, 0);
            assertEquals("A", director.choose(destination(0)));
            assertEquals("B", director.choose(destination(DestinationCache.CAPACITY)));
        }
    }

    private void threeMembers() {
        assertEquals("A", lblcr.choose(X));
        lblcr.connections("A", 9, 0);
        assertEquals("B", lblcr.choose(X));
        lblcr.connections("B", 9, 0);
        assertEquals("C", lblcr.choose(X));
    }

    private static TestFlow destination(int number) {
        return new TestFlow(TestAddress.of("198.51.100.1"), 1024, new TestAddress(false, 0, 0x0b000000L + number), 80);
    }
}
