/// The reader of keepalived.conf: sections out of lines, records out of sections, and the dump of records.
///
/// [uvs.config.parse.ConfigurationReader] is the entry. Whatever the bytes are, reading ends with a
/// configuration or with diagnostics that name file, line and column; it never throws for what a file holds.
package uvs.config.parse;
