package uvs.vrrp.network;

import uvs.config.VrrpInstance;
import uvs.config.net.Family;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.NetlinkSocket;
import uvs.dataplane.netlink.NetlinkWriter;
import uvs.vrrp.wire.Announcement;

/// Makes the interfaces that have the virtual link-layer address (RFC 9568, section 7.3): macvlans in private mode on
/// top of the instance's own, or ipvlans.
public final class KernelVmac implements AutoCloseable {

    /// The alias of every interface that is made here, as `ip link` shows it.
    static final String MARK = "VMAC of uvs";

    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int EXCLUSIVE = 0x200;
    private static final int CREATE = 0x400;
    private static final int IFF_UP = 1;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_MACVLAN_MODE = 1;
    private static final int MACVLAN_MODE_PRIVATE = 1;
    private static final int IFLA_IPVLAN_MODE = 1;
    private static final int IFLA_IPVLAN_FLAGS = 2;
    private static final int IPVLAN_MODE_L2 = 0;

    private final NetlinkSocket socket;
    private final KernelSettings settings;
    private final NetlinkWriter writer = new NetlinkWriter();

    KernelVmac(KernelSettings settings) throws SystemCallException {
        this.settings = settings;
        socket = new NetlinkSocket(NetlinkSocket.ROUTE);
    }

    /// Makes the interface anew, should one of this name be there, and sets it up.
    public void create(VrrpInstance.Vmac vmac, Family family, int virtualRouterId, NetworkInterface parent)
        throws SystemCallException {
        remove(vmac.name());
        MacAddress address = vmac.macAddress().map(MacAddress::of)
            .orElseGet(() -> Announcement.virtualAddress(family, virtualRouterId));
        writer.message(NEW_LINK, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE | CREATE | EXCLUSIVE)
            .u8(0).u8(0).i16(0).i32(0).i32(0).i32(0)
            .attributeText(IFLA_IFNAME, vmac.name())
            .attribute32(IFLA_LINK, parent.index());
        vmac.group().ifPresent(group -> writer.attribute32(IFLA_GROUP, group));
        if (vmac.ipvlan().isPresent()) {
            ipvlan(vmac.ipvlan().get());
        } else {
            writer.attribute(IFLA_ADDRESS, address.bytes());
            kind("macvlan", IFLA_MACVLAN_MODE, MACVLAN_MODE_PRIVATE);
        }
        socket.request(writer, "RTM_NEWLINK " + vmac.name() + " on " + parent.name());
        settings(vmac.name(), parent.name(), family);
        setUp(vmac.name());
    }

    private void kind(String kind, int attribute, int mode) {
        int info = writer.nest(IFLA_LINKINFO);
        writer.attributeText(IFLA_INFO_KIND, kind);
        int data = writer.nest(IFLA_INFO_DATA);
        writer.attribute32(attribute, mode);
        writer.end(data).end(info);
    }

    private void ipvlan(VrrpInstance.Ipvlan ipvlan) {
        int info = writer.nest(IFLA_LINKINFO);
        writer.attributeText(IFLA_INFO_KIND, "ipvlan");
        int data = writer.nest(IFLA_INFO_DATA);
        writer.attribute16(IFLA_IPVLAN_MODE, IPVLAN_MODE_L2);
        writer.attribute16(IFLA_IPVLAN_FLAGS, switch (ipvlan.mode()) {
            case "private" -> 1;
            case "vepa" -> 2;
            default -> 0;
        });
        writer.end(data).end(info);
    }

    private void setUp(String name) throws SystemCallException {
        writer.message(NEW_LINK, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE)
            .u8(0).u8(0).i16(0).i32(0).i32(IFF_UP).i32(IFF_UP)
            .attributeText(IFLA_IFNAME, name)
            // A kernel does not look at it when it makes an interface.
            .attributeText(IFLA_IFALIAS, MARK);
        socket.request(writer, "RTM_NEWLINK " + name + " up");
    }

    /// Takes an interface away. One that is not there is no error.
    public void remove(String name) throws SystemCallException {
        writer.message(DELETE_LINK, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE)
            .u8(0).u8(0).i16(0).i32(0).i32(0).i32(0)
            .attributeText(IFLA_IFNAME, name);
        try {
            socket.request(writer, "RTM_DELLINK " + name);
        } catch (SystemCallException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
    }

    /// The interface answers ARP for its own addresses only, and takes packets from the segment although their sender
    /// seems to be reached by the interface below.
    private void settings(String name, String parent, Family family) {
        if (family == Family.IPV4) {
            settings.set("ipv4/conf/" + name + "/arp_ignore", "1");
            settings.set("ipv4/conf/" + name + "/accept_local", "1");
            settings.set("ipv4/conf/" + name + "/rp_filter", "0");
            settings.set("ipv4/conf/" + parent + "/arp_ignore", "1");
            settings.set("ipv4/conf/" + parent + "/arp_filter", "1");
            // Answers to clients leave by the interface below. Its own ARP requests for them must not name the virtual
            // address, or the clients would learn it together with the wrong link-layer address.
            settings.set("ipv4/conf/" + parent + "/arp_announce", "2");
            settings.set("ipv6/conf/" + name + "/disable_ipv6", "1");
        } else {
            // Only the virtual addresses may be there: no link-local one made of the shared link-layer address.
            settings.set("ipv6/conf/" + name + "/addr_gen_mode", "1");
            settings.set("ipv6/conf/" + name + "/autoconf", "0");
            settings.set("ipv6/conf/" + name + "/accept_ra", "0");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
