package uvs.config.keyword;

import java.util.Locale;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.DirectRouting;
import uvs.config.ForwardingMethod.Nat;
import uvs.config.ForwardingMethod.Tunnel;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Range;

/// `NAT`, `DR`, or `TUN` with the kind of tunnel, its port and its checksum.
final class ForwardingType implements ValueType<ForwardingMethod> {

    static final ForwardingType INSTANCE = new ForwardingType();

    private ForwardingType() {
    }

    @Override
    public ForwardingMethod read(Arguments arguments) {
        String word = arguments.next();
        return switch (word) {
            case null -> null;
            case "NAT" -> new Nat();
            case "DR" -> new DirectRouting();
            case "TUN" -> readTunnel(arguments);
            default -> arguments.wrong(arguments.keyword() + " '" + word + "' is not a forwarding method",
                "write NAT, DR or TUN");
        };
    }

    private static ForwardingMethod readTunnel(Arguments arguments) {
        var type = TunnelType.IPIP;
        var checksum = TunnelChecksum.NONE;
        int port = 0;
        while (arguments.more()) {
            String word = arguments.next();
            switch (word) {
                case "type" -> {
                    TunnelType named = type(arguments);
                    if (named == null) {
                        return null;
                    }
                    type = named;
                }
                case "port" -> {
                    Long number = Numbers.read(arguments, new Range(1, 65_535), Numbers.Junk.REFUSED);
                    if (number == null) {
                        return null;
                    }
                    port = number.intValue();
                }
                case "nocsum" -> checksum = TunnelChecksum.NONE;
                case "csum" -> checksum = TunnelChecksum.FULL;
                case "remcsum" -> checksum = TunnelChecksum.REMOTE;
                default -> {
                    return arguments.wrong("'" + word + "' is nothing that TUN takes",
                        "write type ipip|gue|gre, port N, nocsum, csum or remcsum");
                }
            }
        }
        if (type == TunnelType.GUE ? port == 0 : port != 0) {
            return arguments.wrong(type == TunnelType.GUE ? "type gue has no port"
                : "a port goes with type gue only",
                type == TunnelType.GUE ? "write port and a number after it" : "take the port out");
        }
        return new Tunnel(type, port, checksum);
    }

    private static TunnelType type(Arguments arguments) {
        String word = arguments.next();
        return switch (word) {
            case null -> null;
            case "ipip" -> TunnelType.IPIP;
            case "gue" -> TunnelType.GUE;
            case "gre" -> TunnelType.GRE;
            default -> arguments.wrong("'" + word + "' is not a type of tunnel", "write ipip, gue or gre");
        };
    }

    @Override
    public String write(ForwardingMethod method) {
        return switch (method) {
            case Nat() -> "NAT";
            case DirectRouting() -> "DR";
            case Tunnel(var type, int port, var checksum) ->
                "TUN type " + type.name().toLowerCase(Locale.ROOT) + (port == 0 ? "" : " port " + port)
                    + switch (checksum) {
                        case NONE -> " nocsum";
                        case FULL -> " csum";
                        case REMOTE -> " remcsum";
                    };
        };
    }

    @Override
    public String description() {
        return "NAT\\|DR\\|TUN [type ipip\\|gue port N\\|gre] [nocsum\\|csum\\|remcsum]";
    }
}
