package uvs.vrrp.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import uvs.config.InterfaceAddress;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.NetlinkSocket;
import uvs.dataplane.netlink.NetlinkWriter;

/// Puts addresses on interfaces and takes them away (`RTM_NEWADDR`, `RTM_DELADDR`).
///
/// Every address is marked with our [#ORIGIN], so that what a crashed run left can be told from what others put
/// there.
public final class KernelAddresses implements AutoCloseable {

    /// `IFA_PROTO` of what is put here: a number that nobody else uses.
    public static final int ORIGIN = 0xc5;

    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;
    private static final int CREATE_OR_REPLACE = 0x400 | 0x100;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_PROTO = 11;

    private static final int NODAD = 0x02;
    private static final int HOMEADDRESS = 0x10;
    private static final int MANAGETEMPADDR = 0x100;
    private static final int NOPREFIXROUTE = 0x200;
    private static final int MCAUTOJOIN = 0x400;
    private static final int INFINITE = -1;

    private final NetlinkSocket socket;
    private final NetlinkWriter writer = new NetlinkWriter();

    public KernelAddresses() throws SystemCallException {
        socket = new NetlinkSocket(NetlinkSocket.ROUTE);
    }

    /// Puts an address on an interface, or sees to it that it is there as described.
    ///
    /// @param virtual whether other routers may have it too, so that looking for duplicates would find them
    public void add(InterfaceAddress address, int interfaceIndex, boolean virtual) throws SystemCallException {
        Prefix prefix = address.address();
        start(NEW_ADDRESS, CREATE_OR_REPLACE, prefix, scope(address), interfaceIndex);
        locations(address);
        broadcast(address);
        if (prefix.address().family() == Family.IPV4) {
            address.label().ifPresent(label -> writer.attributeText(IFA_LABEL, label));
        }
        int flags = flags(address, virtual);
        if (flags != 0) {
            writer.attribute32(IFA_FLAGS, flags);
        }
        address.preferred().ifPresent(preferred -> writer.attribute(
            IFA_CACHEINFO, cacheInfo((int) Math.min(preferred.toSeconds(), Integer.MAX_VALUE))));
        writer.attribute8(IFA_PROTO, ORIGIN);
        socket.request(writer, "RTM_NEWADDR " + prefix + " on interface " + interfaceIndex);
    }

    /// Puts an address on an interface of our own, with nothing special to it.
    public void addPlain(Prefix prefix, int interfaceIndex) throws SystemCallException {
        start(NEW_ADDRESS, CREATE_OR_REPLACE, prefix, 0, interfaceIndex);
        writer.attribute(IFA_LOCAL, prefix.address().bytes());
        writer.attribute32(IFA_FLAGS, NODAD);
        writer.attribute8(IFA_PROTO, ORIGIN);
        socket.request(writer, "RTM_NEWADDR " + prefix + " on interface " + interfaceIndex);
    }

    /// Takes an address away. One that is not there is no error.
    ///
    /// @return whether it was there
    public boolean remove(InterfaceAddress address, int interfaceIndex) throws SystemCallException {
        start(DELETE_ADDRESS, 0, address.address(), scope(address), interfaceIndex);
        locations(address);
        return removed("RTM_DELADDR " + address.address() + " on interface " + interfaceIndex);
    }

    /// Takes away what was found on an interface.
    public boolean remove(HostAddress found) throws SystemCallException {
        start(DELETE_ADDRESS, 0, found.prefix(), 0, found.interfaceIndex());
        writer.attribute(IFA_LOCAL, found.address().bytes());
        return removed("RTM_DELADDR " + found.prefix() + " on interface " + found.interfaceIndex());
    }

    private boolean removed(String what) throws SystemCallException {
        try {
            socket.request(writer, what);
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EADDRNOTAVAIL || e.errno() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    private void start(int type, int flags, Prefix prefix, int scope, int interfaceIndex) {
        writer.message(type, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE | flags)
            .u8(prefix.address().family().number()).u8(prefix.length()).u8(0).u8(scope).i32(interfaceIndex);
    }

    private void locations(InterfaceAddress address) {
        byte[] local = address.address().address().bytes();
        writer.attribute(IFA_LOCAL, local);
        writer.attribute(IFA_ADDRESS, address.peer().map(peer -> peer.address().bytes()).orElse(local));
    }

    private void broadcast(InterfaceAddress address) {
        Prefix prefix = address.address();
        if (prefix.address().family() == Family.IPV6) {
            return;
        }
        int hostBits = prefix.length() == 0 ? -1 : ~(-1 << 32 - prefix.length());
        switch (address.broadcast()) {
            case InterfaceAddress.Broadcast.None() -> { }
            case InterfaceAddress.Broadcast.HostBitsSet() ->
                writer.attribute(IFA_BROADCAST, IpAddress.ofIpv4(prefix.address().ipv4() | hostBits).bytes());
            case InterfaceAddress.Broadcast.HostBitsClear() ->
                writer.attribute(IFA_BROADCAST, IpAddress.ofIpv4(prefix.address().ipv4() & ~hostBits).bytes());
            case InterfaceAddress.Broadcast.Given(var given) -> writer.attribute(IFA_BROADCAST, given.bytes());
        }
    }

    private static int flags(InterfaceAddress address, boolean virtual) {
        boolean ipv6 = address.address().address().family() == Family.IPV6;
        return (address.noDad() || virtual && ipv6 ? NODAD : 0)
            | (address.home() ? HOMEADDRESS : 0)
            | (address.managedTemporary() ? MANAGETEMPADDR : 0)
            | (address.noPrefixRoute() ? NOPREFIXROUTE : 0)
            | (address.autoJoin() ? MCAUTOJOIN : 0);
    }

    /// `struct ifa_cacheinfo`: preferred, valid, created, updated.
    private static byte[] cacheInfo(int preferredS) {
        return ByteBuffer.allocate(16).order(ByteOrder.nativeOrder())
            .putInt(preferredS).putInt(INFINITE).putInt(0).putInt(0).array();
    }

    private static int scope(InterfaceAddress address) {
        return address.scope().map(IprouteNames::scope).orElse(0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
