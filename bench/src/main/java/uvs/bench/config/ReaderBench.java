package uvs.bench.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import uvs.config.parse.ConfigurationReader;
import uvs.config.parse.ReadResult;
import uvs.config.text.ReaderOptions;
import uvs.config.text.Verdict;

/// How long a large keepalived.conf takes from the file to the records: virtual servers with five real servers each,
/// and a TCP_CHECK for each of these.
///
/// 10,000 virtual servers are to take less than 2 s in a program that has just started, and less than 400 ms after that:
/// a reload must not keep the conductor from its other work.
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class ReaderBench {

    private static final int REAL_SERVERS = 5;

    @Param({"10000"})
    private int virtualServers;

    private Path file;
    private final ReaderOptions options = ReaderOptions.of("director.example");

    @Setup
    public void write() throws IOException {
        var text = new StringBuilder("global_defs {\n    router_id bench\n}\n");
        for (int i = 0; i < virtualServers; i++) {
            text.append("\nvirtual_server 10.%d.%d.%d 80 {\n".formatted(i >> 16 & 255, i >> 8 & 255, i & 255));
            text.append("    delay_loop 6   # seconds\n    lb_algo wrr\n    lb_kind NAT\n    protocol TCP\n");
            for (int j = 1; j <= REAL_SERVERS; j++) {
                text.append("    real_server 172.16.%d.%d 8080 {\n".formatted(i & 255, j));
                text.append("        weight ").append(j).append("\n        TCP_CHECK {\n");
                text.append("            connect_timeout 3\n        }\n    }\n");
            }
            text.append("}\n");
        }
        file = Files.createTempFile("uvs-bench", ".conf");
        Files.writeString(file, text);
    }

    @TearDown
    public void remove() throws IOException {
        Files.delete(file);
    }

    private ReadResult read() {
        ReadResult result = ConfigurationReader.read(file, options);
        if (result.verdict() != Verdict.CLEAN) {
            throw new IllegalStateException(result.diagnostics().getFirst().toString());
        }
        return result;
    }

    /// In a program that has read nothing before.
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(5)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public ReadResult cold() {
        return read();
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @Fork(1)
    @Warmup(iterations = 10, time = 1)
    @Measurement(iterations = 10, time = 1)
    public ReadResult warm() {
        return read();
    }
}
