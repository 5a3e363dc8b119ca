package uvs.tools.vip;

import java.io.IOException;

/// The addresses could not be brought about. The message is one line with the cure.
public final class VipException extends IOException {

    private static final long serialVersionUID = 1;

    public VipException(String message) {
        super(message);
    }

    public VipException(String message, IOException cause) {
        super(message, cause);
    }
}
