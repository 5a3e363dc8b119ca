/// The reader of keepalived.conf: lines, words, blocks, and what is wrong with them.
///
/// Whatever the bytes are, reading ends with a configuration or with diagnostics that name file, line and
/// column; it never throws for what a file holds.
package uvs.config.parse;
