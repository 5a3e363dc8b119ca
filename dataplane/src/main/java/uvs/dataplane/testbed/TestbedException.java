package uvs.dataplane.testbed;

/// The testbed could not be built, or a program on it did not do what was awaited of it.
///
/// The message says what was tried, what came of it, and the cure where one is known.
public final class TestbedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TestbedException(String message) {
        super(message);
    }

    public TestbedException(String message, Throwable cause) {
        super(message, cause);
    }
}
