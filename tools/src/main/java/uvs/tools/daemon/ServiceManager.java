package uvs.tools.daemon;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.linux.NotifySocket;
import uvs.dataplane.linux.SystemCallException;

/// Tells the service manager that started this program how it is, if one did and asks for it (sd_notify(3)). On the
/// conductor.
final class ServiceManager implements AutoCloseable {

    private final Optional<NotifySocket> socket;
    private final Log log;
    /// Nanoseconds between two signs of life, or 0 for none.
    private final long aliveEveryNs;
    private long aliveAtNs;
    private boolean wasIll;
    private boolean failed;

    private ServiceManager(Optional<NotifySocket> socket, long aliveEveryNs, Log log) {
        this.socket = socket;
        this.aliveEveryNs = aliveEveryNs;
        this.log = log;
    }

    /// The manager that the environment names, or nobody. That it cannot be reached is logged and no more.
    ///
    /// @param processId this process: the watchdog may be meant for another one
    static ServiceManager of(Map<String, String> environment, long processId, long nowNs, Log log) {
        Optional<NotifySocket> socket = Optional.empty();
        String address = environment.get("NOTIFY_SOCKET");
        if (address != null) {
            try {
                socket = Optional.of(NotifySocket.connect(address));
            } catch (SystemCallException | IllegalArgumentException e) {
                log.warning("the service manager is not told: " + e.getMessage());
            }
        }
        var manager = new ServiceManager(socket, aliveEvery(environment, processId, log), log);
        manager.aliveAtNs = nowNs;
        return manager;
    }

    /// Half of the time after which the manager would believe this process dead.
    private static long aliveEvery(Map<String, String> environment, long processId, Log log) {
        String limit = environment.get("WATCHDOG_USEC");
        String meant = environment.get("WATCHDOG_PID");
        if (limit == null || meant != null && !meant.equals(Long.toString(processId))) {
            return 0;
        }
        try {
            return TimeUnit.MICROSECONDS.toNanos(Long.parseUnsignedLong(limit)) / 2;
        } catch (NumberFormatException _) {
            log.warning("no sign of life is given: WATCHDOG_USEC=" + limit + " is not a number of microseconds");
            return 0;
        }
    }

    void ready(String status) {
        tell("READY=1\nSTATUS=" + status);
    }

    /// @param nowNs of [System#nanoTime], which on Linux is the monotonic clock that the manager asks for
    void reloading(long nowNs) {
        tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(nowNs));
    }

    void stopping() {
        tell("STOPPING=1\nSTATUS=stopping");
    }

    /// Gives a sign of life if one is due. To be called at least every second.
    ///
    /// @param ill what is wrong with those who cannot speak for themselves, if something is: then no sign is given, and
    ///            the manager ends this process if that lasts
    void alive(long nowNs, Optional<String> ill) {
        if (aliveEveryNs == 0 || nowNs - aliveAtNs < 0) {
            return;
        }
        if (ill.isEmpty()) {
            aliveAtNs = nowNs + aliveEveryNs;
            tell("WATCHDOG=1");
        } else if (!wasIll) {
            log.error("no sign of life is given to the service manager: " + ill.get());
            tell("STATUS=" + ill.get());
        }
        wasIll = ill.isPresent();
    }

    private void tell(String lines) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            socket.get().send(lines);
            failed = false;
        } catch (SystemCallException e) {
            if (!failed) {
                log.warning("the service manager is not told: " + e.getMessage());
            }
            failed = true;
        }
    }

    @Override
    public void close() {
        socket.ifPresent(NotifySocket::close);
    }
}
