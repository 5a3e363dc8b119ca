package uvs.config;

import java.util.List;

/// What an instance or a sync group watches.
public record Tracking(
    List<Tracked> interfaces, List<Tracked> scripts, List<Tracked> processes, List<Tracked> files,
    List<Tracked> bfds) {

    public static final Tracking NONE = new Tracking(List.of(), List.of(), List.of(), List.of(), List.of());

    public Tracking {
        interfaces = List.copyOf(interfaces);
        scripts = List.copyOf(scripts);
        processes = List.copyOf(processes);
        files = List.copyOf(files);
        bfds = List.copyOf(bfds);
    }

    /// One thing that is watched.
    ///
    /// @param name    of the interface, or of the block that says what it is
    /// @param weight  what it changes the priority by, its block's own weight already taken into account;
    ///                0 for a fault when it is down
    /// @param reverse counts it the other way round: up as down
    public record Tracked(String name, int weight, boolean reverse) {
    }
}
