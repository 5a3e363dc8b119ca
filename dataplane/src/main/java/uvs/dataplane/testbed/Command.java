package uvs.dataplane.testbed;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The system's programs that the testbed itself calls, and the Debian package that has each.
enum Command {
    BASH("bash", "bash"),
    SETSID("setsid", "util-linux"),
    UNSHARE("unshare", "util-linux"),
    NSENTER("nsenter", "util-linux"),
    TASKSET("taskset", "util-linux"),
    MOUNT("mount", "mount"),
    IP("ip", "iproute2"),
    SYSCTL("sysctl", "procps"),
    TCPDUMP("tcpdump", "tcpdump"),
    STRACE("strace", "strace"),
    LINUX_UML("linux.uml", "user-mode-linux"),
    MODPROBE("modprobe", "kmod"),
    CC("cc", "gcc libc6-dev");

    /// What programs on the testbed see as `PATH`. An ordinary user's own may lack the `sbin` folders.
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final String program;
    private final String debianPackage;

    Command(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /// @throws TestbedException in one line, with the packages to install, if any of these is not there
    static void require(Command... commands) {
        List<Command> missing = Stream.of(commands).filter(command -> !command.installed()).toList();
        if (!missing.isEmpty()) {
            String names = missing.stream().map(command -> command.program).collect(Collectors.joining(", "));
            String packages = missing.stream().map(command -> command.debianPackage).distinct()
                .collect(Collectors.joining(" "));
            throw new TestbedException("the testbed needs " + names + ", not found in " + PATH
                + ": apt-get install " + packages);
        }
    }

    private boolean installed() {
        return Arrays.stream(PATH.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
