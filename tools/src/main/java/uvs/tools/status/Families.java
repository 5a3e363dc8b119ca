package uvs.tools.status;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Metrics of one reading, put together family by family: a name with its help, and one series for each thing that has
/// one.
final class Families {

    private final List<MetricSnapshot> families = new ArrayList<>();

    /// @param name without `_total`, which the writer adds
    <T> void counter(
        String name, String help, Collection<T> things, Function<T, Labels> labels, ToDoubleFunction<T> value) {
        var family = CounterSnapshot.builder().name(name).help(help);
        things.forEach(each -> family.dataPoint(CounterDataPointSnapshot.builder()
            .labels(labels.apply(each)).value(value.applyAsDouble(each)).build()));
        families.add(family.build());
    }

    <T> void gauge(
        String name, String help, Collection<T> things, Function<T, Labels> labels, ToDoubleFunction<T> value) {
        var family = GaugeSnapshot.builder().name(name).help(help);
        things.forEach(each -> family.dataPoint(GaugeDataPointSnapshot.builder()
            .labels(labels.apply(each)).value(value.applyAsDouble(each)).build()));
        families.add(family.build());
    }

    void gauge(String name, String help, double value) {
        gauge(name, help, List.of(value), _ -> Labels.EMPTY, Double::doubleValue);
    }

    /// One series for each state that a thing can be in: 1 for the one that it is in, else 0.
    <T> void states(String name, String help, Collection<T> things, Function<T, Labels> labels,
        List<String> states, Function<T, String> current) {
        record InState<T>(T thing, String state) {
        }
        List<InState<T>> all = things.stream()
            .flatMap(thing -> states.stream().map(state -> new InState<>(thing, state))).toList();
        gauge(name, help, all, each -> labels.apply(each.thing()).merge(Labels.of("state", each.state())),
            each -> current.apply(each.thing()).equals(each.state()) ? 1 : 0);
    }

    void add(MetricSnapshot family) {
        families.add(family);
    }

    MetricSnapshots all() {
        return new MetricSnapshots(families);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
