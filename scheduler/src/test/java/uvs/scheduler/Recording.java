package uvs.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Replays what the kernel's ip_vs was asked and what it chose; `oracle/drive.pl` says what the lines mean.
final class Recording {

    /// Where the recordings are, from the module's folder.
    static final Path FOLDER = Path.of("src", "test", "resources", "oracle");

    private final Path file;
    private final List<String> differences = new ArrayList<>();
    private final List<TestServer> connections = new ArrayList<>();
    private boolean tcp;
    private boolean ipv6;
    private TestDirector director;

    private Recording(Path file) {
        this.file = file;
    }

    /// Each line where the scheduler, or the counts it was given, differ from the kernel's; at the first one this
    /// stops, since all that follows would differ too.
    static List<String> differences(Path file) throws IOException {
        Recording recording = new Recording(file);
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            recording.replay(number, line.split(" "));
            if (!recording.differences.isEmpty()) {
                break;
            }
        }
        return recording.differences;
    }

    private void replay(int line, String[] words) {
        switch (words[0]) {
            case "service" -> {
                ipv6 = words[2].equals("ipv6");
                tcp = words[3].equals("tcp");
                Set<String> flags = words[4].equals("-") ? Set.of() : Set.of(words[4].split(","));
                director = new TestDirector(words[1], SchedulerOptions.DEFAULTS.withFlags(flags), ipv6);
            }
            case "add" -> {
                TestServer known = director.server(words[1]);
                TestServer server = known != null
                    ? known : new TestServer(words[1], words[2], Integer.parseInt(words[3]));
                director.add(server, Integer.parseInt(words[4]), Integer.parseInt(words[5]),
                    Integer.parseInt(words[6]));
            }
            case "edit" -> director.edit(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]),
                Integer.parseInt(words[4]));
            case "remove" -> director.remove(words[1]);
            case "choose" -> choose(line, words);
            case "close" -> connections.get(Integer.parseInt(words[1])).deactivate();
            case "expire" -> expire(connections.get(Integer.parseInt(words[1])));
            case "state" -> compare(line, String.join(" ", words), state());
            default -> throw new IllegalArgumentException(file + ":" + line + ": " + words[0] + " is no event");
        }
    }

    private void choose(int line, String[] words) {
        TestFlow flow = new TestFlow(
            TestAddress.of(words[1]), Integer.parseInt(words[2]), TestAddress.of(words[3]), 80);
        String chosen = director.choose(flow);
        compare(line, words[4], chosen);
        TestServer server = director.server(chosen);
        connections.add(server);
        if (server != null) {
            server.bind();
            if (tcp) {
                server.activate();
            }
        }
    }

    /// Only open connections are made to expire: active ones for TCP.
    private void expire(TestServer server) {
        if (tcp) {
            server.deactivate();
        }
        server.unbind();
    }

    private String state() {
        StringBuilder state = new StringBuilder("state");
        for (TestServer server : director.servers) {
            state.append(' ').append(server.name).append(' ').append(server.weight)
                .append(' ').append(server.active).append(' ').append(server.inactive);
        }
        return state.toString();
    }

    private void compare(int line, String kernel, String ours) {
        if (!kernel.equals(ours)) {
            differences.add(file + ":" + line + ": the kernel has " + kernel + ", we have " + ours);
        }
    }
}
