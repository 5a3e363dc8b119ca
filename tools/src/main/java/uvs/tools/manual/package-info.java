/// The manual pages, written at package time out of what the program knows of itself.
package uvs.tools.manual;
