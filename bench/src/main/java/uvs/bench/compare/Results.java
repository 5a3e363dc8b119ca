package uvs.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All that was measured, as the JSON file has it.
///
/// @param machine what it was measured on, and with which versions
/// @param runs    by the word of the measurement
/// @param userMode millions of 64-byte datagrams a second under user-mode Linux, of 1,000 flows: of `routing` and of `ipvs`
record Results(Map<String, String> machine, Map<String, Run> runs, Map<String, List<Double>> userMode) {

    /// One measurement of some subjects, in one run.
    ///
    /// @param subjects by their word, for each round: figures by their names, `value` the main one
    record Run(String date, int rounds, int seconds, double load, Map<String, List<Map<String, Double>>> subjects) {

        void add(Subject subject, Map<String, Double> figures) {
            subjects.computeIfAbsent(subject.word, _ -> new ArrayList<>()).add(figures);
        }

        boolean has(Subject subject) {
            return subjects.containsKey(subject.word);
        }

        /// The median of a figure over all rounds, or NaN where there is none.
        double median(Subject subject, String name) {
            List<Double> all = all(subject, name);
            return all.isEmpty() ? Double.NaN : all.get(all.size() / 2);
        }

        /// In order.
        List<Double> all(Subject subject, String name) {
            return subjects.getOrDefault(subject.word, List.of()).stream().filter(figures -> figures.containsKey(name))
                .map(figures -> figures.get(name)).sorted().toList();
        }

        Set<String> names() {
            return subjects.keySet();
        }
    }

    static Results none() {
        return new Results(new LinkedHashMap<>(), new TreeMap<>(), new TreeMap<>());
    }
}
