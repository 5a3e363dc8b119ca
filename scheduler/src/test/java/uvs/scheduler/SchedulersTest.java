package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

final class SchedulersTest {

    private final Schedulers schedulers = Schedulers.load();

    @Test
    void knowsWhatItLists() {
        for (String name : schedulers.names()) {
            assertEquals(name, schedulers.find(name).orElseThrow().name());
        }
    }

    @Test
    void makesANewInstanceForEachVirtualServer() {
        for (String name : schedulers.names()) {
            SchedulerProvider provider = schedulers.find(name).orElseThrow();
            Set<Scheduler> instances = Set.of(
                provider.create(SchedulerOptions.DEFAULTS), provider.create(SchedulerOptions.DEFAULTS));
            assertEquals(2, instances.size(), name);
        }
    }

    @Test
    void answersEmptyForAnUnknownName() {
        assertEquals(Optional.empty(), schedulers.find("wlcc"));
        assertEquals(Optional.empty(), schedulers.find("RR"), "names are in lower case, as the kernel's");
    }

    @Test
    void refusesASchedulerWhoseNameIsTakenOrOfNoUse() {
        assertTrue(refusal("wlc").contains("wlc of " + Named.class.getName() + " is taken"));
        assertTrue(refusal("").contains("\"\" of"));
        assertTrue(refusal("a b").contains("\"a b\" of"));
        assertTrue(refusal("sixteen-letters-").contains("is not 1 to 15"));
        assertTrue(new Schedulers(List.of(new Named("fifteen-letters"))).find("fifteen-letters").isPresent());
    }

    private static String refusal(String name) {
        return assertThrows(IllegalStateException.class, () -> new Schedulers(List.of(new Named(name)))).getMessage();
    }

    private record Named(String name) implements SchedulerProvider {

        @Override
        public Scheduler create(SchedulerOptions options) {
            return new NoScheduler();
        }
    }

    @Test
    void namesTheBitsOfFlagsForEachScheduler() {
        assertEquals(Optional.of(SchedulerFlag.FIRST), SchedulerFlag.named("sh-fallback"));
        assertEquals(Optional.of(SchedulerFlag.FIRST), SchedulerFlag.named("mh-fallback"));
        assertEquals(Optional.of(SchedulerFlag.SECOND), SchedulerFlag.named("flag-2"));
        assertEquals("mh-port", SchedulerFlag.SECOND.nameFor("mh"));
        assertEquals("flag-2", SchedulerFlag.SECOND.nameFor("rr"));
        assertEquals("flag-3", SchedulerFlag.THIRD.nameFor("sh"));
        assertEquals(0x10, SchedulerFlag.SECOND.bit());
    }

    @Test
    void refusesAnUnknownFlagAndListsTheKnown() {
        String message = assertThrows(IllegalArgumentException.class,
            () -> SchedulerOptions.DEFAULTS.withFlags(Set.of("sh-ports"))).getMessage();
        assertTrue(message.contains("sh-ports") && message.contains("sh-port mh-port"), message);
    }
}
