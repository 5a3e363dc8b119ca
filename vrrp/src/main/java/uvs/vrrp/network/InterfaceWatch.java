package uvs.vrrp.network;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.NetlinkAttributes;
import uvs.dataplane.netlink.NetlinkMessage;
import uvs.dataplane.netlink.NetlinkSocket;
import uvs.dataplane.netlink.NetlinkWriter;

/// Follows interfaces and addresses (rtnetlink(7)), and nothing else: routes and neighbours change by the thousand.
public final class InterfaceWatch implements AutoCloseable {

    /// `RTNLGRP_LINK`, `_IPV4_IFADDR`, `_IPV6_IFADDR`.
    private static final int[] GROUPS = {1, 5, 9};
    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int GET_LINK = 18;
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;
    private static final int GET_ADDRESS = 22;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_PROTO = 11;

    private static final int LINK_HEADER = 16;
    private static final int ADDRESS_HEADER = 8;
    private static final int RECEIVES_A_POLL = 4096;

    private final NetlinkSocket requests;
    private final NetlinkSocket notifications;
    private final NetlinkWriter writer = new NetlinkWriter();
    private final Map<Integer, NetworkInterface> links = new LinkedHashMap<>();
    private final Set<HostAddress> addresses = new LinkedHashSet<>();

    public InterfaceWatch() throws SystemCallException {
        requests = new NetlinkSocket(NetlinkSocket.ROUTE);
        try {
            notifications = new NetlinkSocket(NetlinkSocket.ROUTE, GROUPS);
        } catch (SystemCallException e) {
            requests.close();
            throw e;
        }
        readAll();
    }

    /// Becomes readable when something has changed.
    public Descriptor descriptor() {
        return notifications.descriptor();
    }

    public Optional<NetworkInterface> link(String name) {
        return links.values().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    public Optional<NetworkInterface> link(int index) {
        return Optional.ofNullable(links.get(index));
    }

    public List<HostAddress> addresses() {
        return List.copyOf(addresses);
    }

    public List<NetworkInterface> links() {
        return List.copyOf(links.values());
    }

    /// The first link-local IPv6 address of an interface.
    public Optional<Prefix> linkLocal(int interfaceIndex) {
        return addresses.stream()
            .filter(each -> each.interfaceIndex() == interfaceIndex && each.address().isLinkLocalIpv6())
            .map(HostAddress::prefix).findFirst();
    }

    public boolean has(IpAddress address) {
        return addresses.stream().anyMatch(each -> each.address().equals(address));
    }

    /// Takes in what has changed since the last call, and tells it in order.
    public List<InterfaceChange> poll() throws SystemCallException {
        var changes = new ArrayList<InterfaceChange>();
        for (int i = 0; i < RECEIVES_A_POLL; i++) {
            List<NetlinkMessage> received;
            try {
                received = notifications.receive();
            } catch (SystemCallException e) {
                if (e.errno() != Errno.ENOBUFS) {
                    throw e;
                }
                // Notifications were lost: what is true now is read anew and compared.
                changes.addAll(readAll());
                continue;
            }
            if (received.isEmpty()) {
                break;
            }
            received.forEach(message -> apply(message, changes));
        }
        return changes;
    }

    private List<InterfaceChange> readAll() throws SystemCallException {
        var formerLinks = Map.copyOf(links);
        var formerAddresses = Set.copyOf(addresses);
        links.clear();
        addresses.clear();
        writer.message(GET_LINK, NetlinkSocket.REQUEST | NetlinkSocket.DUMP)
            .u8(0).u8(0).i16(0).i32(0).i32(0).i32(0);
        requests.request(writer, "RTM_GETLINK").forEach(message -> apply(message, new ArrayList<>()));
        writer.message(GET_ADDRESS, NetlinkSocket.REQUEST | NetlinkSocket.DUMP).u8(0).u8(0).u8(0).u8(0).i32(0);
        requests.request(writer, "RTM_GETADDR").forEach(message -> apply(message, new ArrayList<>()));

        var changes = new ArrayList<InterfaceChange>();
        formerLinks.values().stream().filter(link -> !links.containsKey(link.index()))
            .forEach(link -> changes.add(new InterfaceChange.LinkGone(link)));
        links.values().stream().filter(link -> !link.equals(formerLinks.get(link.index())))
            .forEach(link -> changes.add(new InterfaceChange.LinkChanged(link)));
        formerAddresses.stream().filter(address -> !addresses.contains(address))
            .forEach(address -> changes.add(new InterfaceChange.AddressGone(address)));
        addresses.stream().filter(address -> !formerAddresses.contains(address))
            .forEach(address -> changes.add(new InterfaceChange.AddressAdded(address)));
        return changes;
    }

    private void apply(NetlinkMessage message, List<InterfaceChange> changes) {
        switch (message.type()) {
            case NEW_LINK -> link(message).ifPresent(link -> {
                if (!link.equals(links.put(link.index(), link))) {
                    changes.add(new InterfaceChange.LinkChanged(link));
                }
            });
            case DELETE_LINK -> link(message).ifPresent(link -> {
                if (links.remove(link.index()) != null) {
                    changes.add(new InterfaceChange.LinkGone(link));
                }
                addresses.removeIf(address -> address.interfaceIndex() == link.index());
            });
            case NEW_ADDRESS -> address(message).ifPresent(address -> {
                if (addresses.add(address)) {
                    changes.add(new InterfaceChange.AddressAdded(address));
                }
            });
            case DELETE_ADDRESS -> address(message).ifPresent(address -> {
                addresses.remove(address);
                changes.add(new InterfaceChange.AddressGone(address));
            });
            default -> { }
        }
    }

    /// Empty for what a bridge says of its ports, in messages of the same types and another family.
    static Optional<NetworkInterface> link(NetlinkMessage message) {
        var payload = message.payload();
        if (payload.limit() < LINK_HEADER || payload.get(0) != 0) {
            return Optional.empty();
        }
        NetlinkAttributes attributes = message.attributes(LINK_HEADER);
        return Optional.of(new NetworkInterface(
            payload.getInt(4),
            attributes.text(IFLA_IFNAME).orElse("?"),
            payload.getInt(8),
            attributes.bytes(IFLA_ADDRESS).filter(bytes -> bytes.limit() == MacAddress.LENGTH)
                .map(bytes -> new MacAddress(
                    Short.toUnsignedLong(bigEndian16(bytes, 0)) << 32
                        | Short.toUnsignedLong(bigEndian16(bytes, 2)) << 16
                        | Short.toUnsignedLong(bigEndian16(bytes, 4))))
                .orElse(MacAddress.ZERO),
            attributes.i32(IFLA_MTU).orElse(1500),
            attributes.text(IFLA_IFALIAS).filter(KernelVmac.MARK::equals).isPresent()));
    }

    private static short bigEndian16(ByteBuffer bytes, int at) {
        return (short) (Byte.toUnsignedInt(bytes.get(at)) << 8 | Byte.toUnsignedInt(bytes.get(at + 1)));
    }

    static Optional<HostAddress> address(NetlinkMessage message) {
        var payload = message.payload();
        if (payload.limit() < ADDRESS_HEADER) {
            return Optional.empty();
        }
        NetlinkAttributes attributes = message.attributes(ADDRESS_HEADER);
        int length = Byte.toUnsignedInt(payload.get(1));
        int origin = attributes.bytes(IFA_PROTO).filter(bytes -> bytes.limit() >= 1)
            .map(bytes -> Byte.toUnsignedInt(bytes.get(0))).orElse(0);
        // With a peer, ADDRESS is the peer's and LOCAL our own; IPv6 without one has only ADDRESS.
        return attributes.address(IFA_LOCAL).or(() -> attributes.address(IFA_ADDRESS))
            .filter(address -> length <= address.family().bits())
            .map(address -> new HostAddress(payload.getInt(4), new Prefix(address, length), origin));
    }

    @Override
    public void close() {
        notifications.close();
        requests.close();
    }
}
