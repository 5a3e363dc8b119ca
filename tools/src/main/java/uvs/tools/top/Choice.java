package uvs.tools.top;

import java.util.Arrays;
import java.util.Locale;

/// What the person who looks has chosen. A value: each key makes another of it.
///
/// @param paused  whether the picture stands still
/// @param skipped how many lines have gone up and out of sight
/// @param help    whether the keys are explained
/// @param over    whether it is the end
record Choice(View view, Sort sort, boolean reversed, boolean paused, int skipped, boolean help, boolean over) {

    /// What is seen before any key is pressed.
    static final Choice FIRST = of(View.SERVERS, Sort.TABLE);

    private static final int PAGE = 10;

    /// What can be looked at; the keys are 1, 2, 3 ...
    enum View {
        SERVERS, VRRP, CHECKS, DROPS, EVENTS, WORKERS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// By what virtual servers, and the real servers of each, are ordered: the greatest first, but for the name.
    enum Sort {
        /// As the director has them.
        TABLE, CONNECTIONS, PACKETS, BYTES, ACTIVE, NAME;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Choice of(View view, Sort sort) {
        return new Choice(view, sort, false, false, 0, false, false);
    }

    /// What has become of it by a key.
    ///
    /// @param lines how many there are to be seen: nobody scrolls past the end
    Choice press(Key key, int lines) {
        return switch (key) {
            case Key.Letter(char letter) -> press(letter);
            case Key.Up() -> skip(-1, lines);
            case Key.Down() -> skip(1, lines);
            case Key.PageUp() -> skip(-PAGE, lines);
            case Key.PageDown() -> skip(PAGE, lines);
            case Key.Escape() -> help ? withHelp(false) : this;
            case Key.Left() -> withView(next(View.values(), view, -1));
            case Key.Right() -> withView(next(View.values(), view, 1));
        };
    }

    private Choice press(char letter) {
        if (Character.isDigit(letter)) {
            int number = letter - '1';
            return number >= 0 && number < View.values().length ? withView(View.values()[number]) : this;
        }
        return switch (letter) {
            case 'q', 'Q', '\3' -> new Choice(view, sort, reversed, paused, skipped, help, true);
            case ' ', 'p' -> new Choice(view, sort, reversed, !paused, skipped, help, false);
            case 's' -> new Choice(view, next(Sort.values(), sort, 1), reversed, paused, skipped, help, false);
            case 'S' -> new Choice(view, next(Sort.values(), sort, -1), reversed, paused, skipped, help, false);
            case 'r' -> new Choice(view, sort, !reversed, paused, skipped, help, false);
            case '\t' -> withView(next(View.values(), view, 1));
            case 'h', '?' -> withHelp(!help);
            default -> this;
        };
    }

    private static <T> T next(T[] values, T now, int step) {
        return values[Math.floorMod(Arrays.asList(values).indexOf(now) + step, values.length)];
    }

    private Choice withView(View other) {
        return new Choice(other, sort, reversed, paused, 0, false, false);
    }

    private Choice withHelp(boolean shown) {
        return new Choice(view, sort, reversed, paused, skipped, shown, false);
    }

    private Choice skip(int more, int lines) {
        int most = Math.max(0, lines - 1);
        return new Choice(view, sort, reversed, paused, Math.clamp(skipped + more, 0, most), help, false);
    }
}
