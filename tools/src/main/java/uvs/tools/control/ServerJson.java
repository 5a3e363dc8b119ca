package uvs.tools.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.Rates;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;

/// Virtual and real servers as JSON, both ways.
public final class ServerJson {

    private static final int HIGHEST_PORT = 65_535;

    private ServerJson() {
    }

    static void writeServices(JsonGenerator json, List<VirtualServerStatus> servers) throws IOException {
        json.writeArrayFieldStart("services");
        for (VirtualServerStatus server : servers) {
            write(json, server);
        }
        json.writeEndArray();
    }

    static void write(JsonGenerator json, VirtualServerStatus server) throws IOException {
        json.writeStartObject();
        writeId(json, server.id());
        writeSettings(json, server.settings());
        writeCounters(json, server.counters(), server.rates());
        json.writeArrayFieldStart("servers");
        for (RealServerStatus real : server.realServers()) {
            write(json, real);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static void write(JsonGenerator json, RealServerStatus real) throws IOException {
        json.writeStartObject();
        writeId(json, real.id());
        writeSettings(json, real.settings());
        json.writeNumberField("active", real.activeConnections());
        json.writeNumberField("inactive", real.inactiveConnections());
        json.writeNumberField("persistent", real.persistentConnections());
        writeCounters(json, real.counters(), real.rates());
        json.writeEndObject();
    }

    static void writeId(JsonGenerator json, VirtualServerId id) throws IOException {
        switch (id) {
            case VirtualServerId.Address(var protocol, var address, int port) -> {
                json.writeStringField("protocol", word(protocol));
                json.writeStringField("address", address.toString());
                json.writeNumberField("port", port);
            }
            case VirtualServerId.FirewallMark(int mark, var family) -> {
                json.writeNumberField("fwmark", Integer.toUnsignedLong(mark));
                json.writeStringField("family", word(family));
            }
        }
    }

    static void writeId(JsonGenerator json, RealServerId id) throws IOException {
        json.writeStringField("address", id.address().toString());
        json.writeNumberField("port", id.port());
    }

    static void writeSettings(JsonGenerator json, VirtualServerSettings settings) throws IOException {
        json.writeStringField("scheduler", settings.scheduler());
        json.writeArrayFieldStart("flags");
        for (String flag : new TreeSet<>(settings.schedulerFlags())) {
            json.writeString(flag);
        }
        json.writeEndArray();
        if (settings.persistence().isPresent()) {
            VirtualServerSettings.Persistence persistence = settings.persistence().get();
            json.writeObjectFieldStart("persistence");
            json.writeNumberField("timeout", persistence.timeoutSeconds());
            json.writeNumberField("prefix_length", persistence.prefixLength());
            json.writeEndObject();
        }
        if (settings.engine().isPresent()) {
            json.writeStringField("engine", settings.engine().get());
        }
        json.writeBooleanField("one_packet", settings.onePacket());
    }

    static void writeSettings(JsonGenerator json, RealServerSettings settings) throws IOException {
        switch (settings.method()) {
            case ForwardingMethod.Nat() -> json.writeStringField("method", "nat");
            case ForwardingMethod.DirectRouting() -> json.writeStringField("method", "dr");
            case ForwardingMethod.Tunnel(var type, int port, var checksum) -> {
                json.writeStringField("method", "tun");
                json.writeObjectFieldStart("tunnel");
                json.writeStringField("type", word(type));
                json.writeNumberField("port", port);
                json.writeStringField("checksum", word(checksum));
                json.writeEndObject();
            }
        }
        json.writeNumberField("weight", settings.weight());
        json.writeNumberField("upper_threshold", settings.upperThreshold());
        json.writeNumberField("lower_threshold", settings.lowerThreshold());
    }

    private static void writeCounters(JsonGenerator json, Counters counters, Rates rates) throws IOException {
        json.writeFieldName("statistics");
        traffic(json, counters.connections(), counters.inPackets(), counters.outPackets(), counters.inBytes(),
            counters.outBytes());
        json.writeFieldName("rates");
        traffic(json, rates.connections(), rates.inPackets(), rates.outPackets(), rates.inBytes(), rates.outBytes());
    }

    private static void traffic(JsonGenerator json, long... numbers) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < TRAFFIC.size(); i++) {
            json.writeNumberField(TRAFFIC.get(i), numbers[i]);
        }
        json.writeEndObject();
    }

    private static final List<String> TRAFFIC =
        List.of("connections", "in_packets", "out_packets", "in_bytes", "out_bytes");

    static VirtualServerStatus readStatus(Fields fields) throws ControlException {
        VirtualServerId id = readId(fields);
        var servers = new ArrayList<RealServerStatus>();
        for (Fields real : fields.objects("servers")) {
            servers.add(readReal(real));
        }
        long[] rates = traffic(fields.object("rates"));
        return new VirtualServerStatus(id, readSettings(fields, id.family()), counters(fields),
            new Rates(rates[0], rates[1], rates[2], rates[3], rates[4]), servers);
    }

    private static RealServerStatus readReal(Fields fields) throws ControlException {
        long[] rates = traffic(fields.object("rates"));
        return new RealServerStatus(readRealId(fields), readSettings(fields), counters(fields),
            new Rates(rates[0], rates[1], rates[2], rates[3], rates[4]),
            fields.integer("active", 0, Integer.MAX_VALUE), fields.integer("inactive", 0, Integer.MAX_VALUE),
            fields.integer("persistent", 0, Integer.MAX_VALUE));
    }

    private static Counters counters(Fields fields) throws ControlException {
        long[] counted = traffic(fields.object("statistics"));
        return new Counters(counted[0], counted[1], counted[2], counted[3], counted[4]);
    }

    private static long[] traffic(Fields fields) throws ControlException {
        long[] numbers = new long[TRAFFIC.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = fields.number(TRAFFIC.get(i), Long.MIN_VALUE, Long.MAX_VALUE);
        }
        return numbers;
    }

    /// Either `protocol`, `address` and `port`, or `fwmark` and `family`.
    static VirtualServerId readId(Fields fields) throws ControlException {
        if (fields.has("fwmark")) {
            return new VirtualServerId.FirewallMark(
                (int) fields.number("fwmark", 1, 0xffff_ffffL), family(fields.text("family", "ipv4")));
        }
        return new VirtualServerId.Address(constant("protocol", Protocol.values(), fields.text("protocol")),
            address(fields.text("address")), fields.integer("port", 0, HIGHEST_PORT));
    }

    static RealServerId readRealId(Fields fields) throws ControlException {
        return new RealServerId(address(fields.text("address")), fields.integer("port", 0, HIGHEST_PORT));
    }

    /// All settings; what is not given has ipvsadm's default.
    static VirtualServerSettings readSettings(Fields fields, Family family) throws ControlException {
        return readSettings(fields, family, new VirtualServerSettings("wlc", Set.of(), Optional.empty(), false));
    }

    /// The settings that are given, and of the others those before.
    static VirtualServerSettings readSettings(Fields fields, Family family, VirtualServerSettings before)
        throws ControlException {
        var persistence = before.persistence();
        if (fields.has("persistence")) {
            Fields given = fields.object("persistence");
            persistence = Optional.of(new VirtualServerSettings.Persistence(
                given.integer("timeout", 1, Integer.MAX_VALUE),
                given.integer("prefix_length", family == Family.IPV6 ? 1 : 0, family.bits(), family.bits())));
            given.refuseOthers();
        }
        return new VirtualServerSettings(fields.text("scheduler", before.scheduler()),
            fields.has("flags") ? Set.copyOf(fields.texts("flags")) : before.schedulerFlags(), persistence,
            fields.bool("one_packet", before.onePacket()),
            fields.has("engine") ? Optional.of(fields.text("engine")).filter(name -> !name.isEmpty()) : before.engine());
    }

    /// All settings; what is not given has ipvsadm's default.
    static RealServerSettings readSettings(Fields fields) throws ControlException {
        return readSettings(fields, new RealServerSettings(new ForwardingMethod.DirectRouting(), 1, 0, 0));
    }

    /// The settings that are given, and of the others those before.
    static RealServerSettings readSettings(Fields fields, RealServerSettings before) throws ControlException {
        return new RealServerSettings(
            fields.has("method") ? method(fields) : before.method(),
            fields.integer("weight", 0, Integer.MAX_VALUE, before.weight()),
            fields.integer("upper_threshold", 0, Integer.MAX_VALUE, before.upperThreshold()),
            fields.integer("lower_threshold", 0, Integer.MAX_VALUE, before.lowerThreshold()));
    }

    private static ForwardingMethod method(Fields fields) throws ControlException {
        String name = fields.text("method");
        return switch (name) {
            case "nat" -> new ForwardingMethod.Nat();
            case "dr" -> new ForwardingMethod.DirectRouting();
            case "tun" -> fields.has("tunnel") ? tunnel(fields.object("tunnel"))
                : new ForwardingMethod.Tunnel(
                    ForwardingMethod.TunnelType.IPIP, 0, ForwardingMethod.TunnelChecksum.NONE);
            default -> throw ControlException.invalid("method " + name + " is not one of nat dr tun");
        };
    }

    private static ForwardingMethod tunnel(Fields fields) throws ControlException {
        var type = constant("tunnel type", ForwardingMethod.TunnelType.values(), fields.text("type", "ipip"));
        int port = fields.integer("port", 0, HIGHEST_PORT, 0);
        var checksum =
            constant("tunnel checksum", ForwardingMethod.TunnelChecksum.values(), fields.text("checksum", "none"));
        fields.refuseOthers();
        try {
            return new ForwardingMethod.Tunnel(type, port, checksum);
        } catch (IllegalArgumentException e) {
            throw ControlException.invalid("tunnel: " + e.getMessage() + "; gue needs a port, the others have none");
        }
    }

    /// A virtual server in a path: `tcp:192.0.2.1:80`, `tcp:2001:db8::1:80` or `fwmark:1`, `fwmark6:1`.
    static VirtualServerId virtualServer(String text) throws ControlException {
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        if (first > 0) {
            String kind = text.substring(0, first);
            if (kind.equals("fwmark") || kind.equals("fwmark6")) {
                int mark = (int) number("fwmark", text.substring(first + 1), 1, 0xffff_ffffL);
                return new VirtualServerId.FirewallMark(mark, kind.equals("fwmark6") ? Family.IPV6 : Family.IPV4);
            }
            if (last > first) {
                return new VirtualServerId.Address(constant("protocol", Protocol.values(), kind),
                    address(text.substring(first + 1, last)),
                    (int) number("port", text.substring(last + 1), 0, HIGHEST_PORT));
            }
        }
        throw ControlException.invalid("virtual server '" + text
            + "' is not PROTOCOL:ADDRESS:PORT, fwmark:MARK or fwmark6:MARK; write it as tcp:192.0.2.1:80");
    }

    /// The same, the other way.
    public static String path(VirtualServerId id) {
        return switch (id) {
            case VirtualServerId.Address(var protocol, var address, int port) ->
                word(protocol) + ":" + address + ":" + port;
            case VirtualServerId.FirewallMark(int mark, var family) ->
                (family == Family.IPV6 ? "fwmark6:" : "fwmark:") + Integer.toUnsignedString(mark);
        };
    }

    /// A real server in a path: `198.51.100.11:8080`, `2001:db8::11:8080`.
    static RealServerId realServer(String text) throws ControlException {
        int last = text.lastIndexOf(':');
        if (last < 1) {
            throw ControlException.invalid("real server '" + text + "' is not ADDRESS:PORT");
        }
        return new RealServerId(
            address(text.substring(0, last)), (int) number("port", text.substring(last + 1), 0, HIGHEST_PORT));
    }

    public static String path(RealServerId id) {
        return id.address() + ":" + id.port();
    }

    static long number(String name, String text, long lowest, long highest) throws ControlException {
        try {
            long number = Long.parseLong(text);
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw ControlException.invalid(name + " '" + text + "' is not in " + lowest + ".." + highest);
    }

    static IpAddress address(String text) throws ControlException {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        return IpAddress.parse(bracketed ? text.substring(1, text.length() - 1) : text).orElseThrow(() ->
            ControlException.invalid("address '" + text + "' is neither IPv4 nor IPv6; write it as 192.0.2.1"));
    }

    static Family family(String name) throws ControlException {
        return constant("family", Family.values(), name);
    }

    static <T extends Enum<T>> T constant(String what, T[] constants, String name) throws ControlException {
        var words = new ArrayList<String>();
        for (T each : constants) {
            if (word(each).equals(name)) {
                return each;
            }
            words.add(word(each));
        }
        throw ControlException.invalid(what + " '" + name + "' is not one of " + String.join(" ", words));
    }

    /// A constant as the protocol writes it.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
