package uvs.tools.control;

import java.util.function.Consumer;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionStatus;

/// A walk over a director's connections, a page of its control socket at a time.
final class PageScan implements ConnectionScan {

    private final ControlClient client;
    private int cursor;
    private boolean ended;

    PageScan(ControlClient client) {
        this.client = client;
    }

    @Override
    public boolean next(int limit, Consumer<ConnectionStatus> consumer) throws BackendException {
        if (ended) {
            return false;
        }
        int size = Math.clamp(limit, 1, ConnectionPages.LARGEST_PAGE);
        byte[] page = client.ask("GET",
            ConnectionPages.PATH + "?limit=" + size + (cursor == 0 ? "" : "&cursor=" + cursor), null);
        cursor = ControlClient.understood(() -> ConnectionPages.read(page, consumer));
        ended = cursor == 0;
        return !ended;
    }

    @Override
    public void close() {
        // The director forgets a walk that nobody goes on with.
    }
}
