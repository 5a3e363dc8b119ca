package uvs.config.parse;

import java.util.List;
import java.util.Optional;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.LinesKeyword;
import uvs.config.keyword.SectionKeyword;
import uvs.config.keyword.ValueKeyword;

/// The text of a dump, block by block. What a value looks like is the table's to say.
///
/// A keyword that keepalived 2.2.7 does not know stands in a comment while it has its default, so that this
/// version can read the dump too.
final class Output {

    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /// Whether a value is its keyword's default is told by the table, or by the caller where it is inherited.
    <T> void value(ValueKeyword<T> keyword, T value) {
        line(keyword, keyword.type().write(value),
            keyword.isRecent() && keyword.type().write(value).equals(keyword.defaultText()));
    }

    <T> void value(ValueKeyword<T> keyword, Optional<T> value) {
        value.ifPresent(given -> value(keyword, given));
    }

    /// A value whose keyword inherits its default.
    <T> void value(ValueKeyword<T> keyword, T value, T inherited) {
        line(keyword, keyword.type().write(value), keyword.isRecent() && value.equals(inherited));
    }

    /// A value that stands in a comment while it is `usual`: keepalived 2.2.7 would not take it in the file.
    <T> void unlessUsual(ValueKeyword<T> keyword, T value, T usual) {
        line(keyword, keyword.type().write(value), value.equals(usual));
    }

    /// A keyword that says something by being there.
    void flag(ValueKeyword<Boolean> keyword, boolean present) {
        if (present) {
            line(keyword, "", false);
        } else if (keyword.isRecent()) {
            line(keyword, "(off)", true);
        }
    }

    private void line(Keyword<?> keyword, String words, boolean comment) {
        indent();
        text.append(comment ? "# " : "").append(keyword.name());
        if (!words.isEmpty()) {
            text.append(' ').append(words);
        }
        text.append('\n');
    }

    /// A block of values; nothing when there are none.
    <E> void lines(LinesKeyword<E> keyword, List<E> values) {
        if (values.isEmpty()) {
            return;
        }
        open(keyword.name());
        for (E value : values) {
            indent();
            text.append(keyword.type().write(value)).append('\n');
        }
        close();
    }

    /// A block whose every line is a value: `virtual_server_group`.
    <H, E> void values(SectionKeyword<H> keyword, H head, LinesKeyword<E> body, List<E> values) {
        open(heading(keyword, head));
        for (E value : values) {
            indent();
            text.append(body.type().write(value)).append('\n');
        }
        close();
    }

    <H> void section(SectionKeyword<H> keyword, H head, Runnable content) {
        open(heading(keyword, head));
        content.run();
        close();
    }

    /// A block with nothing between its keyword and its brace.
    void section(SectionKeyword<Boolean> keyword, Runnable content) {
        section(keyword, true, content);
    }

    private static <H> String heading(SectionKeyword<H> keyword, H head) {
        return (keyword.name() + " " + keyword.head().write(head)).strip();
    }

    private void open(String heading) {
        if (depth == 0 && !text.isEmpty()) {
            text.append('\n');
        }
        indent();
        text.append(heading).append(" {\n");
        depth++;
    }

    private void close() {
        depth--;
        indent();
        text.append("}\n");
    }

    private void indent() {
        text.append(INDENT.repeat(depth));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
