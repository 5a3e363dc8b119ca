package uvs.dataplane.forward;

import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionBurst;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.port.Frame;

/// A burst of frames that came in: all are parsed, and what the searches for their connections need is fetched, before
/// the first is forwarded. So the cache misses of a burst overlap instead of adding up.
///
/// What an earlier packet of the burst does to the table, a later one sees: only memory is fetched ahead, no answer.
final class Arrivals {

    private final Frame[] frames;
    private final Packet[] packets;
    private final Packet.Kind[] kinds;
    private final ConnectionBurst connections;
    private int count;

    Arrivals(ConnectionTable table, int size) {
        frames = new Frame[size];
        packets = new Packet[size];
        kinds = new Packet.Kind[size];
        var keys = new ConnectionKey[size];
        for (int i = 0; i < size; i++) {
            packets[i] = new Packet();
            keys[i] = packets[i].key;
        }
        connections = new ConnectionBurst(table, keys);
    }

    /// Takes a frame in, and answers whether the burst is full.
    boolean add(Frame frame) {
        frames[count++] = frame;
        return count == frames.length;
    }

    int count() {
        return count;
    }

    void parse() {
        for (int i = 0; i < count; i++) {
            kinds[i] = packets[i].parse(frames[i]);
        }
        connections.fetch(count);
    }

    Packet packet(int number) {
        return packets[number];
    }

    Packet.Kind kind(int number) {
        return kinds[number];
    }

    /// Finds the connection of a packet with ports.
    boolean find(int number, Connection connection) {
        return connections.find(number, connection);
    }

    void clear() {
        count = 0;
    }
}
