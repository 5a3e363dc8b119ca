package uvs.tools.control;

import java.time.Duration;

/// How much of the director's memory and time the callers of its control socket can take.
///
/// @param body        bytes of a request's body
/// @param headers     bytes of all its header lines
/// @param connections at one time; one more is told so and closed
/// @param patience    how long a caller may take for a whole request from the end of the one before it, and for taking
///                    an answer without reading any of it
public record ControlLimits(int body, int headers, int connections, Duration patience) {

    public static final ControlLimits DEFAULT = new ControlLimits(1 << 20, 8 << 10, 64, Duration.ofSeconds(30));

    /// Of the status page's port, where whoever can reach it may call, and nobody has a long request.
    public static final ControlLimits STATUS = new ControlLimits(1 << 10, 8 << 10, 64, Duration.ofSeconds(10));
}
