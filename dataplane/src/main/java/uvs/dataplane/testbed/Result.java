package uvs.dataplane.testbed;

/// What a program that ran to its end left behind.
///
/// @param command what was run, for messages
/// @param exit    the exit code; 128 and the signal's number where a signal ended it
/// @param out     all that it wrote to its standard output
/// @param err     all that it wrote to its standard error
public record Result(String command, int exit, String out, String err) {

    public boolean ok() {
        return exit == 0;
    }

    /// This result, if the program exited with 0.
    ///
    /// @throws TestbedException with all that the program wrote, if it did not
    public Result orThrow() {
        if (!ok()) {
            throw new TestbedException(command + ": exit " + exit + "\n" + (err + out).strip());
        }
        return this;
    }
}
