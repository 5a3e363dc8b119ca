package uvs.config.keyword;

/// How common a keyword is.
public enum Tier {
    /// Practically every configuration has it.
    A,
    /// Commonly used.
    B,
    /// Rare.
    C
}
