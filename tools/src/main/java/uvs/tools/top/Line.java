package uvs.tools.top;

import java.util.ArrayList;
import java.util.List;

/// One line of the picture: pieces of text, each of one tone.
record Line(List<Piece> pieces) {

    /// How a piece stands out.
    enum Tone { PLAIN, SOFT, STRONG, GOOD, BAD, WARN, HEAD }

    /// @param text without anything that drives a terminal
    record Piece(String text, Tone tone) {

        Piece {
            text = text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f\\u2028\\u2029]", "?");
        }
    }

    static final Line EMPTY = new Line(List.of());

    Line {
        pieces = List.copyOf(pieces);
    }

    static Line of(String text, Tone tone) {
        return new Line(List.of(new Piece(text, tone)));
    }

    static Line of(String text) {
        return of(text, Tone.PLAIN);
    }

    Line and(String text, Tone tone) {
        var more = new ArrayList<>(pieces);
        more.add(new Piece(text, tone));
        return new Line(more);
    }

    Line and(String text) {
        return and(text, Tone.PLAIN);
    }

    /// Without tones.
    String text() {
        var text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString().stripTrailing();
    }
}
