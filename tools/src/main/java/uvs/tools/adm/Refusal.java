package uvs.tools.adm;

/// A command line that ipvsadm does not take, with what it says and its exit status.
final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    /// What was asked for contradicts itself.
    static final int USAGE = 2;
    /// The line is no command line at all, or the operation was refused: the status -1.
    static final int FAILED = 255;

    private final int exit;

    private Refusal(String text, int exit) {
        super(text, null, false, false);
        this.exit = exit;
    }

    static Refusal usage(String text) {
        return new Refusal(text, USAGE);
    }

    static Refusal failed(String text) {
        return new Refusal(text, FAILED);
    }

    int exit() {
        return exit;
    }
}
