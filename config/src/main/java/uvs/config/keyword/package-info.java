/// The table of keywords: what each is called, where it may stand, what it takes, what it is when nobody
/// says.
///
/// [uvs.config.keyword.Grammar] is the whole of it, a tree of [uvs.config.keyword.Block]s. The reader, the
/// dump, the check and the page `KEYWORDS.md` have nothing of their own to say about a keyword. A keyword
/// which the program begins to act on gets `.honoured()` here, and nowhere else.
package uvs.config.keyword;
