package uvs.tools.tune;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a host is, and by which forwarding method its virtual servers work.
public enum Role {

    DIRECTOR_NAT("forwards, and rewrites addresses in both directions"),
    DIRECTOR_DR("forwards to the real servers' Ethernet addresses; the answers do not come back to it"),
    DIRECTOR_TUN("forwards in tunnels; the answers do not come back to it"),
    REAL_SERVER_DR("has the virtual addresses, and answers clients straight"),
    REAL_SERVER_TUN("unpacks tunnels, has the virtual addresses, and answers clients straight");

    private final String meaning;

    Role(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }

    /// The role of this [#toString].
    public static Optional<Role> named(String name) {
        return Arrays.stream(values()).filter(role -> role.toString().equals(name)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Role::toString).toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
