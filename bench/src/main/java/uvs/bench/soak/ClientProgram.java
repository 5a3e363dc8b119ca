package uvs.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// The clients: some connections of each kind to each virtual address at any time, until the program is ended.
///
/// Writes what becomes of those that fail, and once a second what was done.
public final class ClientProgram {

    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(200);
    private static final Duration BETWEEN_CLOSING = Duration.ofMillis(150);

    private ClientProgram() {
    }

    /// Those that are alive.
    private static final Set<Life> LIVES = ConcurrentHashMap.newKeySet();

    /// @param arguments how many of each kind, and the virtual addresses: `A4=192.0.2.100`
    public static void main(String[] arguments) throws InterruptedException {
        int each = Integer.parseInt(arguments[0]);
        var ledger = new Ledger();
        for (int i = 1; i < arguments.length; i++) {
            String[] service = arguments[i].split("=", 2);
            for (Kind kind : Kind.values()) {
                for (int j = 0; j < each; j++) {
                    Thread.ofVirtual().start(() ->
                        live(kind, service[0], new InetSocketAddress(service[1], kind.port), ledger));
                }
            }
        }
        long nextMs = System.currentTimeMillis();
        while (true) {
            nextMs += 1_000;
            Thread.sleep(Math.max(0, nextMs - System.currentTimeMillis()));
            long nowMs = System.currentTimeMillis();
            LIVES.forEach(life -> life.watch(nowMs));
            ledger.writeSums(nowMs);
        }
    }

    /// One connection after the other.
    private static void live(Kind kind, String service, InetSocketAddress server, Ledger ledger) {
        while (true) {
            var life = new Life(ledger, kind, service);
            LIVES.add(life);
            try {
                Conversations.hold(kind, server, life);
            } catch (IOException e) {
                life.failed(e);
                LockSupport.parkNanos(AFTER_A_FAILURE.toNanos());
            } finally {
                LIVES.remove(life);
            }
            if (kind == Kind.CLOSING) {
                LockSupport.parkNanos(BETWEEN_CLOSING.toNanos());
            }
        }
    }
}
