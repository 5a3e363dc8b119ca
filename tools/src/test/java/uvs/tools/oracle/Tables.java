package uvs.tools.oracle;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionEntry;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;

/// The tables of servers, counters and connections in one form, from the kernel's files and from the
/// userspace path: what each line is about, and what stands there.
final class Tables {

    private static final int ADDRESS_DIGITS = 8;

    private Tables() {
    }

    /// From `/proc/net/ip_vs`: the method, weight, active and inactive connections of each real server.
    static TreeMap<String, String> servers(List<String> lines) {
        var table = new TreeMap<String, String>();
        String virtual = "";
        for (String line : lines) {
            String[] words = line.trim().split(" +");
            if (words[0].equals("->") && words[1].contains(":") && !words[1].startsWith("RemoteAddress")) {
                table.put(virtual + " -> " + endpoint(words[1]),
                    words[2] + " weight " + words[3] + " active " + words[4] + " inactive " + words[5]);
            } else if (words[0].equals("FWM")) {
                virtual = "FWM " + Long.parseLong(words[1], 16);
            } else if (words[0].equals("TCP") || words[0].equals("UDP") || words[0].equals("SCTP")) {
                virtual = words[0] + " " + endpoint(words[1]);
            }
        }
        return table;
    }

    static TreeMap<String, String> servers(Replay.Outcome outcome) {
        var table = new TreeMap<String, String>();
        for (VirtualServerStatus virtual : outcome.servers()) {
            virtual.realServers().forEach(real -> table.put(name(virtual.id()) + " -> " + name(real.id()),
                method(real.settings().method()) + " weight " + real.settings().weight() + " active "
                    + real.activeConnections() + " inactive " + real.inactiveConnections()));
        }
        return table;
    }

    private static String method(ForwardingMethod method) {
        return switch (method) {
            case ForwardingMethod.Nat _ -> "Masq";
            case ForwardingMethod.DirectRouting _ -> "Route";
            case ForwardingMethod.Tunnel _ -> "Tunnel";
        };
    }

    /// From `ipvsadm -Ln --stats --exact`: connections, packets and bytes of virtual and real servers.
    static TreeMap<String, String> counters(List<String> lines) {
        var table = new TreeMap<String, String>();
        String virtual = "";
        for (String line : lines) {
            String[] words = line.trim().split(" +");
            if (words.length < 7 || words[0].equals("Prot")) {
                continue;
            }
            String name = (words[0].equals("->") ? "" : words[0] + " ") + words[1];
            virtual = words[0].equals("->") ? virtual : name;
            table.put(words[0].equals("->") ? virtual + " -> " + name : name,
                "conns " + words[2] + " packets " + words[3] + "/" + words[4] + " bytes " + words[5] + "/" + words[6]);
        }
        return table;
    }

    static TreeMap<String, String> counters(Replay.Outcome outcome) {
        var table = new TreeMap<String, String>();
        for (VirtualServerStatus virtual : outcome.servers()) {
            table.put(name(virtual.id()), text(virtual.counters()));
            virtual.realServers().forEach(real ->
                table.put(name(virtual.id()) + " -> " + name(real.id()), text(real.counters())));
        }
        return table;
    }

    private static String text(Counters counters) {
        return "conns " + counters.connections() + " packets " + counters.inPackets() + "/" + counters.outPackets()
            + " bytes " + counters.inBytes() + "/" + counters.outBytes();
    }

    /// From `/proc/net/ip_vs_conn`: the state of each connection and template.
    static TreeMap<String, String> connections(List<String> lines) {
        var table = new TreeMap<String, String>();
        for (String line : lines) {
            String[] words = line.trim().split(" +");
            if (!words[0].equals("Pro")) {
                table.put(words[0] + " " + address(words[1]) + ":" + port(words[2]) + " " + address(words[3]) + ":"
                    + port(words[4]) + " " + address(words[5]) + ":" + port(words[6]), words[7]);
            }
        }
        return table;
    }

    static TreeMap<String, String> connections(Replay.Outcome outcome) {
        var table = new TreeMap<String, String>();
        outcome.connections().forEach(each -> table.put(name(each), each.state().listed()));
        return table;
    }

    private static String name(ConnectionEntry each) {
        return protocol(each.protocol())
            + " " + each.client() + ":" + each.clientPort() + " " + each.virtual() + ":"
            + each.virtualPort() + " " + each.real() + ":" + each.realPort();
    }

    /// From `/proc/net/ip_vs_conn`: the seconds after which each connection and template ends.
    static TreeMap<String, Long> expiries(List<String> lines) {
        var table = new TreeMap<String, Long>();
        for (String line : lines) {
            String[] words = line.trim().split(" +");
            if (!words[0].equals("Pro")) {
                table.put(connections(List.of(line)).firstKey(), Long.parseLong(words[8]));
            }
        }
        return table;
    }

    static TreeMap<String, Long> expiries(Replay.Outcome outcome) {
        var table = new TreeMap<String, Long>();
        outcome.connections().forEach(each ->
            table.put(name(each), TimeUnit.NANOSECONDS.toSeconds(each.remainingNs())));
        return table;
    }

    private static String protocol(int number) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.number() == number) {
                return protocol.name();
            }
        }
        return number == 0 ? "IP" : String.valueOf(number);
    }

    private static String name(VirtualServerId id) {
        return switch (id) {
            case VirtualServerId.Address(var protocol, var address, int port) ->
                protocol.name() + " " + text(address) + ":" + port;
            case VirtualServerId.FirewallMark(int mark, Family _) -> "FWM " + mark;
        };
    }

    private static String name(RealServerId id) {
        return text(id.address()) + ":" + id.port();
    }

    private static String text(IpAddress address) {
        return address.family() == Family.IPV6 ? "[" + address + "]" : address.toString();
    }

    /// From the kernel's hexadecimal.
    private static String endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, colon).replace("[", "").replace("]", "");
        return text(address(address)) + ":" + port(text.substring(colon + 1));
    }

    private static IpAddress address(String text) {
        return text.length() == ADDRESS_DIGITS && !text.contains(":")
            ? IpAddress.of(HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT))) : IpAddress.of(text);
    }

    private static int port(String text) {
        return Integer.parseInt(text, 16);
    }
}
