package uvs.vrrp.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

import uvs.vrrp.track.Judgement.Watched;

class JudgementTest {

    @Test
    void addsAPositiveWeightWhileItIsUp() {
        assertEquals(120, priority(up(20)));
        assertEquals(100, priority(down(20)));
    }

    @Test
    void addsANegativeWeightWhileItIsDown() {
        assertEquals(100, priority(up(-20)));
        assertEquals(80, priority(down(-20)));
    }

    @Test
    void reversesOnRequest() {
        assertEquals(100, priority(new Watched.UpOrDown("x", true, 20, true)));
        assertEquals(120, priority(new Watched.UpOrDown("x", false, 20, true)));
        assertEquals(80, priority(new Watched.UpOrDown("x", true, -20, true)));
    }

    @Test
    void isAFaultWithoutAWeight() {
        assertEquals(List.of(), Judgement.of(100, List.of(up(0))).faults());
        assertEquals(List.of("x"), Judgement.of(100, List.of(down(0))).faults());
        assertEquals(List.of("x"),
            Judgement.of(100, List.of(new Watched.UpOrDown("x", true, 0, true))).faults());
    }

    @Test
    void staysFrom1To254() {
        assertEquals(254, priority(up(200)));
        assertEquals(1, priority(down(-200)));
        assertEquals(30, priority(up(20), down(-90)));
    }

    @Test
    void leavesTheOwnerAloneButForFaults() {
        Judgement judgement = Judgement.of(255, List.of(down(-100), down(0)));
        assertEquals(255, judgement.priority());
        assertEquals(List.of("x"), judgement.faults());
    }

    @Test
    void multipliesANumber() {
        assertEquals(130, priority(new Watched.Number("f", 10, 3, false)));
        assertEquals(70, priority(new Watched.Number("f", 10, 3, true)));
        assertEquals(254, priority(new Watched.Number("f", Integer.MAX_VALUE, 254, false)));
    }

    @Test
    void takesANumberOfMinus254OrLessForAFault() {
        assertEquals(List.of(), Judgement.of(100, List.of(new Watched.Number("f", -253, 1, false))).faults());
        assertEquals(List.of("f"), Judgement.of(100, List.of(new Watched.Number("f", -254, 1, false))).faults());
        assertEquals(100, priority(new Watched.Number("f", -254, 1, false)));
    }

    @Test
    void takesAnyNumberWithoutAWeightForAFault() {
        assertEquals(List.of(), Judgement.of(100, List.of(new Watched.Number("f", 0, 0, false))).faults());
        assertEquals(List.of("f"), Judgement.of(100, List.of(new Watched.Number("f", 1, 0, false))).faults());
    }

    private static int priority(Watched... watched) {
        return Judgement.of(100, List.of(watched)).priority();
    }

    private static Watched up(int weight) {
        return new Watched.UpOrDown("x", true, weight, false);
    }

    private static Watched down(int weight) {
        return new Watched.UpOrDown("x", false, weight, false);
    }
}
