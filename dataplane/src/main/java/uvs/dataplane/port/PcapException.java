package uvs.dataplane.port;

import java.io.IOException;

/// A capture file that cannot be read: one line with the file, the byte and what is wrong there.
public final class PcapException extends IOException {

    private static final long serialVersionUID = 1L;

    PcapException(String file, long offset, String problem) {
        super(file + ": byte " + offset + ": " + problem);
    }
}
