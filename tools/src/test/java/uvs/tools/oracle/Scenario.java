package uvs.tools.oracle;

/// Something to be done in the same way in two networks.
///
/// @param name one word, by which differences and recordings are named
record Scenario(String name, Play play) {

    /// What is done.
    @FunctionalInterface
    interface Play {
        void in(Network network);
    }
}
