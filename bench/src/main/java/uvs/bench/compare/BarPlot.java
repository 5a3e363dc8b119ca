package uvs.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One bar for each subject, as SVG: the median, with a line from the least to the most.
final class BarPlot {

    private static final int WIDTH = 760;
    private static final int LABELS = 170;
    private static final int FIGURES = 90;
    private static final int ROW = 26;
    private static final int TOP = 40;

    private BarPlot() {
    }

    static String of(Measurement measurement, Results.Run run) {
        List<Subject> subjects = Stream.of(Subject.values()).filter(run::has).toList();
        String name = "value";
        double most = subjects.stream().mapToDouble(subject -> run.all(subject, name).getLast()).max().orElse(1);
        double scale = (WIDTH - LABELS - FIGURES) / most;
        int height = TOP + ROW * subjects.size() + 10;
        var svg = new StringBuilder(String.format(Locale.ROOT, """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
            <rect width="100%%" height="100%%" fill="white"/>
            <text x="10" y="24" font-size="15">%s, %s</text>
            """, WIDTH, height, measurement.title, measurement.isRoundTrip() ? "median, µs" : measurement.unit));
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            List<Double> all = run.all(subject, name);
            double median = run.median(subject, name);
            int y = TOP + ROW * i;
            svg.append(String.format(Locale.ROOT, """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="18" fill="%s"/>
                <path d="M%.1f %dH%.1f" stroke="black"/>
                <text x="%.1f" y="%d">%s</text>
                """, LABELS - 8, y + 14, subject.title, LABELS, y, median * scale,
                subject.word.startsWith("uvs") ? "#2a7fb8" : "#b0b7bd", LABELS + all.getFirst() * scale, y + 9,
                LABELS + all.getLast() * scale, LABELS + all.getLast() * scale + 6, y + 14, Report.figure(median)));
        }
        return svg.append("</svg>\n").toString();
    }
}
