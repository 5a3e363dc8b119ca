package uvs.tools.oracle;

/// The two networks that the director joins.
enum Side {
    CLIENT,
    SERVER;

    /// As recordings write it.
    String word() {
        return this == CLIENT ? "client" : "server";
    }

    static Side of(String word) {
        return word.equals("client") ? CLIENT : SERVER;
    }
}
