package uvs.dataplane.port;

import java.util.ArrayDeque;
import uvs.dataplane.netlink.Link;

/// A port of a [MemoryEngine].
final class MemoryPort implements Port {

    private final MemoryEngine engine;
    private final ArrayDeque<Frame> arrived = new ArrayDeque<>();
    private Link link;

    MemoryPort(MemoryEngine engine, Link link) {
        this.engine = engine;
        this.link = link;
    }

    void arrived(Frame frame) {
        arrived.add(frame);
    }

    int waiting() {
        return arrived.size();
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public void link(Link newLink) {
        link = newLink;
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        int count = 0;
        while (count < limit && !arrived.isEmpty()) {
            handler.onFrame(arrived.remove());
            count++;
        }
        return count;
    }

    @Override
    public void send(Frame frame) {
        engine.sent(link, frame);
    }

    @Override
    public long sendFailures() {
        return 0;
    }

    @Override
    public long receiveFailures() {
        return 0;
    }

    @Override
    public void close() {
        arrived.forEach(engine::release);
        arrived.clear();
        engine.closed(this);
    }
}
