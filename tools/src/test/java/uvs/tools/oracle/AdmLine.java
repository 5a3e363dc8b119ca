package uvs.tools.oracle;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;

/// One line of arguments of ipvsadm, as far as scenarios use them, carried out by a [Backend].
final class AdmLine {

    private static final Set<String> FLAGS = Set.of("-A", "-E", "-D", "-a", "-e", "-d", "-m", "-g", "-i",
        "-o", "-6",
        "--tun-nocsum", "--tun-csum", "--tun-remcsum");
    private static final int PERSISTENT_SECONDS = 300;

    private final Map<String, String> arguments = new HashMap<>();

    AdmLine(String line) {
        String[] words = line.trim().split(" +");
        for (int i = 0; i < words.length; i++) {
            boolean hasValue = !FLAGS.contains(words[i]) && i + 1 < words.length && !words[i + 1].startsWith("-");
            arguments.put(words[i], hasValue ? words[++i] : "");
        }
    }

    void apply(Backend backend) throws BackendException {
        VirtualServerId virtual = virtual();
        if (has("-A")) {
            backend.addVirtualServer(virtual, settings(virtual));
        } else if (has("-E")) {
            backend.editVirtualServer(virtual, settings(virtual));
        } else if (has("-D")) {
            backend.removeVirtualServer(virtual);
        } else if (has("-a")) {
            backend.addRealServer(virtual, real(virtual), realSettings());
        } else if (has("-e")) {
            backend.editRealServer(virtual, real(virtual), realSettings());
        } else if (has("-d")) {
            backend.removeRealServer(virtual, real(virtual));
        } else {
            throw new IllegalArgumentException("no operation in " + arguments);
        }
    }

    private boolean has(String option) {
        return arguments.containsKey(option);
    }

    private int number(String option, int otherwise) {
        String text = arguments.getOrDefault(option, "");
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }

    private VirtualServerId virtual() {
        if (has("-f")) {
            return new VirtualServerId.FirewallMark(number("-f", 0), has("-6") ? Family.IPV6 : Family.IPV4);
        }
        String option = has("-t") ? "-t" : has("-u") ? "-u" : "--sctp-service";
        Protocol protocol = has("-t") ? Protocol.TCP : has("-u") ? Protocol.UDP : Protocol.SCTP;
        Endpoint endpoint = Endpoint.of(arguments.get(option));
        return new VirtualServerId.Address(protocol, endpoint.address(), endpoint.port());
    }

    private VirtualServerSettings settings(VirtualServerId virtual) {
        Optional<VirtualServerSettings.Persistence> persistence = has("-p")
            ? Optional.of(new VirtualServerSettings.Persistence(number("-p", PERSISTENT_SECONDS),
                prefix(virtual)))
            : Optional.empty();
        String flags = arguments.getOrDefault("-b", "");
        return new VirtualServerSettings(arguments.getOrDefault("-s", "wlc"),
            flags.isEmpty() ? Set.of() : Set.of(flags.split(",")), persistence, has("-o"));
    }

    private int prefix(VirtualServerId virtual) {
        String mask = arguments.getOrDefault("-M", "");
        if (mask.isEmpty()) {
            return virtual.family().bits();
        }
        return mask.contains(".") ? Integer.bitCount(IpAddress.of(mask).ipv4()) : Integer.parseInt(mask);
    }

    /// Without a port it is that of the virtual server, as ipvsadm has it.
    private RealServerId real(VirtualServerId virtual) {
        String text = arguments.get("-r");
        boolean withPort = text.startsWith("[") ? text.contains("]:") : text.indexOf(':') == text.lastIndexOf(':')
            && text.contains(":");
        if (withPort) {
            Endpoint endpoint = Endpoint.of(text);
            return new RealServerId(endpoint.address(), endpoint.port());
        }
        int port = virtual instanceof VirtualServerId.Address address ? address.port() : 0;
        return new RealServerId(IpAddress.of(text.replace("[", "").replace("]", "")), port);
    }

    private RealServerSettings realSettings() {
        return new RealServerSettings(method(), number("-w", 1), number("-x", 0), number("-y", 0));
    }

    private ForwardingMethod method() {
        if (has("-m")) {
            return new ForwardingMethod.Nat();
        }
        if (!has("-i")) {
            return new ForwardingMethod.DirectRouting();
        }
        TunnelType type = switch (arguments.getOrDefault("--tun-type", "ipip")) {
            case "gue" -> TunnelType.GUE;
            case "gre" -> TunnelType.GRE;
            default -> TunnelType.IPIP;
        };
        TunnelChecksum checksum = has("--tun-csum") ? TunnelChecksum.FULL
            : has("--tun-remcsum") ? TunnelChecksum.REMOTE : TunnelChecksum.NONE;
        return new ForwardingMethod.Tunnel(type, number("--tun-port", 0), checksum);
    }
}
