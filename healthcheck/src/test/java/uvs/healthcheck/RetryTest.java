package uvs.healthcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import uvs.healthcheck.Retry.Change;
import uvs.healthcheck.Retry.Next;

class RetryTest {

    @Test
    void firstFailureTakesDownAtOnce() {
        Retry.Step step = Retry.initial(false).after(false, 3);
        assertEquals(new Retry.Step(new Retry(false, true, 3), Change.DOWN, Next.DELAY_LOOP), step);
    }

    @Test
    void firstFailureWithAlphaIsTold() {
        Retry.Step step = Retry.initial(true).after(false, 3);
        assertEquals(Change.DOWN, step.change());
        assertFalse(step.state().up());
    }

    @Test
    void laterFailuresAreRetriedBeforeTheCheckIsDown() {
        Retry up = Retry.initial(false).after(true, 2).state();
        Retry.Step first = up.after(false, 2);
        Retry.Step second = first.state().after(false, 2);
        Retry.Step third = second.state().after(false, 2);
        assertEquals(Change.RETRYING, first.change());
        assertEquals(Next.DELAY_BEFORE_RETRY, first.next());
        assertTrue(first.state().up());
        assertEquals(Change.RETRYING, second.change());
        assertEquals(Change.DOWN, third.change());
        assertEquals(Next.DELAY_LOOP, third.next());
    }

    @Test
    void successGivesAllRetriesBack() {
        Retry up = Retry.initial(false).after(true, 1).state();
        Retry again = up.after(false, 1).state().after(true, 1).state();
        assertEquals(up, again);
        assertEquals(Change.RETRYING, again.after(false, 1).change());
    }

    @Test
    void whileDownNothingIsRetried() {
        Retry down = Retry.initial(false).after(false, 5).state();
        Retry.Step step = down.after(false, 5);
        assertEquals(new Retry.Step(down, Change.NONE, Next.DELAY_LOOP), step);
    }

    @Test
    void oneSuccessBringsUp() {
        Retry.Step step = Retry.initial(false).after(false, 5).state().after(true, 5);
        assertEquals(new Retry.Step(new Retry(true, true, 5), Change.UP, Next.DELAY_LOOP), step);
        assertEquals(Change.NONE, step.state().after(true, 5).change());
    }

    @Test
    void partOfASuccessBringsNobodyUp() {
        Retry down = Retry.initial(false).after(false, 1).state();
        assertFalse(down.afterPart(1).up());
        Retry retrying = new Retry(true, true, 0);
        assertEquals(new Retry(true, true, 1), retrying.afterPart(1));
        assertEquals(Retry.initial(false), Retry.initial(false).afterPart(1));
    }
}
