/// The lines of keepalived.conf and what is wrong with them.
///
/// [uvs.config.text.Lines] turns files into logical lines: comments gone, includes read, conditions decided,
/// definitions and sequences written out, braces on lines of their own. Each line knows the file, line and
/// column that it came from. What is wrong goes to one [uvs.config.text.Diagnostics].
package uvs.config.text;
