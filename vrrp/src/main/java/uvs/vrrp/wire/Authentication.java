package uvs.vrrp.wire;

/// How an advertisement of version 2 proves that it comes from the group (RFC 2338, section 5.3.6). Version 3 has
/// only [None].
public sealed interface Authentication {

    /// The value of the field Auth Type.
    int type();

    /// Nothing proves anything: the eight trailing bytes are zero.
    record None() implements Authentication {

        @Override
        public int type() {
            return 0;
        }
    }

    /// `auth_type PASS`: the password stands in the trailing bytes, readable by anybody on the segment.
    record Password(Secret secret) implements Authentication {

        @Override
        public int type() {
            return 1;
        }
    }

    /// `auth_type AH`: an IP Authentication Header with HMAC-MD5-96 (RFC 2403) stands before the message.
    record Header(Secret secret) implements Authentication {

        @Override
        public int type() {
            return 2;
        }
    }
}
