package uvs.dataplane.service;

import java.util.Map;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// An immutable map from protocol, address and port, read without allocation.
///
/// @param <V> what an endpoint leads to
public final class EndpointMap<V> {

    private static final int IPV6 = 1 << 24;

    private final long[] high;
    private final long[] low;
    /// Protocol, family and port of each slot.
    private final int[] rest;
    private final Object[] values;
    private final int mask;

    /// What leads to a value.
    public record Endpoint(Protocol protocol, IpAddress address, int port) {}

    public EndpointMap(Map<Endpoint, V> entries) {
        // At most half full, so that a search for what is not there ends soon.
        int slots = Math.max(4, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
        high = new long[slots];
        low = new long[slots];
        rest = new int[slots];
        values = new Object[slots];
        mask = slots - 1;
        entries.forEach(this::put);
    }

    private void put(Endpoint endpoint, V value) {
        IpAddress address = endpoint.address();
        int own = rest(endpoint.protocol().number(), address.family() == Family.IPV6, endpoint.port());
        int slot = slot(own, address.high(), address.low());
        while (values[slot] != null) {
            slot = slot + 1 & mask;
        }
        high[slot] = address.high();
        low[slot] = address.low();
        rest[slot] = own;
        values[slot] = value;
    }

    /// The value, or null when there is none.
    @SuppressWarnings("unchecked")
    public V get(int protocol, boolean ipv6, long addressHigh, long addressLow, int port) {
        int wanted = rest(protocol, ipv6, port);
        int slot = slot(wanted, addressHigh, addressLow);
        while (values[slot] != null) {
            if (rest[slot] == wanted && low[slot] == addressLow && high[slot] == addressHigh) {
                return (V) values[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    private static int rest(int protocol, boolean ipv6, int port) {
        return (ipv6 ? IPV6 : 0) | protocol << 16 | port;
    }

    private int slot(int slotRest, long addressHigh, long addressLow) {
        long mixed = ((addressHigh * 0x9e37_79b9_7f4a_7c15L ^ addressLow) * 0xbf58_476d_1ce4_e5b9L ^ slotRest)
            * 0x94d0_49bb_1331_11ebL;
        return (int) (mixed >>> 40) & mask;
    }
}
