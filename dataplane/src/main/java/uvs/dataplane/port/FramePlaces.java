package uvs.dataplane.port;

import java.util.Arrays;

/// Where each frame of a [UringEngine] is; none is the kernel's to receive into, which has memory of its own for that. A frame
/// that is not where it should be is a mistake in this program, and thrown as one before it can spread.
final class FramePlaces {

    static final byte FREE = 0;
    static final byte HELD = 1;
    static final byte SENDING = 2;
    private static final int PLACES = 3;

    private final byte[] places;

    /// All are free at first.
    FramePlaces(int frames) {
        places = new byte[frames];
        Arrays.fill(places, FREE);
    }

    void move(int slot, byte from, byte to) {
        if (places[slot] != from) {
            throw new IllegalStateException("slot=" + slot + " is at " + places[slot] + ", not at " + from);
        }
        places[slot] = to;
    }

    /// Counts. On another thread than the worker's it tells of about now.
    FrameAccounting accounting() {
        var counts = new int[PLACES];
        for (byte place : places) {
            counts[place]++;
        }
        return new FrameAccounting(places.length, counts[FREE], counts[HELD], 0, counts[SENDING]);
    }
}
