package uvs.tools.top;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/// The terminal: its own screen while this is open, raw keys, and everything as it was afterwards. One thread.
final class Screen implements AutoCloseable {

    private static final int ESCAPE = 27;
    private static final int ESCAPE_MS = 500;
    private static final Size USUAL = Size.of(80, 24);

    private final Terminal terminal;
    private final Attributes before;
    private final Display display;
    private volatile boolean interrupted;

    /// @throws IOException when there is no terminal
    Screen() throws IOException {
        terminal = TerminalBuilder.builder().system(true).provider("ffm").dumb(false).nativeSignals(true).build();
        before = terminal.enterRawMode();
        terminal.handle(Signal.INT, _ -> interrupted = true);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        display = new Display(terminal, true);
    }

    /// Whether the person has asked for the end by Ctrl-C, or somebody by SIGINT.
    boolean isInterrupted() {
        return interrupted;
    }

    /// How many lines fit.
    int height() {
        return size().getRows();
    }

    private Size size() {
        Size size = terminal.getSize();
        return size.getRows() > 0 && size.getColumns() > 0 ? size : USUAL;
    }

    /// Shows these lines, at most as many as fit; each is cut where the screen ends.
    void show(List<Line> lines) {
        Size size = size();
        display.resize(size);
        var shown = new ArrayList<AttributedString>();
        lines.stream().limit(size.getRows()).forEach(
            line -> shown.add(styled(line).columnSubSequence(0, size.getColumns())));
        while (shown.size() < size.getRows()) {
            shown.add(AttributedString.EMPTY);
        }
        display.update(shown, 0);
        terminal.flush();
    }

    private static AttributedString styled(Line line) {
        var styled = new AttributedStringBuilder();
        for (Line.Piece piece : line.pieces()) {
            styled.styled(switch (piece.tone()) {
                case PLAIN -> AttributedStyle.DEFAULT;
                case SOFT -> AttributedStyle.DEFAULT.faint();
                case STRONG -> AttributedStyle.BOLD;
                case GOOD -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
                case BAD -> AttributedStyle.BOLD.foreground(AttributedStyle.RED);
                case WARN -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
                case HEAD -> AttributedStyle.INVERSE;
            }, piece.text());
        }
        return styled.toAttributedString();
    }

    /// The next key, or null when there was none for so long. A terminal that has gone away is as Ctrl-C.
    Key key(long waitMs) throws IOException {
        int read = terminal.reader().read(waitMs);
        if (read == NonBlockingReader.READ_EXPIRED) {
            return null;
        }
        if (read < 0) {
            interrupted = true;
            return null;
        }
        return read == ESCAPE ? sequence() : new Key.Letter((char) read);
    }

    /// What stands behind an escape character, as ECMA-48 (section 5.4) and xterm have it: `[A`, `OA`, `[5~`. An answer of
    /// the terminal to what JLine has asked it, `[?62;22c`, is of this form too, and no key.
    private Key sequence() throws IOException {
        int introducer = terminal.reader().read(ESCAPE_MS);
        if (introducer != '[' && introducer != 'O') {
            return new Key.Escape();
        }
        int first = terminal.reader().read(ESCAPE_MS);
        int last = first;
        while (last >= ' ' && last <= '?') {
            last = terminal.reader().read(ESCAPE_MS);
        }
        return switch (last) {
            case 'A' -> new Key.Up();
            case 'B' -> new Key.Down();
            case 'C' -> new Key.Right();
            case 'D' -> new Key.Left();
            case '~' -> first == '5' ? new Key.PageUp() : first == '6' ? new Key.PageDown() : new Key.Escape();
            default -> new Key.Escape();
        };
    }

    @Override
    public void close() throws IOException {
        terminal.puts(Capability.cursor_visible);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
        terminal.close();
    }
}
