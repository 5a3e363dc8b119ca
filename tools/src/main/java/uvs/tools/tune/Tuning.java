package uvs.tools.tune;

import static uvs.tools.tune.Role.DIRECTOR_DR;
import static uvs.tools.tune.Role.DIRECTOR_NAT;
import static uvs.tools.tune.Role.DIRECTOR_TUN;
import static uvs.tools.tune.Role.REAL_SERVER_DR;
import static uvs.tools.tune.Role.REAL_SERVER_TUN;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which kernel settings each role needs: one table.
public final class Tuning {

    /// Where the parameters of an interface stand for all, for those to come, and for the loopback interface.
    private static final String ALL = "all";
    private static final String DEFAULT = "default";
    private static final String LOOPBACK = "lo";

    private static final Set<Role> ARP_ROLES = Set.of(DIRECTOR_DR, REAL_SERVER_DR, REAL_SERVER_TUN);

    /// Whose parameter it is. Which counts where `all` and the interface differ is another for each of them
    /// (include/linux/inetdevice.h): the greater of the two for `arp_ignore`, `arp_announce` and `rp_filter`,
    /// either of them for `send_redirects`.
    private enum Scope {
        /// The host's.
        HOST,
        /// `all`, which lifts it for each interface.
        EVERY_AT_ONCE,
        /// `all`, `default`, and each interface.
        EACH,
        /// The same, and the loopback interface, which may have the virtual addresses.
        EACH_AND_LOOPBACK
    }

    private record Row(Set<Role> roles, String parameter, Scope scope, String value, Set<String> accepted,
        String reason) {

        Row(Set<Role> roles, String parameter, Scope scope, String value, String reason) {
            this(roles, parameter, scope, value, Set.of(value), reason);
        }

        KernelSetting on(String scope) {
            return new KernelSetting("net/ipv4/conf/" + scope + "/" + parameter, value, accepted, reason);
        }
    }

    private static final Row ARP_IGNORE = new Row(ARP_ROLES, "arp_ignore", Scope.EACH_AND_LOOPBACK, "1",
        // 2 asks for the same subnet as well, 8 answers for nothing; 3 would answer for what another
        // interface has.
        Set.of("1", "2", "8"), "only the interface that has an address answers ARP for it");
    private static final Row ARP_ANNOUNCE = new Row(ARP_ROLES, "arp_announce", Scope.EACH_AND_LOOPBACK, "2",
        "ARP requests of this host's own never name a virtual address as theirs");

    /// `ip_forward` comes first: changing it gives other parameters their defaults (inet_forward_change).
    private static final List<Row> TABLE = List.of(
        new Row(Set.of(DIRECTOR_NAT), "ip_forward", Scope.HOST, "1",
            "what real servers send on their own account goes through this host"),
        new Row(Set.of(DIRECTOR_DR, REAL_SERVER_DR), "ip_forward", Scope.HOST, "0",
            "nothing that is not for this host, or a virtual server, goes through it"),
        new Row(Set.of(DIRECTOR_NAT), "send_redirects", Scope.EACH, "0",
            "nobody is told of a shorter way, past this host, on which addresses would not be rewritten"),
        ARP_IGNORE,
        ARP_ANNOUNCE,
        new Row(Set.of(REAL_SERVER_DR, REAL_SERVER_TUN), "rp_filter", Scope.EVERY_AT_ONCE, "2",
            "packets of clients come in by another interface than the answers leave by"));

    private Tuning() {
    }

    /// What a role needs, in the order in which it is to be set.
    ///
    /// @param interfaces the host's, beside the loopback interface
    /// @param onlyThese  whether it may have others: then `default` is left out, since the kernel gives a
    ///                   change of it to each interface whose own parameter nobody has set
    ///                   (devinet_copy_dflt_conf)
    public static List<KernelSetting> settings(Role role, Collection<String> interfaces, boolean onlyThese) {
        List<String> shared = onlyThese ? List.of(ALL) : List.of(ALL, DEFAULT);
        var settings = new ArrayList<KernelSetting>();
        for (Row row : TABLE) {
            if (row.roles.contains(role)) {
                switch (row.scope) {
                    case HOST -> settings.add(
                        new KernelSetting("net/ipv4/" + row.parameter, row.value, row.accepted, row.reason));
                    case EVERY_AT_ONCE -> settings.add(row.on(ALL));
                    case EACH -> settings.addAll(on(row, shared.stream(), interfaces));
                    case EACH_AND_LOOPBACK -> settings.addAll(
                        on(row, Stream.concat(shared.stream(), Stream.of(LOOPBACK)), interfaces));
                }
            }
        }
        return settings;
    }

    /// What keeps a host quiet about the addresses of one interface, which itself asks and answers nobody:
    /// `all`, which counts for whatever interface the question comes to, and its own.
    public static List<KernelSetting> arp(String device) {
        return Stream.of(ARP_IGNORE, ARP_ANNOUNCE).flatMap(row -> Stream.of(row.on(ALL), row.on(device))).toList();
    }

    private static List<KernelSetting> on(Row row, Stream<String> scopes, Collection<String> interfaces) {
        return Stream.concat(scopes, interfaces.stream()).distinct().map(row::on).toList();
    }
}
