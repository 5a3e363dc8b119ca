package uvs.config.keyword;

/// What can follow a keyword: how it is read, and how it is written so that it is read again as the same.
public interface ValueType<T> {

    /// Takes words. Answers null when they are wrong, which it has reported.
    T read(Arguments arguments);

    /// The words for a value, without the keyword. Empty for a value that needs none.
    String write(T value);

    /// In the page of keywords: the type, and its range.
    String description();
}
