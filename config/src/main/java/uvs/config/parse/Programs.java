package uvs.config.parse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;
import uvs.config.text.ReaderOptions;

/// Looks for the programs of scripts on this host, and at who could change them.
///
/// Reports once that scripts are run without `enable_script_security`, as keepalived does.
final class Programs {

    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ReaderOptions options;
    private final boolean security;
    private final Diagnostics diagnostics;
    private boolean reported;

    Programs(ReaderOptions options, boolean security, Diagnostics diagnostics) {
        this.options = options;
        this.security = security;
        this.diagnostics = diagnostics;
    }

    /// Whether a program can be run on this host; yes when it is not to be looked for.
    boolean isThere(Command command, long position) {
        if (!options.programs()) {
            return true;
        }
        Optional<Path> program = find(command.words().getFirst());
        if (program.isEmpty()) {
            return false;
        }
        boolean open = othersCanChange(program.get());
        if (!security && !reported) {
            reported = true;
            diagnostics.report(Problem.SECURITY, position, open
                ? "scripts are run without enable_script_security, and others than root can change "
                    + program.get()
                : "scripts are run without enable_script_security", "write it in global_defs");
        } else if (security && open) {
            diagnostics.report(Problem.ADVICE, position, "others than root can change " + program.get()
                + ", and with enable_script_security it is not run",
                    "chmod go-w it, and every folder above it");
        }
        return true;
    }

    private Optional<Path> find(String name) {
        if (name.indexOf('/') >= 0) {
            return Optional.of(Path.of(name)).filter(Programs::isProgram);
        }
        for (String folder : options.environment().getOrDefault("PATH", USUAL_PATH).split(":")) {
            Path program = Path.of(folder, name);
            if (isProgram(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    /// Whether the program, or a folder above it, can be written by others than root.
    private static boolean othersCanChange(Path program) {
        try {
            for (Path path = program.toRealPath(); path != null; path = path.getParent()) {
                var permissions = Files.getPosixFilePermissions(path);
                boolean sticky = ((int) Files.getAttribute(path, "unix:mode") & 01000) != 0;
                boolean writable = permissions.contains(PosixFilePermission.OTHERS_WRITE)
                    || permissions.contains(PosixFilePermission.GROUP_WRITE)
                    && (int) Files.getAttribute(path, "unix:gid") != 0;
                if (writable && !sticky || (int) Files.getAttribute(path, "unix:uid") != 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
