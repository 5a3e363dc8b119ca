package uvs.config.keyword;

import java.util.Optional;
import uvs.config.text.Quotes;

/// Whose rights a program has: a user, and a group other than the user's own.
public record UserAndGroup(String user, Optional<String> group) {

    static final ValueType<UserAndGroup> TYPE = Types.of("user [group]", arguments -> {
        String user = arguments.next();
        return user == null ? null
            : new UserAndGroup(user, Optional.ofNullable(arguments.more() ? arguments.next() : null));
    }, UserAndGroup::toString);

    @Override
    public String toString() {
        return Quotes.quotedIfNeeded(user) + group.map(name -> " " + Quotes.quotedIfNeeded(name)).orElse("");
    }
}
