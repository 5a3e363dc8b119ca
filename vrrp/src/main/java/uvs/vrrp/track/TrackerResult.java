package uvs.vrrp.track;

/// What a tracker found out.
public sealed interface TrackerResult {

    /// The script is up or down, rise and fall counted.
    record Script(String name, boolean up) implements TrackerResult {}

    /// The script will never run, and is not tracked.
    ///
    /// @param reason one line with the cure
    record ScriptDisabled(String name, String reason) implements TrackerResult {}

    record Process(String name, boolean up) implements TrackerResult {}

    /// Whether an interface has a link, found by asking its driver.
    record Link(String interfaceName, boolean up) implements TrackerResult {}

    record FileValue(String name, long value) implements TrackerResult {}
}
