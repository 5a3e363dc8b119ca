package uvs.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NearestNameTest {

    private static final List<String> COMMANDS =
        List.of("run", "check", "adm", "vip", "genhash", "top", "demo");

    @Test
    void countsTypingErrors() {
        assertEquals(0, NearestName.errors("demo", "demo"));
        assertEquals(1, NearestName.errors("dmo", "demo"));
        assertEquals(1, NearestName.errors("demmo", "demo"));
        assertEquals(1, NearestName.errors("dem0", "demo"));
        assertEquals(1, NearestName.errors("edmo", "demo"));
        assertEquals(1, NearestName.errors("deom", "demo"));
        assertEquals(3, NearestName.errors("", "run"));
        assertEquals(4, NearestName.errors("demo", ""));
    }

    @Test
    void findsTheCommandThatWasMeant() {
        assertEquals(Optional.of("demo"), NearestName.of("dmeo", COMMANDS));
        assertEquals(Optional.of("check"), NearestName.of("chek", COMMANDS));
        assertEquals(Optional.of("genhash"), NearestName.of("gen-hash", COMMANDS));
        assertEquals(Optional.of("run"), NearestName.of("rnu", COMMANDS));
    }

    @Test
    void findsNoneThatIsTooFar() {
        assertEquals(Optional.empty(), NearestName.of("explain", COMMANDS));
        assertEquals(Optional.empty(), NearestName.of("xyz", COMMANDS));
    }
}
