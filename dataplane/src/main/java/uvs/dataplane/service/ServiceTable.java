package uvs.dataplane.service;

import java.util.Collection;
import uvs.config.Protocol;
import uvs.config.net.Family;

/// Which virtual server a packet belongs to, by protocol, address and port. Immutable; read without allocation.
public final class ServiceTable {

    public static final ServiceTable EMPTY = new ServiceTable(java.util.List.of());

    private static final int IPV6 = 1 << 24;
    /// The FTP control port, whose virtual server takes the data connections too (see [#find]).
    private static final int FTP = 21;
    private static final int FTP_DATA = 20;
    private static final int FIRST_UNPRIVILEGED = 1024;

    private final long[] high;
    private final long[] low;
    /// Protocol, family and port of each slot.
    private final int[] rest;
    private final VirtualServerEntry[] entries;
    private final int mask;
    private final boolean hasFtp;
    private final boolean hasAnyPort;

    public ServiceTable(Collection<VirtualServerEntry> virtualServers) {
        // At most half full, so that a search for what is not there ends soon.
        int slots = Math.max(4, Integer.highestOneBit(Math.max(1, virtualServers.size())) * 4);
        high = new long[slots];
        low = new long[slots];
        rest = new int[slots];
        entries = new VirtualServerEntry[slots];
        mask = slots - 1;
        boolean ftp = false;
        boolean anyPort = false;
        for (VirtualServerEntry entry : virtualServers) {
            if (entry.id() instanceof VirtualServerId.Address(var protocol, var address, int port)) {
                put(entry, rest(protocol.number(), address.family() == Family.IPV6, port), address.high(),
                    address.low());
                ftp |= port == FTP && protocol == Protocol.TCP;
                anyPort |= port == 0;
            }
        }
        hasFtp = ftp;
        hasAnyPort = anyPort;
    }

    private void put(VirtualServerEntry entry, int entryRest, long addressHigh, long addressLow) {
        int slot = slot(entryRest, addressHigh, addressLow);
        while (entries[slot] != null) {
            slot = slot + 1 & mask;
        }
        high[slot] = addressHigh;
        low[slot] = addressLow;
        rest[slot] = entryRest;
        entries[slot] = entry;
    }

    /// The virtual server of a packet for this destination, or null.
    ///
    /// The order is that of IPVS: the port itself; for TCP to the FTP data port or an unprivileged one, the FTP
    /// service of the address; a service for every port of the address.
    public VirtualServerEntry find(int protocol, boolean ipv6, long addressHigh, long addressLow, int port) {
        VirtualServerEntry exact = exact(rest(protocol, ipv6, port), addressHigh, addressLow);
        if (exact != null) {
            return exact;
        }
        if (hasFtp && protocol == Protocol.TCP.number() && (port == FTP_DATA || port >= FIRST_UNPRIVILEGED)) {
            VirtualServerEntry ftp = exact(rest(protocol, ipv6, FTP), addressHigh, addressLow);
            if (ftp != null && ftp.settings().persistence().isPresent()) {
                return ftp;
            }
        }
        return hasAnyPort ? exact(rest(protocol, ipv6, 0), addressHigh, addressLow) : null;
    }

    private VirtualServerEntry exact(int wanted, long addressHigh, long addressLow) {
        int slot = slot(wanted, addressHigh, addressLow);
        while (entries[slot] != null) {
            if (rest[slot] == wanted && low[slot] == addressLow && high[slot] == addressHigh) {
                return entries[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    private static int rest(int protocol, boolean ipv6, int port) {
        return (ipv6 ? IPV6 : 0) | protocol << 16 | port;
    }

    private int slot(int slotRest, long addressHigh, long addressLow) {
        long mixed = (addressHigh * 0x9e37_79b9_7f4a_7c15L ^ addressLow) * 0xbf58_476d_1ce4_e5b9L
            ^ slotRest * 0x94d0_49bb_1331_11ebL;
        return (int) (mixed >>> 40) & mask;
    }
}
