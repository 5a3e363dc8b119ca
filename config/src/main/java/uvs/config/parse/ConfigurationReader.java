package uvs.config.parse;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import uvs.config.Configuration;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.text.Diagnostics;
import uvs.config.text.Lines;
import uvs.config.text.ReaderOptions;
import uvs.config.text.Verdict;

/// Reads a keepalived.conf: the entry of this package.
public final class ConfigurationReader {

    private ConfigurationReader() {
    }

    /// Reads the configuration at `path`. Never throws for what is there, or not there.
    public static ReadResult read(Path path, ReaderOptions options) {
        return read(path.toString(), options);
    }

    /// Reads the configuration that `pattern` names: a file, or several, as `include` names them.
    public static ReadResult read(String pattern, ReaderOptions options) {
        var diagnostics = new Diagnostics();
        var lines = new Lines(pattern, options, diagnostics);
        Section file = new BlockReader(lines, diagnostics).read();
        Configuration configuration = build(file, options, diagnostics);
        Verdict verdict = diagnostics.verdict();
        return new ReadResult(
            verdict == Verdict.UNUSABLE ? Optional.empty() : Optional.of(configuration), diagnostics.list(),
            verdict, lines.folders());
    }

    private static Configuration build(Section file, ReaderOptions options, Diagnostics diagnostics) {
        Section globals = file.has(RootKeywords.GLOBAL_DEFS)
            ? file.get(RootKeywords.GLOBAL_DEFS).getFirst()
            : new Section(RootKeywords.GLOBAL_DEFS.inner(), true, 0, 0);
        var global = new Globals(file, globals, options);
        var programs = new Programs(options, globals.get(GlobalKeywords.ENABLE_SCRIPT_SECURITY), diagnostics);
        var trackers = new Trackers(file, globals, programs, diagnostics);
        var servers = new VirtualServers(file, globals, trackers, diagnostics);
        var parts = new StaticParts(file, globals, diagnostics);
        var vrrp = new Instances(file, globals, trackers, options, diagnostics);
        var instances = vrrp.instances();
        return new Configuration(
            global.process(), global.defs(), parts.network(), List.copyOf(trackers.scripts().values()),
            List.copyOf(trackers.processes().values()), List.copyOf(trackers.files().values()),
            List.copyOf(trackers.bfds().values()), instances, vrrp.groups(), parts.interfaces(),
            parts.ssl(), servers.groups(), servers.servers());
    }
}
