package uvs.dataplane.port;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.port.SteeredTraffic.Service;

/// Steers by nftables: a chain at the netdev ingress hook of each interface drops the frames of the data plane. The hook
/// lies behind the packet sockets, so these have their copies.
///
/// The virtual servers' addresses that this machine is not known to have stand in a set. To these the chain asks the kernel's
/// own table of local addresses for each frame, so that it drops from the moment on at which an address is there, and
/// lets pass as to any router what is for the machine that has it.
///
/// The table `uvs` of the family netdev is owned by the nft session, so that it is gone with this process.
public final class NftSteering implements Steering {

    private static final String TABLE = "netdev uvs";
    /// Before anything else that listens there.
    private static final int PRIORITY = -500;
    private static final int ELEMENTS_A_LINE = 500;

    /// How long the nft of a director that was killed may take to notice: until then it owns the table.
    private static final long FORMER_LIMIT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long TRY_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final NftSession nft;
    private final Optional<String> refusal;
    private SteeredTraffic now = SteeredTraffic.NONE;

    /// @throws IOException when nft is not there or refuses, with the cure
    public NftSteering() throws IOException {
        nft = new NftSession();
        try {
            addTable();
            var lines = new ArrayList<String>();
            for (Family family : Family.values()) {
                String address = family == Family.IPV4 ? "ipv4_addr" : "ipv6_addr";
                lines.add(set("virtual", family, "inet_proto . " + address + " . inet_service"));
                lines.add(set("virtualany", family, "inet_proto . " + address));
                lines.add(set("real", family, "inet_proto . " + address + " . inet_service"));
                lines.add(set("realany", family, "inet_proto . " + address));
                lines.add(set("realaddress", family, address));
                lines.add(set("local", family, address));
                lines.add(set("ftp", family, address));
                lines.add(set("absent", family, address));
                lines.add(rawSet("about", family, inside(family, true)));
                lines.add(rawSet("aboutany", family, inside(family, false)));
            }
            lines.add("add chain " + TABLE + " virtual");
            nft.run(String.join("; ", lines));
            refusal = passAbsent();
            nft.run(Arrays.stream(Family.values()).flatMap(family -> virtualRules(family).stream())
                .collect(Collectors.joining("; ")));
        } catch (IOException e) {
            nft.close();
            throw e;
        }
    }

    private void addTable() throws IOException {
        long startNs = System.nanoTime();
        while (true) {
            try {
                nft.run("add table " + TABLE + " { flags owner; }");
                return;
            } catch (IOException e) {
                if (System.nanoTime() - startNs >= FORMER_LIMIT_NS) {
                    throw e;
                }
            }
            LockSupport.parkNanos(TRY_EVERY_NS);
        }
    }

    /// Lets pass what is for an address that this machine does not have. Answers why the kernel refuses that: the expression
    /// is in a module of its own.
    private Optional<String> passAbsent() {
        try {
            nft.run(Arrays.stream(Family.values()).map(family -> "add rule " + TABLE + " virtual " + ip(family) + " daddr @"
                + name("absent", family) + " fib daddr type != local return").collect(Collectors.joining("; ")));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public Optional<String> refusal() {
        return refusal;
    }

    /// A set of what stands at places that nft has no names for.
    private static String rawSet(String kind, Family family, String places) {
        return "add set " + TABLE + " " + name(kind, family) + " { typeof " + places + "; }";
    }

    /// Where an ICMP error has the protocol, destination and port of the packet that it is about, if that has no options: in
    /// bits from the ICMP header on, which is 64 bits long.
    private static String inside(Family family, boolean port) {
        return family == Family.IPV4 ? "@th,136,8 . @th,192,32" + (port ? " . @th,240,16" : "")
            : "@th,112,8 . @th,256,128" + (port ? " . @th,400,16" : "");
    }

    /// That the packet inside is of the family, and has no IPv4 options.
    private static String plainInside(Family family) {
        return family == Family.IPV4 ? "@th,64,8 0x45 " : "@th,64,4 6 ";
    }

    private static String set(String kind, Family family, String type) {
        return "add set " + TABLE + " " + name(kind, family) + " { type " + type + "; }";
    }

    private static String ip(Family family) {
        return family == Family.IPV4 ? "ip" : "ip6";
    }

    private static String name(String kind, Family family) {
        return kind + (family == Family.IPV4 ? "4" : "6");
    }

    @Override
    public void steer(SteeredTraffic traffic) throws IOException {
        follow(awaitsAddresses() ? traffic : traffic.here());
    }

    /// An address is absent before its services are steered, and until they are not.
    private void follow(SteeredTraffic traffic) throws IOException {
        for (Family family : Family.values()) {
            change("add", name("absent", family),
                difference(addresses(traffic.absent(), family), addresses(now.absent(), family)));
        }
        for (Family family : Family.values()) {
            update(name("local", family), addresses(now.local(), family), addresses(traffic.local(), family));
            update(name("ftp", family), addresses(now.ftp(), family), addresses(traffic.ftp(), family));
            update(name("realaddress", family), addressesOf(now.real(), family), addressesOf(traffic.real(), family));
            for (boolean anyPort : new boolean[] {false, true}) {
                String suffix = anyPort ? "any" : "";
                update(name("virtual" + suffix, family), services(now.virtual(), family, anyPort),
                    services(traffic.virtual(), family, anyPort));
                update(name("real" + suffix, family), services(now.real(), family, anyPort),
                    services(traffic.real(), family, anyPort));
                update(name("about" + suffix, family), numbers(now.real(), family, anyPort),
                    numbers(traffic.real(), family, anyPort));
            }
        }
        for (Family family : Family.values()) {
            change("delete", name("absent", family),
                difference(addresses(now.absent(), family), addresses(traffic.absent(), family)));
        }
        // What is done is remembered, so that a failure below is not followed by deleting again what is gone.
        now = new SteeredTraffic(
            now.links(), traffic.virtual(), traffic.real(), traffic.local(), traffic.ftp());
        if (!now.links().equals(traffic.links())) {
            replaceChain(traffic.links());
        }
        now = traffic;
    }

    private void update(String set, Set<String> before, Set<String> after) throws IOException {
        change("add", set, difference(after, before));
        change("delete", set, difference(before, after));
    }

    private void change(String verb, String set, List<String> elements) throws IOException {
        for (int i = 0; i < elements.size(); i += ELEMENTS_A_LINE) {
            List<String> some = elements.subList(i, Math.min(elements.size(), i + ELEMENTS_A_LINE));
            nft.run(verb + " element " + TABLE + " " + set + " { " + String.join(", ", some) + " }");
        }
    }

    private static List<String> difference(Set<String> from, Set<String> less) {
        var rest = new HashSet<>(from);
        rest.removeAll(less);
        return rest.stream().sorted().toList();
    }

    private static Set<String> addresses(Set<IpAddress> all, Family family) {
        return all.stream().filter(address -> address.family() == family).map(IpAddress::toString)
            .collect(Collectors.toSet());
    }

    private static Set<String> addressesOf(Set<Service> services, Family family) {
        return addresses(services.stream().map(Service::address).collect(Collectors.toSet()), family);
    }

    private static Set<String> services(Set<Service> all, Family family, boolean anyPort) {
        return all.stream()
            .filter(service -> service.address().family() == family && (service.port() == 0) == anyPort)
            .map(service -> service.protocol().name().toLowerCase(Locale.ROOT) + " . " + service.address()
                + (anyPort ? "" : " . " + service.port()))
            .collect(Collectors.toSet());
    }

    /// Services as the numbers that stand in packets.
    private static Set<String> numbers(Set<Service> all, Family family, boolean anyPort) {
        return all.stream()
            .filter(service -> service.address().family() == family && (service.port() == 0) == anyPort)
            .map(service -> service.protocol().number() + " . 0x" + HexFormat.of().formatHex(service.address().bytes())
                + (anyPort ? "" : " . " + service.port()))
            .collect(Collectors.toSet());
    }

    /// Interfaces belong to a chain from its making, so another set of them needs another chain.
    private void replaceChain(Set<String> links) throws IOException {
        var commands = new ArrayList<String>();
        if (!now.links().isEmpty()) {
            commands.add("delete chain " + TABLE + " ingress");
        }
        if (!links.isEmpty()) {
            String devices = links.stream().sorted().map(link -> '"' + link + '"')
                .collect(Collectors.joining(", "));
            commands.add("add chain " + TABLE + " ingress { type filter hook ingress devices = { " + devices
                + " } priority " + PRIORITY + "; policy accept; }");
            commands.add("add rule " + TABLE + " ingress jump virtual");
            commands.addAll(realRules("ip frag-off & 0x1fff != 0", "icmp type { destination-unreachable, source-quench, time-exceeded }",
                Family.IPV4));
            commands.addAll(realRules("frag frag-off != 0",
                "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem }", Family.IPV6));
        }
        nft.run(String.join("; ", commands));
    }

    /// A port is matched only where there is one: nft leaves fragments other than the first alone. These wait in the kernel
    /// for a first one that never comes.
    private static List<String> virtualRules(Family family) {
        String rule = "add rule " + TABLE + " virtual ";
        String ip = ip(family);
        return List.of(
            rule + "meta l4proto . " + ip + " daddr . th dport @" + name("virtual", family) + " drop",
            rule + "meta l4proto . " + ip + " daddr @" + name("virtualany", family) + " drop",
            rule + ip + " daddr @" + name("ftp", family) + " tcp dport { 20, 1024-65535 } drop");
    }

    /// Fragments of a real server other than the first, which have no port, would be routed as they are. Routers behind
    /// the director send ICMP errors about packets that were translated, and so must they be.
    private static List<String> realRules(String laterFragment, String errors, Family family) {
        String ip = ip(family);
        String rule = "add rule " + TABLE + " ingress ";
        String toOthers = ip + " daddr != @" + name("local", family) + " ";
        String fromReal = ip + " saddr @" + name("realaddress", family) + " ";
        String aboutReal = errors + " " + plainInside(family);
        return List.of(
            rule + toOthers + "meta l4proto . " + ip + " saddr . th sport @" + name("real", family) + " drop",
            rule + toOthers + "meta l4proto . " + ip + " saddr @" + name("realany", family) + " drop",
            rule + toOthers + fromReal + laterFragment + " drop",
            rule + toOthers + fromReal + errors + " drop",
            rule + toOthers + aboutReal + inside(family, true) + " @" + name("about", family) + " drop",
            rule + toOthers + aboutReal + inside(family, false) + " @" + name("aboutany", family) + " drop");
    }

    @Override
    public void close() throws IOException {
        nft.close();
    }
}
