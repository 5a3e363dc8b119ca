package uvs.tools.top;

import java.util.List;
import java.util.Locale;

/// Numbers for people.
final class Numbers {

    private static final String STEPS = " kMGTP";
    private static final int STEP = 1000;
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Numbers() {
    }

    /// In four digits at most: `0.25`, `19.5`, `455`, `12.3k`.
    static String brief(double value) {
        int step = 0;
        double rest = value;
        while (rest >= STEP && step < STEPS.length() - 1) {
            rest /= STEP;
            step++;
        }
        String digits;
        if (step == 0 && rest == Math.rint(rest) || rest >= 100) {
            digits = "%.0f";
        } else {
            digits = rest < 1 ? "%.2f" : "%.1f";
        }
        return String.format(Locale.ROOT, digits, rest) + (step == 0 ? "" : STEPS.charAt(step));
    }

    static String span(long ms) {
        long seconds = Math.max(0, ms / STEP);
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < DAY ? seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min"
            : seconds / DAY + " d " + seconds % DAY / HOUR + " h";
    }

    /// The newest values as bars, the newest at the right edge.
    static String plot(List<Double> values, int width) {
        List<Double> shown = values.subList(Math.max(0, values.size() - width), values.size());
        double top = shown.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        var plot = new StringBuilder(" ".repeat(width - shown.size()));
        for (double value : shown) {
            plot.append(BARS.charAt(top == 0 ? 0 : (int) Math.round(value / top * (BARS.length() - 1))));
        }
        return plot.toString();
    }
}
