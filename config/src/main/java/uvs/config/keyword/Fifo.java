package uvs.config.keyword;

import java.util.Optional;
import uvs.config.text.Quotes;

/// The path of a FIFO, and who owns it.
public record Fifo(String path, Optional<UserAndGroup> owner) {

    static final ValueType<Fifo> TYPE = Types.of("path [user [group]]", arguments -> {
        String path = arguments.next();
        return path == null ? null : new Fifo(path,
            Optional.ofNullable(arguments.more() ? UserAndGroup.TYPE.read(arguments) : null));
    }, Fifo::toString);

    @Override
    public String toString() {
        return Quotes.quotedIfNeeded(path) + owner.map(name -> " " + name).orElse("");
    }
}
