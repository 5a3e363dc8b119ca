package uvs.dataplane.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import uvs.dataplane.linux.ProcessorList;

/// A second Linux kernel that runs as an ordinary process, with `ip_vs` loaded: the reference to compare with
/// where this machine's own kernel has none.
///
/// Debian's `linux.uml` boots in a second or two, with one processor and no network to the outside. The guest
/// sees all files of the machine under their own names, with this user's rights; `/run`, `/proc` and `/sys`
/// are its own, and kernel modules (schedulers, tunnels, `veth`) load as they are asked for. It ends with
/// this JVM.
///
/// ```java
/// String table = new UserModeLinux().run("ipvsadm -A -t 192.0.2.1:80 -s wrr; ipvsadm -Ln").orThrow().out();
/// ```
public final class UserModeLinux {

    private static final String MODULES = "/usr/lib/uml/modules";
    /// Where an ordinary user runs it, the machine's root looks like `nobody` to the guest: a program that is
    /// root's by its setuid bit, as `mount` is, would lose the rights it has. Hence `nosuid`, by a copy
    /// without that bit.
    private static final String INIT = """
        #!/bin/bash
        export PATH=%1$s HOME=%2$s TMPDIR=%2$s LANG=C.UTF-8
        cd %2$s
        cp "$(command -v mount)" mount && ./mount -o remount,nosuid /
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t tmpfs tmpfs /run
        mkdir -p /run/netns tree/lib/modules
        ln -s %3$s/$(uname -r) tree/lib/modules/
        echo %2$s/modprobe > /proc/sys/kernel/modprobe
        ip link set lo up
        ./modprobe ip_vs && bash script > out 2> err < /dev/null
        echo $? > exit
        echo o > /proc/sysrq-trigger
        sleep 60
        """;
    /// The kernel, and keepalived too, ask the program of this name for modules; their folder is not the
    /// machine's.
    private static final String MODPROBE_IN_GUEST = """
        #!/bin/sh
        exec modprobe -d %s/tree "$@"
        """;

    private static final AtomicInteger BOOTS = new AtomicInteger();

    private final int megabytes;
    private final Duration limit;

    /// A machine with 512 MB, for a script of five minutes at most.
    public UserModeLinux() {
        this(512, Duration.ofMinutes(5));
    }

    /// @param megabytes the guest's memory
    /// @param limit     how long it may run, boot included
    public UserModeLinux(int megabytes, Duration limit) {
        this.megabytes = megabytes;
        this.limit = limit;
    }

    /// Boots, runs the Bash script as root of the guest, and powers off.
    ///
    /// The script's working directory is a fresh one, deleted afterwards.
    ///
    /// @throws TestbedException if the machine lacks what it takes, or the guest does not come to the
    /// script's end
    public Result run(String script) {
        Command.require(Command.LINUX_UML, Command.MODPROBE, Command.TASKSET);
        try (Holder holder = Holder.start()) {
            Path directory = holder.directory();
            Files.writeString(directory.resolve("script"), script);
            program(directory.resolve("modprobe"), MODPROBE_IN_GUEST.formatted(directory));
            Path init = program(directory.resolve("init"), INIT.formatted(Command.PATH, directory, MODULES));
            boot(holder, init);
            return result(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void boot(Holder holder, Path init) throws IOException {
        List<String> command = List.of("taskset", "--cpu-list", oneProcessor(), "linux.uml", "mem=" + megabytes + "M", "root=/dev/root",
            "rootfstype=hostfs", "rootflags=/", "rw", "init=" + init, "con=null", "con0=null,fd:1", "quiet");
        Process process = holder.enter(environment(holder.directory()), command)
            .redirectErrorStream(true).start();
        var uml = new Program("linux.uml", process);
        // After a panic it spins for ever.
        if (uml.awaitLine("reboot: Power down|Kernel panic", limit).contains("panic")) {
            throw new TestbedException(
                "linux.uml: the guest's kernel gave up:\n" + String.join("\n", uml.lines()));
        }
    }

    /// The first and the last processor that this process may run on, in turn: two guests at once have one each. The guest's
    /// kernel and its programs are processes that wake each other at every system call and page fault: on two processors
    /// that took four times as long.
    private static String oneProcessor() throws IOException {
        List<Integer> allowed = ProcessorList.allowed();
        return Integer.toString(BOOTS.getAndIncrement() % 2 == 0 ? allowed.getLast() : allowed.getFirst());
    }

    private static Result result(Path directory) throws IOException {
        int exit = Integer.parseInt(Files.readString(directory.resolve("exit")).strip());
        if (Files.notExists(directory.resolve("out"))) {
            throw new TestbedException(
                "linux.uml: the guest cannot load ip_vs: apt-get install user-mode-linux kmod");
        }
        return new Result("script in linux.uml", exit,
            Files.readString(directory.resolve("out")), Files.readString(directory.resolve("err")));
    }

    private static Map<String, String> environment(Path directory) throws IOException {
        var environment = new HashMap<String, String>();
        // The guest's memory is a file there: not on a disk, if it can be helped.
        environment.put("TMPDIR", Files.isDirectory(Path.of("/dev/shm")) ? "/dev/shm" : directory.toString());
        if (Files.readString(Path.of("/proc/cpuinfo")).contains(" amx_tile ")) {
            environment.put("LD_PRELOAD", wholeXstate(directory).toString());
        }
        return environment;
    }

    /// Builds what user-mode Linux needs on a processor with AMX; the source says why.
    private static Path wholeXstate(Path directory) throws IOException {
        Command.require(Command.CC);
        Path source = directory.resolve("whole_xstate.c");
        Path library = directory.resolve("whole_xstate.so");
        try (InputStream resource = UserModeLinux.class.getResourceAsStream("whole_xstate.c")) {
            Files.copy(resource, source);
        }
        Process cc = new ProcessBuilder("cc", "-O1", "-shared", "-fPIC",
            "-o", library.toString(), source.toString()).redirectErrorStream(true).start();
        String complaint = new String(cc.getInputStream().readAllBytes());
        if (Files.notExists(library)) {
            throw new TestbedException("cc " + source + ": " + complaint.strip());
        }
        return library;
    }

    private static Path program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
