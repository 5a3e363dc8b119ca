package uvs.tools.status;

import java.time.Instant;

/// Something that has changed in what a director does.
///
/// @param name who: `VI_1`, or `198.51.100.11:8080 of 192.0.2.100:80 TCP`
/// @param text what: `BACKUP to MASTER`, `in, weight 1`
public record Event(Instant time, Kind kind, String name, String text) {

    /// What the event is about.
    public enum Kind {

        /// A virtual router.
        INSTANCE,
        /// A sync group.
        GROUP,
        /// A real server: in or out of the table, or of another weight.
        SERVER
    }
}
