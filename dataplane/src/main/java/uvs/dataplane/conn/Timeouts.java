package uvs.dataplane.conn;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// How long a connection of each protocol stays in each state without a packet. Immutable.
public final class Timeouts {

    /// What the kernel starts with.
    public static final Timeouts DEFAULT = defaults();

    /// What the kernel takes at most: timer ticks in 31 bits, a thousand a second.
    private static final int HIGHEST_SECONDS = Integer.MAX_VALUE / 1000;

    private final long[] tcpNs;
    private final long[] sctpNs;
    private final long udpNs;

    private Timeouts(long[] tcpNs, long[] sctpNs, long udpNs) {
        this.tcpNs = tcpNs;
        this.sctpNs = sctpNs;
        this.udpNs = udpNs;
    }

    private static Timeouts defaults() {
        long[] tcpNs = Arrays.stream(TcpState.values())
            .mapToLong(state -> TimeUnit.SECONDS.toNanos(state.defaultTimeoutSeconds())).toArray();
        long[] sctpNs = Arrays.stream(SctpState.values())
            .mapToLong(state -> TimeUnit.SECONDS.toNanos(state.defaultTimeoutSeconds())).toArray();
        return new Timeouts(tcpNs, sctpNs, TimeUnit.SECONDS.toNanos(300));
    }

    /// Changes what `lvs_timeouts` and `ipvsadm --set` change; 0 keeps what it was. Connections take the new
    /// time with their next packet.
    ///
    /// @param tcpSeconds    for TCP's ESTABLISHED
    /// @param tcpFinSeconds for TCP's FIN_WAIT
    /// @param udpSeconds    for UDP
    public Timeouts set(int tcpSeconds, int tcpFinSeconds, int udpSeconds) {
        long[] changed = tcpNs.clone();
        changed[TcpState.ESTABLISHED.number()] =
            changed("tcp", tcpSeconds, tcpNs[TcpState.ESTABLISHED.number()]);
        changed[TcpState.FIN_WAIT.number()] =
            changed("tcpfin", tcpFinSeconds, tcpNs[TcpState.FIN_WAIT.number()]);
        return new Timeouts(changed, sctpNs, changed("udp", udpSeconds, udpNs));
    }

    private static long changed(String name, int seconds, long formerNs) {
        if (seconds < 0 || seconds > HIGHEST_SECONDS) {
            throw new IllegalArgumentException(name + "=" + seconds + " is not in 0.." + HIGHEST_SECONDS);
        }
        return seconds == 0 ? formerNs : TimeUnit.SECONDS.toNanos(seconds);
    }

    public long tcpNs(TcpState state) {
        return tcpNs[state.number()];
    }

    public long sctpNs(SctpState state) {
        return sctpNs[state.number()];
    }

    public long udpNs() {
        return udpNs;
    }

    long tcpNs(int state) {
        return tcpNs[state];
    }

    long sctpNs(int state) {
        return sctpNs[state];
    }
}
