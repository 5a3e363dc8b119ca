package uvs.tools.oracle;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.IpProtocol;

/// A frame's header fields by name, layer after layer, for messages. Knows nothing of right or wrong.
final class Dissection {

    private static final int GUE_PORT = 6080;
    private static final String TCP_FLAGS = "FSRPAUEC";

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final StringJoiner summary = new StringJoiner(" ");
    private final byte[] bytes;

    private Dissection(byte[] frame) {
        bytes = frame;
    }

    static Dissection of(byte[] frame) {
        var dissection = new Dissection(frame);
        try {
            dissection.ethernet();
        } catch (IndexOutOfBoundsException e) {
            dissection.fields.put("cut off", HexFormat.of().formatHex(frame));
            dissection.summary.add("(cut off)");
        }
        return dissection;
    }

    /// Who sends what to whom, in a line.
    String summary() {
        return summary.toString();
    }

    /// The fields in which two frames differ, as `name: want 1, got 2`.
    static String difference(byte[] want, byte[] got) {
        Map<String, String> wanted = of(want).fields;
        Map<String, String> gotten = of(got).fields;
        var differences = new StringJoiner("; ");
        wanted.forEach((name, value) -> {
            if (!value.equals(gotten.get(name))) {
                differences.add(name + ": want " + cut(value) + ", got " + cut(gotten.getOrDefault(name,
                    "none")));
            }
        });
        gotten.forEach((name, value) -> {
            if (!wanted.containsKey(name)) {
                differences.add(name + ": want none, got " + cut(value));
            }
        });
        return differences.toString();
    }

    private static String cut(String value) {
        return value.length() <= 80 ? value : value.substring(0, 77) + "... (" + value.length() + " digits)";
    }

    private void ethernet() {
        fields.put("eth.destination", hex(0, 6));
        fields.put("eth.source", hex(6, 12));
        fields.put("eth.type", hex(12, 14));
        ip("", u16(12), Frames.ETHERNET);
    }

    private void ip(String outer, int etherType, int at) {
        switch (etherType) {
            case EtherType.IPV4 -> ipv4(outer + "ip.", at);
            case EtherType.IPV6 -> ipv6(outer + "ip6.", at);
            default -> {
                summary.add("type " + hex(12, 14));
                payload(outer, at, bytes.length);
            }
        }
    }

    private void ipv4(String name, int at) {
        int header = (u8(at) & 15) * 4;
        fields.put(name + "tos", hex(at + 1, at + 2));
        fields.put(name + "length", String.valueOf(u16(at + 2)));
        fields.put(name + "identification", hex(at + 4, at + 6));
        fields.put(name + "fragment", hex(at + 6, at + 8));
        fields.put(name + "ttl", String.valueOf(u8(at + 8)));
        fields.put(name + "protocol", String.valueOf(u8(at + 9)));
        fields.put(name + "checksum", hex(at + 10, at + 12));
        fields.put(name + "source", hex(at + 12, at + 16));
        fields.put(name + "destination", hex(at + 16, at + 20));
        fields.put(name + "options", hex(at + 20, at + header));
        byte[] packet = Arrays.copyOfRange(bytes, at, at + 20);
        int fragment = u16(at + 6);
        addresses(packet, (fragment & 0x3fff) != 0 ? " fragment " + (fragment & 0x1fff) * 8 : "");
        if ((fragment & 0x1fff) != 0) {
            payload(name, at + header, bytes.length);
        } else {
            transport(name, u8(at + 9), at + header);
        }
    }

    private void ipv6(String name, int at) {
        fields.put(name + "version, class and label", hex(at, at + 4));
        fields.put(name + "length", String.valueOf(u16(at + 4)));
        fields.put(name + "next", String.valueOf(u8(at + 6)));
        fields.put(name + "hop limit", String.valueOf(u8(at + 7)));
        fields.put(name + "source", hex(at + 8, at + 24));
        fields.put(name + "destination", hex(at + 24, at + 40));
        int next = u8(at + 6);
        int payload = at + 40;
        String fragment = "";
        boolean later = false;
        if (next == IpProtocol.FRAGMENT) {
            fields.put(name + "fragment", hex(payload, payload + 8));
            fragment = " fragment " + (u16(payload + 2) & 0xfff8);
            later = (u16(payload + 2) & 0xfff8) != 0;
            next = u8(payload);
            payload += 8;
        }
        addresses(Arrays.copyOfRange(bytes, at, at + 40), fragment);
        if (later) {
            payload(name, payload, bytes.length);
        } else {
            transport(name, next, payload);
        }
    }

    private void addresses(byte[] packet, String more) {
        summary.add(Frames.source(packet) + ">" + Frames.destination(packet) + more);
    }

    private void transport(String name, int protocol, int at) {
        switch (protocol) {
            case IpProtocol.TCP -> tcp(at);
            case IpProtocol.UDP -> udp(name, at);
            case IpProtocol.SCTP -> {
                fields.put("sctp.ports", hex(at, at + 4));
                fields.put("sctp.tag", hex(at + 4, at + 8));
                fields.put("sctp.checksum", hex(at + 8, at + 12));
                summary.add("SCTP " + u16(at) + ">" + u16(at + 2) + " chunk " + u8(at + 12));
                payload("sctp.", at + 12, bytes.length);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> icmp(protocol, at);
            case IpProtocol.IPIP -> inner("IPIP", name, EtherType.IPV4, at);
            case IpProtocol.IPV6 -> inner("IPIP", name, EtherType.IPV6, at);
            case IpProtocol.GRE -> {
                int length = (u8(at) & 0x80) != 0 ? 8 : 4;
                fields.put("gre", hex(at, at + length));
                inner("GRE", name, u16(at + 2), at + length);
            }
            default -> {
                summary.add("protocol " + protocol);
                payload(name, at, bytes.length);
            }
        }
    }

    private void inner(String what, String name, int etherType, int at) {
        summary.add(what + " [");
        ip(name, etherType, at);
        summary.add("]");
    }

    private void tcp(int at) {
        fields.put("tcp.source port", String.valueOf(u16(at)));
        fields.put("tcp.destination port", String.valueOf(u16(at + 2)));
        fields.put("tcp.sequence", hex(at + 4, at + 8));
        fields.put("tcp.acknowledgment", hex(at + 8, at + 12));
        fields.put("tcp.offset and flags", hex(at + 12, at + 14));
        fields.put("tcp.window", hex(at + 14, at + 16));
        fields.put("tcp.checksum", hex(at + 16, at + 18));
        var flags = new StringBuilder();
        for (int bit = 0; bit < TCP_FLAGS.length(); bit++) {
            flags.append((u8(at + 13) >> bit & 1) != 0 ? TCP_FLAGS.substring(bit, bit + 1) : "");
        }
        summary.add("TCP " + u16(at) + ">" + u16(at + 2) + " " + flags);
        payload("tcp.", at + 18, bytes.length);
    }

    private void udp(String name, int at) {
        fields.put("udp.source port", String.valueOf(u16(at)));
        fields.put("udp.destination port", String.valueOf(u16(at + 2)));
        fields.put("udp.length", String.valueOf(u16(at + 4)));
        fields.put("udp.checksum", hex(at + 6, at + 8));
        if (u16(at + 2) == GUE_PORT) {
            int length = 4 + (u8(at + 8) & 31) * 4;
            fields.put("gue", hex(at + 8, at + 8 + length));
            inner("GUE", name, u8(at + 9) == IpProtocol.IPV6 ? EtherType.IPV6 : EtherType.IPV4,
                at + 8 + length);
        } else {
            summary.add("UDP " + u16(at) + ">" + u16(at + 2));
            payload("udp.", at + 8, bytes.length);
        }
    }

    private void icmp(int protocol, int at) {
        int type = u8(at);
        fields.put("icmp.type", String.valueOf(type));
        fields.put("icmp.code", String.valueOf(u8(at + 1)));
        fields.put("icmp.checksum", hex(at + 2, at + 4));
        fields.put("icmp.rest", hex(at + 4, at + 8));
        summary.add((protocol == IpProtocol.ICMP ? "ICMP " : "ICMPv6 ") + type + "/" + u8(at + 1));
        boolean error = protocol == IpProtocol.ICMP ? type == 3 || type == 4 || type == 11 || type == 12 : type < 128;
        if (error) {
            summary.add("[");
            ip("embedded ", protocol == IpProtocol.ICMP ? EtherType.IPV4 : EtherType.IPV6, at + 8);
            summary.add("]");
        } else {
            payload("icmp.", at + 8, bytes.length);
        }
    }

    private void payload(String name, int from, int to) {
        fields.put(name + "payload", hex(from, to));
    }

    private String hex(int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }

    private int u8(int at) {
        return bytes[at] & 0xff;
    }

    private int u16(int at) {
        return Frames.u16(bytes, at);
    }
}
