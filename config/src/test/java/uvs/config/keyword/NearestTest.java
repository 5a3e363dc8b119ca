package uvs.config.keyword;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NearestTest {

    private static final List<String> COMMANDS =
        List.of("run", "check", "adm", "vip", "genhash", "top", "demo");

    @Test
    void countsTypingErrors() {
        assertEquals(0, Nearest.distance("demo", "demo"));
        assertEquals(1, Nearest.distance("dmo", "demo"));
        assertEquals(1, Nearest.distance("demmo", "demo"));
        assertEquals(1, Nearest.distance("dem0", "demo"));
        assertEquals(1, Nearest.distance("edmo", "demo"));
        assertEquals(1, Nearest.distance("deom", "demo"));
        assertEquals(3, Nearest.distance("", "run"));
        assertEquals(4, Nearest.distance("demo", ""));
    }

    @Test
    void findsTheCommandThatWasMeant() {
        assertEquals(Optional.of("demo"), Nearest.to("dmeo", COMMANDS));
        assertEquals(Optional.of("check"), Nearest.to("chek", COMMANDS));
        assertEquals(Optional.of("genhash"), Nearest.to("gen-hash", COMMANDS));
        assertEquals(Optional.of("run"), Nearest.to("rnu", COMMANDS));
    }

    @Test
    void findsNoneThatIsTooFar() {
        assertEquals(Optional.empty(), Nearest.to("explain", COMMANDS));
        assertEquals(Optional.empty(), Nearest.to("xyz", COMMANDS));
    }
}
