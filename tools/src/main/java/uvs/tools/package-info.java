/// The entry of the program.
package uvs.tools;
