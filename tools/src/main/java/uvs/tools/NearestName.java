package uvs.tools;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds which of the known names was meant by a mistyped one.
final class NearestName {

    private NearestName() {
    }

    /// The known name with the fewest typing errors between, if they are at most half of the letters typed.
    static Optional<String> of(String typed, Collection<String> known) {
        return known.stream()
            .filter(name -> 2 * errors(typed, name) <= Math.max(typed.length(), 2))
            .min(Comparator.comparingInt((String name) -> errors(typed, name)).thenComparing(name -> name));
    }

    /// How many letters must be put in, left out, replaced, or swapped with their neighbour, to make one word
    /// of the other (the optimal string alignment distance).
    static int errors(String one, String other) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
                    && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[other.length()];
    }
}
