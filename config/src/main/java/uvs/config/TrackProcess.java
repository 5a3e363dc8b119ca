package uvs.config;

import java.time.Duration;
import java.util.List;

/// The block `vrrp_track_process`: how many processes of a name there have to be.
///
/// @param process        the name, then the arguments to compare
/// @param quorumMax      more than this many are too many
/// @param terminateDelay how long too few are put up with
/// @param forkDelay      how long too many, or enough again, are waited for
/// @param fullCommand    compares the whole path of the program, not its name
public record TrackProcess(
    String name, List<String> process, ParameterMatch parameterMatch, int weight, boolean reverse, int quorum,
    int quorumMax, Duration forkDelay, Duration terminateDelay, boolean fullCommand) {

    public static final int UNLIMITED = Integer.MAX_VALUE;

    /// How the arguments of a process are compared.
    public enum ParameterMatch {
        /// Not at all: `process` has none.
        NONE,
        /// They are these.
        EXACT,
        /// They begin with these.
        PARTIAL,
        /// The first ones are these.
        INITIAL
    }

    public TrackProcess {
        process = List.copyOf(process);
    }
}
