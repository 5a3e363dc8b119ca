package uvs.config.keyword;

import java.util.Optional;

/// One line of `track_interface` and of the blocks like it.
///
/// @param weight   empty for that of the block which says what `name` is
/// @param position of the name, for a diagnostic when there is no such block
public record TrackedLine(String name, Optional<Integer> weight, Optional<Boolean> reverse, long position) {
}
