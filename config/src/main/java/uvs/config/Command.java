package uvs.config;

import java.util.List;
import java.util.Optional;

/// A program that the configuration has run: a script, a notifier, a check.
///
/// @param words the program and its arguments, never none
/// @param user  whose rights it has, the global `script_user` already taken into account; empty for
///              `keepalived_script` where that user exists, else root
/// @param group the group, or empty for the user's own
public record Command(List<String> words, Optional<String> user, Optional<String> group) {

    public Command {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("words=[] name no program");
        }
    }

    /// The command run by `newUser`, unless it names a user itself.
    public Command orAs(Optional<String> newUser, Optional<String> newGroup) {
        return user.isPresent() ? this : new Command(words, newUser, newGroup);
    }
}
