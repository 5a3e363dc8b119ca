package uvs.config.keyword;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import uvs.config.Command;
import uvs.config.text.Quotes;

/// A program with its arguments, as one quoted word or as what is left of the line, and who runs it.
final class CommandType implements ValueType<Command> {

    /// `"PROGRAM ARGUMENTS" [USER [GROUP]]`
    static final CommandType WITH_USER = new CommandType(true);

    /// `"PROGRAM ARGUMENTS"`: the user is a keyword of its own, or there is none.
    static final CommandType ALONE = new CommandType(false);

    private final boolean withUser;

    private CommandType(boolean withUser) {
        this.withUser = withUser;
    }

    @Override
    public Command read(Arguments arguments) {
        arguments.asCommand(false);
        String line = arguments.next();
        if (line == null) {
            return null;
        }
        List<String> words = Quotes.commandWords(line, false).stream().map(Quotes.Word::text).toList();
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            return arguments.wrong(arguments.keyword() + " names no program", "write its path");
        }
        Optional<String> user = withUser && arguments.more() ? Optional.of(arguments.next())
            : Optional.empty();
        Optional<String> group = user.isPresent() && arguments.more()
            ? Optional.of(arguments.next()) : Optional.empty();
        return new Command(words, user, group);
    }

    /// A command, for keywords that may also have none. Null when it is wrong.
    Optional<Command> readOptional(Arguments arguments) {
        Command command = read(arguments);
        return command == null ? null : Optional.of(command);
    }

    @Override
    public String write(Command command) {
        String line = command.words().stream().map(CommandType::word).collect(Collectors.joining(" "));
        return Quotes.quotedForCommand(line) + command.user().map(user -> " " + word(user)).orElse("")
            + command.group().map(group -> " " + word(group)).orElse("");
    }

    /// A word within the quoted line, which is taken apart once more, or one after it.
    private static String word(String word) {
        boolean plain = !word.isEmpty() && word.chars().allMatch(
            c -> c > ' ' && c != 127 && "\"'\\{}#!$".indexOf(c) < 0);
        return plain ? word : Quotes.quotedForCommand(word);
    }

    @Override
    public String description() {
        return withUser ? "command [user [group]]" : "command";
    }
}
