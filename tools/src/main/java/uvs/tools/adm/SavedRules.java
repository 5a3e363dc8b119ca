package uvs.tools.adm;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import uvs.config.ForwardingMethod;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.net.Family;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;

/// The rules that `ipvsadm -S` writes and `ipvsadm -R` reads. Thresholds are not among them.
final class SavedRules {

    private final EndpointName endpoints;

    /// @param names empty for numbers only
    SavedRules(Optional<Names> names) {
        endpoints = new EndpointName(names);
    }

    void write(List<VirtualServerStatus> services, Consumer<String> lines) {
        for (VirtualServerStatus service : ServiceOrder.services(services)) {
            String name = name(service.id());
            lines.accept("-A " + name + settings(service.settings(), service.id().family()));
            for (RealServerStatus real : ServiceOrder.servers(service.realServers())) {
                lines.accept("-a " + name + " -r " + endpoints.of(real.id().address(), real.id().port(),
                    ServiceText.protocol(service.id())) + settings(real.settings()));
            }
        }
    }

    private String name(VirtualServerId id) {
        return switch (id) {
            case VirtualServerId.Address(var protocol, var address, int port) -> switch (protocol) {
                case TCP -> "-t ";
                case UDP -> "-u ";
                case SCTP -> "--sctp-service ";
            } + endpoints.of(address, port, Optional.of(protocol));
            case VirtualServerId.FirewallMark(int mark, Family family) ->
                "-f " + mark + (family == Family.IPV6 ? " -6" : "");
        };
    }

    private static String settings(VirtualServerSettings settings, Family family) {
        var text = new StringBuilder(" -s ").append(settings.scheduler());
        settings.persistence().ifPresent(each -> {
            text.append(" -p ").append(each.timeoutSeconds());
            ServiceText.mask(each, family).ifPresent(mask -> text.append(" -M ").append(mask));
        });
        settings.engine().ifPresent(engine -> text.append(" --pe ").append(engine));
        if (settings.onePacket()) {
            text.append(" -o");
        }
        String flags = ServiceText.flags(settings);
        return flags.isEmpty() ? text.toString() : text.append(" -b ").append(flags).toString();
    }

    private static String settings(RealServerSettings settings) {
        return switch (settings.method()) {
            case ForwardingMethod.Nat _ -> " -m -w " + settings.weight();
            case ForwardingMethod.DirectRouting _ -> " -g -w " + settings.weight();
            case ForwardingMethod.Tunnel(var type, int port, var checksum) -> " -i -w " + settings.weight()
                + " --tun-type " + switch (TunnelKind.of(type)) {
                    case IPIP -> TunnelKind.IPIP.text();
                    case GUE -> TunnelKind.GUE.text() + " --tun-port " + port + checksum(checksum);
                    case GRE -> TunnelKind.GRE.text() + checksum(checksum);
                };
        };
    }

    private static String checksum(TunnelChecksum checksum) {
        return switch (checksum) {
            case NONE -> " --tun-nocsum";
            case FULL -> " --tun-csum";
            case REMOTE -> " --tun-remcsum";
        };
    }
}
