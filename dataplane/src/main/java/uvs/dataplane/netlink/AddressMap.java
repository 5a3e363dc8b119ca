package uvs.dataplane.netlink;

import java.util.Map;
import uvs.config.net.IpAddress;

/// An immutable map from addresses of one family to values, read without allocation.
///
/// @param <V> what an address leads to
final class AddressMap<V> {

    private final long[] high;
    private final long[] low;
    private final Object[] values;
    private final int mask;

    AddressMap(Map<IpAddress, V> entries) {
        // At most half full, so that a search for what is not there ends soon.
        int slots = Math.max(4, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
        high = new long[slots];
        low = new long[slots];
        values = new Object[slots];
        mask = slots - 1;
        entries.forEach((address, value) -> {
            int slot = slot(address.high(), address.low());
            while (values[slot] != null) {
                slot = slot + 1 & mask;
            }
            high[slot] = address.high();
            low[slot] = address.low();
            values[slot] = value;
        });
    }

    /// The value, or null when there is none.
    @SuppressWarnings("unchecked")
    V get(long addressHigh, long addressLow) {
        int slot = slot(addressHigh, addressLow);
        while (values[slot] != null) {
            if (low[slot] == addressLow && high[slot] == addressHigh) {
                return (V) values[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    private int slot(long addressHigh, long addressLow) {
        long mixed = (addressHigh * 0x9e37_79b9_7f4a_7c15L ^ addressLow) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (mixed >>> 40) & mask;
    }
}
