package uvs.tools.adm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uvs.dataplane.testbed.UserModeLinux;

/// What the real ipvsadm says on the real `ip_vs`, with names of hosts that the tests know.
final class KernelAnswers {

    static final String LINE = "\u0001";
    static final String ERRORS = "\u0002";

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static List<Said> transcript;

    private KernelAnswers() {
    }

    /// To all lines of the transcript, in order. The kernel is asked once.
    static synchronized List<Said> toTranscript(Path folder) throws IOException {
        if (transcript == null) {
            transcript = ask(folder, CommandLine.all());
        }
        return transcript;
    }

    static List<Said> ask(Path folder, List<CommandLine> lines) throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), CommandLine.resource("hosts"));
        var script = new StringBuilder("mount --bind " + hosts + " /etc/hosts\n" + CommandLine.SAY);
        lines.forEach(line -> script.append(line.script()));
        String all = new UserModeLinux(512, LIMIT).run(script.toString()).orThrow().out();
        var said = new ArrayList<Said>();
        for (String block : all.substring(1).split(LINE)) {
            int first = block.indexOf('\n');
            int errors = block.indexOf(ERRORS);
            said.add(new Said(Integer.parseInt(block.substring(0, first)), block.substring(first + 1, errors),
                block.substring(errors + 2)));
        }
        return said;
    }
}
