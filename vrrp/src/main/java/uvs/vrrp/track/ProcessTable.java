package uvs.vrrp.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import uvs.config.TrackProcess;

/// The processes of this machine, read from `/proc` at one moment.
///
/// @param processes those that could be read: one that ends meanwhile is left out
record ProcessTable(List<Entry> processes) {

    private static final Path PROC = Path.of("/proc");
    /// The kernel keeps this much of a name (`TASK_COMM_LEN`).
    private static final int NAME_LENGTH = 15;

    /// @param name as the kernel has it: cut to 15 bytes
    /// @param arguments the program as it was called, then its arguments
    record Entry(String name, List<String> arguments) {}

    static ProcessTable read() throws IOException {
        var entries = new ArrayList<Entry>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path each : all) {
                try {
                    String line = Files.readString(each.resolve("cmdline"), StandardCharsets.ISO_8859_1);
                    String name = Files.readString(each.resolve("comm"), StandardCharsets.ISO_8859_1).strip();
                    entries.add(new Entry(name, line.isEmpty() ? List.of() : List.of(line.split("\0"))));
                } catch (IOException _) {
                    // It has ended since the folder was read.
                }
            }
        }
        return new ProcessTable(entries);
    }

    int count(TrackProcess wanted) {
        return (int) processes.stream().filter(each -> matches(each, wanted)).count();
    }

    private static boolean matches(Entry entry, TrackProcess wanted) {
        String name = wanted.process().getFirst();
        boolean named = wanted.fullCommand()
            ? !entry.arguments().isEmpty() && entry.arguments().getFirst().equals(name)
            : entry.name().equals(name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name);
        if (!named) {
            return false;
        }
        List<String> theirs = entry.arguments().isEmpty()
            ? List.of() : entry.arguments().subList(1, entry.arguments().size());
        List<String> ours = wanted.process().subList(1, wanted.process().size());
        return switch (wanted.parameterMatch()) {
            case NONE -> true;
            case EXACT -> theirs.equals(ours);
            case INITIAL -> theirs.size() >= ours.size() && theirs.subList(0, ours.size()).equals(ours);
            case PARTIAL -> isPartial(theirs, ours);
        };
    }

    /// All but the last word are equal, and the last one is how theirs begins.
    private static boolean isPartial(List<String> theirs, List<String> ours) {
        int last = ours.size() - 1;
        return theirs.size() > last
            && (last < 0 || theirs.subList(0, last).equals(ours.subList(0, last))
                && theirs.get(last).startsWith(ours.get(last)));
    }
}
