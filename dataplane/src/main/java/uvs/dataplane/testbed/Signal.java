package uvs.dataplane.testbed;

/// A signal that a test sends to a program; the names are those of `kill -l`.
public enum Signal {
    HUP, INT, QUIT, KILL, USR1, USR2, TERM, CONT, STOP
}
