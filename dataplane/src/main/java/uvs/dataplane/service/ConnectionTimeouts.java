package uvs.dataplane.service;

/// How many seconds idle connections are kept: what `ipvsadm --set` changes and `-L --timeout` shows.
///
/// @param tcpSeconds    of TCP connections that are established
/// @param tcpFinSeconds of TCP connections after a FIN
/// @param udpSeconds    of UDP
public record ConnectionTimeouts(int tcpSeconds, int tcpFinSeconds, int udpSeconds) {

    public ConnectionTimeouts {
        check("tcpSeconds", tcpSeconds);
        check("tcpFinSeconds", tcpFinSeconds);
        check("udpSeconds", udpSeconds);
    }

    private static void check(String name, int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException(name + "=" + seconds + " is negative");
        }
    }

    /// Whether setting these would change nothing.
    public boolean isNone() {
        return tcpSeconds == 0 && tcpFinSeconds == 0 && udpSeconds == 0;
    }
}
