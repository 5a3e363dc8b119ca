package uvs.vrrp.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

import uvs.config.Rule;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.NetlinkSocket;
import uvs.dataplane.netlink.NetlinkWriter;

/// Puts policy rules into the kernel and takes them away (`RTM_NEWRULE`, `RTM_DELRULE`).
public final class KernelRules implements AutoCloseable {

    private static final int NEW_RULE = 32;
    private static final int DELETE_RULE = 33;
    private static final int EXCLUSIVE = 0x200;
    private static final int CREATE = 0x400;

    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_GOTO = 4;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_FLOW = 11;
    private static final int FRA_TUN_ID = 12;
    private static final int FRA_SUPPRESS_IFGROUP = 13;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_L3MDEV = 19;
    private static final int FRA_UID_RANGE = 20;
    private static final int FRA_PROTOCOL = 21;
    private static final int FRA_IP_PROTO = 22;
    private static final int FRA_SPORT_RANGE = 23;
    private static final int FRA_DPORT_RANGE = 24;

    private static final int INVERT = 2;
    private static final int PROTOCOL_KEEPALIVED = 18;
    private static final Map<String, Integer> ACTIONS =
        Map.of("lookup", 1, "goto", 2, "nop", 3, "blackhole", 6, "unreachable", 7, "prohibit", 8);
    private static final Map<String, Integer> PROTOCOLS =
        Map.of("icmp", 1, "tcp", 6, "udp", 17, "ipv6-icmp", 58, "sctp", 132);

    private final NetlinkSocket socket;
    private final NetlinkWriter writer = new NetlinkWriter();

    public KernelRules() throws SystemCallException {
        socket = new NetlinkSocket(NetlinkSocket.ROUTE);
    }

    /// Adds a rule; one that is there already is no error.
    public void add(Rule rule) throws SystemCallException {
        message(NEW_RULE, CREATE | EXCLUSIVE, rule);
        try {
            socket.request(writer, "RTM_NEWRULE " + rule.action() + rule.target().map(table -> " " + table).orElse(""));
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /// Whether what the kernel says is gone is this rule.
    public static boolean isSame(Rule rule, RouteWatch.Gone.OfRule gone) {
        return rule.family() == gone.family()
            && rule.from().filter(prefix -> prefix.length() > 0).map(Prefix::network).equals(gone.from())
            && rule.to().filter(prefix -> prefix.length() > 0).map(Prefix::network).equals(gone.to())
            && table(rule) == gone.table()
            && ACTIONS.getOrDefault(rule.action(), -1) == gone.action()
            && (rule.priority().isEmpty() || (int) (long) rule.priority().get() == gone.priority());
    }

    /// A few words that tell rules apart.
    public static String describe(Rule rule) {
        return rule.from().map(prefix -> "from " + prefix + " ").orElse("")
            + rule.to().map(prefix -> "to " + prefix + " ").orElse("")
            + rule.action() + rule.target().map(table -> " " + table).orElse("");
    }

    private static int table(Rule rule) {
        return rule.action().equals("lookup") ? rule.target().map(IprouteNames::table).orElse(0) : 0;
    }

    /// Takes a rule away. One that is not there is no error.
    public void remove(Rule rule) throws SystemCallException {
        message(DELETE_RULE, 0, rule);
        try {
            socket.request(writer, "RTM_DELRULE " + rule.action() + rule.target().map(table -> " " + table).orElse(""));
        } catch (SystemCallException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ESRCH) {
                throw e;
            }
        }
    }

    private void message(int message, int how, Rule rule) {
        int table = table(rule);
        writer.message(message, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE | how)
            .u8(rule.family().number())
            .u8(rule.to().map(Prefix::length).orElse(0))
            .u8(rule.from().map(Prefix::length).orElse(0))
            .u8(typeOfService(rule))
            .u8(table < 256 ? table : 0)
            .u8(0).u8(0)
            .u8(ACTIONS.get(rule.action()))
            .i32(rule.inverted() ? INVERT : 0);
        rule.to().filter(prefix -> prefix.length() > 0)
            .ifPresent(prefix -> writer.attribute(FRA_DST, prefix.address().bytes()));
        rule.from().filter(prefix -> prefix.length() > 0)
            .ifPresent(prefix -> writer.attribute(FRA_SRC, prefix.address().bytes()));
        rule.priority().ifPresent(priority -> writer.attribute32(FRA_PRIORITY, (int) (long) priority));
        if (table != 0) {
            writer.attribute32(FRA_TABLE, table);
        }
        if (rule.action().equals("goto")) {
            writer.attribute32(FRA_GOTO, Integer.parseInt(rule.target().orElse("0")));
        }
        boolean namesProtocol = rule.selectors().stream().map(Rule.Selector::name)
            .anyMatch(name -> name.equals("protocol") || name.equals("proto"));
        if (!namesProtocol) {
            writer.attribute8(FRA_PROTOCOL, PROTOCOL_KEEPALIVED);
        }
        rule.selectors().forEach(selector -> selector(selector.name(), selector.value()));
    }

    private static int typeOfService(Rule rule) {
        return rule.selectors().stream()
            .filter(selector -> selector.name().equals("tos") || selector.name().equals("dsfield"))
            .map(selector -> IprouteNames.dsfield(selector.value())).findFirst().orElse(0);
    }

    private void selector(String name, String value) {
        switch (name) {
            case "tos", "dsfield" -> { }
            case "fwmark" -> {
                String[] parts = value.split("/", 2);
                writer.attribute32(FRA_FWMARK, number(parts[0]));
                if (parts.length == 2) {
                    writer.attribute32(FRA_FWMASK, number(parts[1]));
                }
            }
            case "iif", "dev" -> writer.attributeText(FRA_IIFNAME, value);
            case "oif" -> writer.attributeText(FRA_OIFNAME, value);
            case "realms", "realm" -> writer.attribute32(FRA_FLOW, KernelRoutes.realms(value));
            case "suppress_prefixlength" -> writer.attribute32(FRA_SUPPRESS_PREFIXLEN, number(value));
            case "suppress_ifgroup", "suppress_group" -> writer.attribute32(FRA_SUPPRESS_IFGROUP, number(value));
            case "tunnel-id", "tun_id" -> writer.attribute(FRA_TUN_ID,
                ByteBuffer.allocate(Long.BYTES).putLong(Long.decode(value)).array());
            case "uidrange" -> range32(FRA_UID_RANGE, value);
            case "l3mdev" -> writer.attribute8(FRA_L3MDEV, 1);
            case "ipproto" -> writer.attribute8(FRA_IP_PROTO,
                PROTOCOLS.containsKey(value) ? PROTOCOLS.get(value) : number(value));
            case "sport" -> range16(FRA_SPORT_RANGE, value);
            case "dport" -> range16(FRA_DPORT_RANGE, value);
            case "protocol", "proto" -> writer.attribute8(FRA_PROTOCOL, IprouteNames.protocol(value));
            default -> throw new IllegalArgumentException("rule selector " + name + " is not supported");
        }
    }

    private void range32(int type, String value) {
        int[] ends = ends(value);
        writer.attribute(type, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder())
            .putInt(ends[0]).putInt(ends[1]).array());
    }

    private void range16(int type, String value) {
        int[] ends = ends(value);
        writer.attribute(type, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder())
            .putShort((short) ends[0]).putShort((short) ends[1]).array());
    }

    private static int[] ends(String value) {
        String[] parts = value.split("-", 2);
        int first = number(parts[0]);
        return new int[] {first, parts.length == 2 ? number(parts[1]) : first};
    }

    private static int number(String text) {
        return (int) (long) Long.decode(text);
    }

    @Override
    public void close() {
        socket.close();
    }
}
