package uvs.tools.daemon;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import uvs.config.ForwardingMethod;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.scheduler.SchedulerFlag;

/// The table of virtual and real servers in the form of `ipvsadm -Ln`.
public final class ServiceListing {

    private ServiceListing() {
    }

    /// Writes the table, line by line.
    ///
    /// @param size how many connections the table has room for
    public static void write(List<VirtualServerStatus> servers, int size, Consumer<String> lines) {
        lines.accept("IP Virtual Server version 1.2.1 (size=" + size + ")");
        lines.accept("Prot LocalAddress:Port Scheduler Flags");
        lines.accept("  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn");
        for (VirtualServerStatus server : servers) {
            lines.accept(virtual(server));
            server.realServers().forEach(real -> lines.accept(real(real)));
        }
    }

    private static String virtual(VirtualServerStatus server) {
        String name = switch (server.id()) {
            case VirtualServerId.Address(var protocol, var address, int port) ->
                "%-4s %s".formatted(protocol, endpoint(address, port));
            case VirtualServerId.FirewallMark(int mark, Family family) ->
                "FWM  " + Integer.toUnsignedString(mark) + (family == Family.IPV6 ? " IPv6" : "");
        };
        VirtualServerSettings settings = server.settings();
        String flags = settings.schedulerFlags().isEmpty() ? "" : settings.schedulerFlags().stream()
            .map(flag -> SchedulerFlag.named(flag).map(known -> known.nameFor(settings.scheduler())).orElse(flag))
            .sorted().collect(Collectors.joining(",", " (", ")"));
        return name + " " + settings.scheduler() + flags
            + settings.persistence().map(each -> persistence(each, server.id().family())).orElse("")
            + (settings.onePacket() ? " ops" : "");
    }

    private static String persistence(VirtualServerSettings.Persistence persistence, Family family) {
        int length = persistence.prefixLength();
        String mask = length == family.bits() ? ""
            : " mask " + (family == Family.IPV6 ? length : IpAddress.ofIpv4(length == 0 ? 0 : -1 << 32 - length));
        return " persistent " + persistence.timeoutSeconds() + mask
            + persistence.engine().map(engine -> " pe " + engine).orElse("");
    }

    private static String real(RealServerStatus real) {
        String name = endpoint(real.id().address(), real.id().port());
        String forward = switch (real.settings().method()) {
            case ForwardingMethod.Nat _ -> "Masq";
            case ForwardingMethod.DirectRouting _ -> "Route";
            case ForwardingMethod.Tunnel _ -> "Tunnel";
        };
        return "  -> %-28s %-7s %-6d %-10d %-10d".formatted(
            name.length() > 28 ? name.substring(0, 28) : name, forward, real.settings().weight(),
            real.activeConnections(), real.inactiveConnections());
    }

    private static String endpoint(IpAddress address, int port) {
        return (address.family() == Family.IPV6 ? "[" + address + "]" : address.toString()) + ":" + port;
    }
}
