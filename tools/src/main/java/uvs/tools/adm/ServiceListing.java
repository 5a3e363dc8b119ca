package uvs.tools.adm;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import uvs.config.ForwardingMethod;
import uvs.config.net.Family;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.Rates;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;

/// The table of virtual and real servers as `ipvsadm -L` writes it.
public final class ServiceListing {

    private static final int NUMBER = 9;
    private static final int TEN = 10;

    private final ServiceColumns columns;
    private final EndpointName endpoints;
    private final boolean exact;
    private final boolean sorted;
    private final Consumer<String> lines;

    /// @param names empty for numbers only
    /// @param exact whether large numbers are written whole
    ServiceListing(
            ServiceColumns columns, Optional<Names> names, boolean exact, boolean sorted,
            Consumer<String> lines) {
        this.columns = columns;
        this.endpoints = new EndpointName(names);
        this.exact = exact;
        this.sorted = sorted;
        this.lines = lines;
    }

    /// Writes what `ipvsadm -Ln` writes, line by line.
    public static void write(BackendInfo info, List<VirtualServerStatus> services, Consumer<String> lines) {
        new ServiceListing(ServiceColumns.CONNECTIONS, Optional.empty(), false, true, lines)
            .table(info, services);
    }

    void table(BackendInfo info, List<VirtualServerStatus> services) {
        lines.accept("IP Virtual Server version " + info.versionText() + " (size="
            + info.connectionTableSize() + ")");
        services(services);
    }

    /// The same without the line on the whole table.
    void services(List<VirtualServerStatus> services) {
        lines.accept(columns.ofServices());
        lines.accept(columns.ofServers());
        for (VirtualServerStatus service : sorted ? ServiceOrder.services(services) : services) {
            lines.accept(service(service));
            List<RealServerStatus> servers =
                sorted ? ServiceOrder.servers(service.realServers()) : service.realServers();
            for (RealServerStatus real : servers) {
                lines.accept(real(service.id(), real));
            }
        }
    }

    private String service(VirtualServerStatus service) {
        Line line = new Line();
        String name = switch (service.id()) {
            case VirtualServerId.Address(var protocol, var address, int port) -> {
                line.left(protocol.name(), 5);
                yield endpoints.inColumn(address, port, Optional.of(protocol));
            }
            // The mark has a sign, whatever its option says.
            case VirtualServerId.FirewallMark(int mark, Family family) -> {
                line.add("FWM  ");
                yield mark + (family == Family.IPV6 ? " IPv6" : "");
            }
        };
        switch (columns) {
            case STATS -> counters(line.left(name, EndpointName.COLUMN), service.counters());
            case RATE -> rates(line.left(name, EndpointName.COLUMN), service.rates());
            case THRESHOLDS, PERSISTENT_CONN, TUN_INFO, CONNECTIONS ->
                settings(line.add(name), service.settings(), service.id().family());
        }
        return line.toString();
    }

    private static void settings(Line line, VirtualServerSettings settings, Family family) {
        line.add(" ").add(settings.scheduler());
        String flags = ServiceText.flags(settings);
        if (!flags.isEmpty()) {
            line.add(" (").add(flags).add(")");
        }
        settings.persistence().ifPresent(each -> {
            line.add(" persistent " + each.timeoutSeconds());
            ServiceText.mask(each, family).ifPresent(mask -> line.add(" mask ").add(mask));
            settings.engine().ifPresent(engine -> line.add(" pe ").add(engine));
        });
        if (settings.onePacket()) {
            line.add(" ops");
        }
    }

    private String real(VirtualServerId of, RealServerStatus real) {
        Line line = new Line().add("  -> ").left(
            endpoints.inColumn(real.id().address(), real.id().port(), ServiceText.protocol(of)),
                EndpointName.COLUMN);
        switch (columns) {
            case STATS -> counters(line, real.counters());
            case RATE -> rates(line, real.rates());
            case THRESHOLDS -> connections(line.add(" ")
                .left(real.settings().upperThreshold(), TEN).add(" ")
                .left(real.settings().lowerThreshold(), TEN), real);
            case PERSISTENT_CONN -> connections(line.add(" ")
                .left(real.settings().weight(), 9).add(" ")
                .left(real.persistentConnections(), 11), real);
            case TUN_INFO -> connections(line.add(" ").left(forwarding(real), 7).add(" ")
                .left(tunnel(real.settings().method()), 13).add(" ").left(real.settings().weight(), 6), real);
            case CONNECTIONS -> connections(line.add(" ").left(forwarding(real), 7).add(" ")
                .left(real.settings().weight(), 6), real);
        }
        return line.toString();
    }

    private static void connections(Line line, RealServerStatus real) {
        line.add(" ").left(real.activeConnections(), TEN).add(" ").left(real.inactiveConnections(), TEN);
    }

    private static String forwarding(RealServerStatus real) {
        return switch (real.settings().method()) {
            case ForwardingMethod.Nat _ -> "Masq";
            case ForwardingMethod.DirectRouting _ -> "Route";
            case ForwardingMethod.Tunnel _ -> "Tunnel";
        };
    }

    private static String tunnel(ForwardingMethod method) {
        if (!(method instanceof ForwardingMethod.Tunnel(var type, int port, var checksum))) {
            return "n/a";
        }
        String summed = switch (checksum) {
            case NONE -> ":-c";
            case FULL -> ":+c";
            case REMOTE -> ":r+c";
        };
        return switch (TunnelKind.of(type)) {
            case IPIP -> "ipip";
            case GRE -> "gre" + summed;
            case GUE -> "gue:" + port + summed;
        };
    }

    private void counters(Line line, Counters counters) {
        number(line, counters.connections());
        number(line, counters.inPackets());
        number(line, counters.outPackets());
        number(line, counters.inBytes());
        number(line, counters.outBytes());
    }

    private void rates(Line line, Rates rates) {
        number(line, rates.connections());
        number(line, rates.inPackets());
        number(line, rates.outPackets());
        number(line, rates.inBytes());
        number(line, rates.outBytes());
    }

    /// Nine digits have room; above that there are thousands, millions and so on, cut off.
    private void number(Line line, long number) {
        if (exact || Long.compareUnsigned(number, 100_000_000L) < 0) {
            line.add(" ").right(Long.toUnsignedString(number), NUMBER - 1);
        } else if (Long.compareUnsigned(number, 1_000_000_000L) < 0) {
            scaled(line, number, 1_000, "K");
        } else if (Long.compareUnsigned(number, 100_000_000_000L) < 0) {
            scaled(line, number, 1_000_000, "M");
        } else if (Long.compareUnsigned(number, 100_000_000_000_000L) < 0) {
            scaled(line, number, 1_000_000_000, "G");
        } else {
            scaled(line, number, 1_000_000_000_000L, "T");
        }
    }

    private static void scaled(Line line, long number, long unit, String letter) {
        line.add(" ").right(Long.toUnsignedString(Long.divideUnsigned(number, unit)), NUMBER - 2).add(letter);
    }
}
