package uvs.config.text;

/// Lines that count on some hosts only: `@ID REST` where the configuration's id is ID, `@^ID REST` where not.
final class Conditions {

    private Conditions() {
    }

    /// The rest of a line that begins with `@`, or null when it does not count here.
    static Line decide(Line line, String configId) {
        String text = line.text();
        boolean negated = text.startsWith("@^");
        int start = negated ? 2 : 1;
        int end = start;
        while (end < text.length() && !Blanks.isBlank(text.charAt(end))) {
            end++;
        }
        int rest = Blanks.skip(text, end, text.length());
        boolean same = text.substring(start, end).equals(configId);
        return same == negated ? null : line.from(rest, text.substring(rest));
    }
}
