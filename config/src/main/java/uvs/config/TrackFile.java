package uvs.config;

import java.util.Optional;

/// The block `track_file`: a file whose number changes priorities and weights.
///
/// @param weight the number in the file is multiplied by this
public record TrackFile(String name, String file, int weight, boolean reverse, Optional<InitFile> initFile) {

    /// The file is written at the start.
    ///
    /// @param overwrite whether even one that is there already
    public record InitFile(int value, boolean overwrite) {
    }
}
