package uvs.tools.status;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/// A reading in the text format of Prometheus, version 0.0.4. Names and units are those of its conventions: base
/// units, `_total` behind counters. A virtual server is named as in the paths of the control socket.
public final class MetricsText {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double MILLIS = 1e3;

    private MetricsText() {
    }

    public static byte[] of(Reading reading) {
        var families = new Families();
        families.gauge("uvs_ipvs_info", "The version of IPVS whose behaviour this director has.",
            List.of(reading.info()), info -> Labels.of("version", info.versionText()), _ -> 1);
        families.gauge("uvs_start_time_seconds", "When the director began, in seconds since 1970.",
            seconds(reading.started()));
        TrafficMetrics.add(reading, families);
        WorkerMetrics.add(reading.workers(), families);
        VrrpMetrics.add(reading.vrrp(), families);
        CheckMetrics.add(reading.checks(), families);
        var text = new ByteArrayOutputStream(16 << 10);
        try {
            PrometheusTextFormatWriter.create().write(text, families.all());
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be written", e);
        }
        return text.toByteArray();
    }

    static double seconds(Instant time) {
        return time.toEpochMilli() / MILLIS;
    }
}
