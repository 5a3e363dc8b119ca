package uvs.bench.soak;

import java.io.IOException;
import uvs.bench.soak.Ending.What;

/// One connection of a client, from its first packet on. One thread, but for [#watch].
final class Life {

    /// An answer that takes longer is a stall.
    static final long STALL_MS = 4_000;

    private final Ledger ledger;
    private final Kind kind;
    private final String service;
    private final long begunMs = System.currentTimeMillis();
    private volatile String server = Ending.UNKNOWN;
    /// When the answer that is waited for was asked for; 0 where none is.
    private volatile long askedMs;
    private volatile boolean silenceTold;

    /// Bytes that nobody had sent.
    static final class CorruptException extends IOException {

        private static final long serialVersionUID = 1L;

        CorruptException(String message) {
            super(message);
        }
    }

    Life(Ledger ledger, Kind kind, String service) {
        this.ledger = ledger;
        this.kind = kind;
        this.service = service;
    }

    void asks() {
        silenceTold = false;
        askedMs = System.currentTimeMillis();
    }

    /// Tells of it when an established connection has waited too long for its answer; once. Any thread.
    void watch(long nowMs) {
        long waitsSince = askedMs;
        if (waitsSince != 0 && nowMs - waitsSince > STALL_MS && !silenceTold && !server.equals(Ending.UNKNOWN)) {
            silenceTold = true;
            end(What.STALLED, "no answer for " + (nowMs - waitsSince) + " ms", waitsSince);
        }
    }

    /// A server has answered: from now on the connection is established, and no other may answer.
    void answered(String name, int bytes) throws IOException {
        if (server.equals(Ending.UNKNOWN)) {
            server = name;
            ledger.opened(name, begunMs);
            ledger.add(kind.name(), 1);
        } else if (!name.equals(server)) {
            throw new IOException("answered by " + name);
        }
        askedMs = 0;
        ledger.add(Ledger.ANSWERS, 1);
        ledger.add(Ledger.BYTES, bytes);
    }

    String server() {
        return server;
    }

    /// Its end, other than as agreed.
    void failed(IOException e) {
        What what = e instanceof CorruptException ? What.CORRUPT
            : server.equals(Ending.UNKNOWN) ? What.REFUSED : What.LOST;
        end(what, e.toString().replace('\n', ' '), begunMs);
    }

    private void end(What what, String reason, long fromMs) {
        ledger.ended(new Ending(what, kind, service, server, fromMs, System.currentTimeMillis(), reason));
    }
}
