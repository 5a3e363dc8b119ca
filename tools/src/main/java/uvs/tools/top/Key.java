package uvs.tools.top;

/// A key that was pressed.
sealed interface Key {

    /// One that writes a character, or a control character.
    record Letter(char letter) implements Key {
    }

    record Up() implements Key {
    }

    record Down() implements Key {
    }

    record Left() implements Key {
    }

    record Right() implements Key {
    }

    record PageUp() implements Key {
    }

    record PageDown() implements Key {
    }

    record Escape() implements Key {
    }
}
