/// The subcommands of `uvs`: each reads its options, does its work by calling other packages, and answers an exit code.
package uvs.tools.command;
