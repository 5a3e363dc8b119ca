package uvs.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/// The schedulers there are, by name: those of IPVS, and those that came in as services. Never changes.
public final class Schedulers {

    /// The scheduler of a virtual server whose configuration names none.
    public static final String DEFAULT = "wlc";

    /// The longest name the kernel's interface can carry (`IP_VS_SCHEDNAME_MAXLEN`, less the final 0).
    private static final int NAME_LENGTH = 15;

    private static final List<SchedulerProvider> BUILT_IN = List.of(
        builtIn("rr", _ -> new RoundRobin()),
        builtIn("wrr", _ -> new WeightedRoundRobin()),
        builtIn("lc", _ -> new LeastConnection()),
        builtIn("wlc", _ -> new WeightedLeastConnection()),
        builtIn("sed", _ -> new ShortestExpectedDelay()),
        builtIn("nq", _ -> new NeverQueue()),
        builtIn("sh", SourceHashing::new),
        builtIn("dh", _ -> new DestinationHashing()),
        builtIn("lblc", LocalityBased::new),
        builtIn("lblcr", LocalityBasedWithReplication::new),
        builtIn("fo", _ -> new WeightedFailover()),
        builtIn("ovf", _ -> new WeightedOverflow()),
        builtIn("mh", MaglevHashing::new),
        builtIn("twos", options -> new TwoRandomChoices(options.random())),
        builtIn("none", _ -> new NoScheduler()));

    private final Map<String, SchedulerProvider> byName = new LinkedHashMap<>();

    /// @throws IllegalStateException when one has a name that is taken, or none that can be used
    Schedulers(Iterable<SchedulerProvider> fromOutside) {
        BUILT_IN.forEach(this::add);
        fromOutside.forEach(this::add);
    }

    /// The built-in schedulers and every service the thread's context class loader finds.
    ///
    /// @throws IllegalStateException when a service has a name that is taken, or none that can be used
    public static Schedulers load() {
        return new Schedulers(ServiceLoader.load(SchedulerProvider.class));
    }

    /// The built-in schedulers and those of a layer of modules that was made at run time.
    public static Schedulers load(ModuleLayer layer) {
        return new Schedulers(ServiceLoader.load(layer, SchedulerProvider.class));
    }

    /// The provider of that name; empty when there is none, and then [#names] is what there is.
    public Optional<SchedulerProvider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// The names that [#find] knows, for messages: the built-in ones first.
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    private void add(SchedulerProvider provider) {
        String name = provider.name();
        if (name.isEmpty() || name.length() > NAME_LENGTH || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalStateException("scheduler name \"" + name + "\" of " + provider.getClass().getName()
                + " is not 1 to " + NAME_LENGTH + " characters without a space");
        }
        SchedulerProvider taken = byName.putIfAbsent(name, provider);
        if (taken != null) {
            throw new IllegalStateException("scheduler name " + name + " of " + provider.getClass().getName()
                + " is taken by " + taken.getClass().getName());
        }
    }

    private static SchedulerProvider builtIn(String name, Function<SchedulerOptions, Scheduler> create) {
        return new SchedulerProvider() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public Scheduler create(SchedulerOptions options) {
                return create.apply(options);
            }
        };
    }
}
