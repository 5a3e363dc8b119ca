package uvs.tools.adm;

/// A line of columns. By hand, since a hundred thousand lines through `String.format` are slow.
final class Line {

    private final StringBuilder text = new StringBuilder(120);

    Line add(String part) {
        text.append(part);
        return this;
    }

    /// Adds `part` with spaces behind it up to `width`.
    Line left(String part, int width) {
        text.append(part);
        return spaces(width - part.length());
    }

    Line left(int number, int width) {
        return left(Integer.toUnsignedString(number), width);
    }

    /// Adds `part` with spaces before it up to `width`.
    Line right(String part, int width) {
        spaces(width - part.length());
        text.append(part);
        return this;
    }

    private Line spaces(int count) {
        for (int i = 0; i < count; i++) {
            text.append(' ');
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
