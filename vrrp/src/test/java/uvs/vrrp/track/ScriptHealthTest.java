package uvs.vrrp.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScriptHealthTest {

    @Test
    void theFirstResultDecidesAlone() {
        assertEquals(true, ScriptHealth.first(3, 2, true).isUp());
        assertEquals(false, ScriptHealth.first(3, 2, false).isUp());
    }

    @Test
    void fallsAfterSoManyFailuresInARow() {
        assertEquals("1110", after(ScriptHealth.first(3, 2, true), "0100"));
    }

    @Test
    void risesAfterSoManySuccessesInARow() {
        assertEquals("000001", after(ScriptHealth.first(3, 2, false), "110111"));
    }

    @Test
    void hasAllItsFailuresBeforeItOnceItHasRisen() {
        assertEquals("00110", after(ScriptHealth.first(3, 2, false), "11100"));
    }

    /// The ups and downs that each result of a row leads to.
    private static String after(ScriptHealth health, String results) {
        var states = new StringBuilder();
        ScriptHealth now = health;
        for (char result : results.toCharArray()) {
            now = now.after(result == '1');
            states.append(now.isUp() ? '1' : '0');
        }
        return states.toString();
    }
}
