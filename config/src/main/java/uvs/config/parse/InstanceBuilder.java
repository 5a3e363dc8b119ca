package uvs.config.parse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import uvs.config.Garp;
import uvs.config.InterfaceAddress;
import uvs.config.VrrpInstance;
import uvs.config.VrrpInstance.Ipvlan;
import uvs.config.VrrpInstance.OldChecksum;
import uvs.config.VrrpInstance.Transport;
import uvs.config.VrrpInstance.UnicastPeer;
import uvs.config.VrrpInstance.Vmac;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.Section;
import uvs.config.keyword.ValueKeyword;
import uvs.config.keyword.VmacType.IpvlanLine;
import uvs.config.keyword.VmacType.VmacLine;
import uvs.config.keyword.VrrpKeywords;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// Makes the record of one VRRP instance, and puts right what keepalived puts right after reading, each time
/// with a diagnostic.
final class InstanceBuilder {

    private static final int OWNER = 255;
    private static final int LAST_NUMBER = 0xff;
    private static final int DOWN_TIMER_ADVERTS = 3;
    private static final Duration LONGEST_V3 = Duration.ofMillis(40_950);

    private final Section section;
    private final String name;
    private final Instances all;
    private final Section globals;
    private final Diagnostics diagnostics;

    private Family family = Family.IPV4;
    private int version;
    private boolean strict;
    private int priority;
    private boolean master;
    private boolean preempt;
    private List<UnicastPeer> peers = List.of();

    InstanceBuilder(Section section, String name, Instances all, Section globals, Diagnostics diagnostics) {
        this.section = section;
        this.name = name;
        this.all = all;
        this.globals = globals;
        this.diagnostics = diagnostics;
    }

    /// Null when keepalived would leave the instance out, which is reported.
    VrrpInstance make() {
        Optional<String> interfaceName = section.given(VrrpKeywords.INTERFACE);
        if (!section.has(VrrpKeywords.VIRTUAL_ROUTER_ID)) {
            error(section.position(), "vrrp_instance " + name + " has no virtual_router_id, and is left out",
                "write one from 1 to 255");
            return null;
        }
        if (interfaceName.isEmpty() && !section.has(VrrpKeywords.UNICAST_SRC_IP)) {
            error(section.position(), "vrrp_instance " + name + " has no interface, and is left out",
                "write one");
            return null;
        }
        if (interfaceName.isPresent() && !all.interfaceExists(interfaceName.get())) {
            diagnostics.report(Problem.BAD_INTERFACE, section.positionOf(VrrpKeywords.INTERFACE),
                "there is no interface " + interfaceName.get(),
                "make it, or write dynamic_interfaces in global_defs");
        }
        strict = section.get(VrrpKeywords.STRICT_MODE, globals.get(GlobalKeywords.VRRP_STRICT));
        findFamily();
        findVersion();
        findPriority();
        if (!findPeers(interfaceName.isPresent())) {
            return null;
        }
        List<InterfaceAddress> addresses = addresses(interfaceName);
        boolean noAddress = section.get(VrrpKeywords.NO_VIRTUAL_IPADDRESS) && !strict;
        if (addresses.isEmpty() && !noAddress) {
            warn(section.position(), "vrrp_instance " + name + " has no virtual_ipaddress",
                "write at least one: RFC 5798 asks for it");
        }
        oldKeywords();
        Duration interval = advertInterval();
        preempt = preempt();
        Garp garp = all.garp(section);
        return new VrrpInstance(
            name, master, interfaceName, section.get(VrrpKeywords.VIRTUAL_ROUTER_ID), priority, interval,
                version,
            family, addresses, excluded(interfaceName), noAddress,
                StaticParts.trackable(section, VrrpKeywords.VIRTUAL_ROUTES, diagnostics),
            section.get(VrrpKeywords.VIRTUAL_RULES), new AuthenticationBuilder(section, name, version, strict, diagnostics).make(interval), transport(), preempt,
            preemptDelay(), accept(), strict,
            get(VrrpKeywords.SKIP_CHECK_ADV_ADDR, GlobalKeywords.VRRP_SKIP_CHECK_ADV_ADDR),
            get(VrrpKeywords.V3_CHECKSUM_AS_V2, GlobalKeywords.V3_CHECKSUM_AS_V2), downTimerAdverts(),
            timerExpiredBackup(),
            strict || get(VrrpKeywords.LOWER_PRIO_NO_ADVERT, GlobalKeywords.VRRP_LOWER_PRIO_NO_ADVERT),
            !strict && get(VrrpKeywords.HIGHER_PRIO_SEND_ADVERT, GlobalKeywords.VRRP_HIGHER_PRIO_SEND_ADVERT),
            priority == OWNER && (strict
                || get(VrrpKeywords.OWNER_IGNORE_ADVERTS, GlobalKeywords.VRRP_OWNER_IGNORE_ADVERTS)),
            strict ? withoutLowerPriority(garp) : garp, all.tracking(section, VrrpKeywords.TRACKERS),
            !section.get(VrrpKeywords.DONT_TRACK_PRIMARY),
            all.notifiers(section, VrrpKeywords.NOTIFIERS, section.given(VrrpKeywords.NOTIFY_DELETED),
                Optional.of(VrrpKeywords.NOTIFY_MASTER_RX_LOWER_PRI)),
            section.get(VrrpKeywords.SMTP_ALERT, all.alertDefault()), vmac(), vrf(interfaceName),
            promoteSecondaries(), section.given(VrrpKeywords.LVS_SYNC_DAEMON_INTERFACE),
            section.get(VrrpKeywords.LINKBEAT_USE_POLLING), section.given(VrrpKeywords.KERNEL_RX_BUF_SIZE),
            section.get(VrrpKeywords.DEBUG));
    }

    private <T> T get(ValueKeyword<T> own, ValueKeyword<T> global) {
        return section.get(own, globals.get(global));
    }

    private void error(long position, String text, String cure) {
        diagnostics.report(Problem.GENERAL_ERROR, position, text, cure);
    }

    private void warn(long position, String text, String cure) {
        diagnostics.report(Problem.WARNING, position, text, cure);
    }

    private void warn(Keyword<?> keyword, String text, String cure) {
        warn(section.positionOf(keyword), text, cure);
    }

    /// The first address decides; without one, `native_ipv6`, the source address and the peers do.
    private void findFamily() {
        List<InterfaceAddress> given = section.get(VrrpKeywords.VIRTUAL_IPADDRESS);
        List<UnicastPeer> unicast = section.get(VrrpKeywords.UNICAST_PEER);
        if (!given.isEmpty()) {
            family = given.getFirst().address().address().family();
        } else if (section.get(VrrpKeywords.NATIVE_IPV6)) {
            family = Family.IPV6;
        } else if (!unicast.isEmpty()) {
            family = unicast.getFirst().address().family();
        } else {
            family = section.given(VrrpKeywords.UNICAST_SRC_IP)
                .or(() -> section.given(VrrpKeywords.MCAST_SRC_IP))
                .map(IpAddress::family).orElse(Family.IPV4);
        }
    }

    private void findVersion() {
        version = get(VrrpKeywords.VERSION, GlobalKeywords.VRRP_VERSION);
        if (family == Family.IPV6 && version == 2) {
            if (section.has(VrrpKeywords.VERSION)) {
                diagnostics.report(Problem.ADVICE, section.positionOf(VrrpKeywords.VERSION),
                    "version 2 has no IPv6, and " + name + " uses version 3", "write version 3");
            }
            version = 3;
        }
    }

    private void findPriority() {
        master = section.get(VrrpKeywords.STATE).equals("MASTER");
        priority = section.get(VrrpKeywords.PRIORITY, master ? OWNER : 100);
        if (priority == OWNER) {
            master = true;
        } else if (strict && master) {
            warn(VrrpKeywords.STATE, "strict_mode has state MASTER for priority 255 only, and " + name
                + " starts as BACKUP", "write state BACKUP");
            master = false;
        }
    }

    /// Takes the peers of the right family. Answers false when the instance is to be left out.
    private boolean findPeers(boolean hasInterface) {
        var taken = new ArrayList<UnicastPeer>();
        var seen = new HashSet<IpAddress>();
        List<UnicastPeer> given = section.get(VrrpKeywords.UNICAST_PEER);
        for (int i = 0; i < given.size(); i++) {
            UnicastPeer peer = given.get(i);
            if (peer.address().family() != family) {
                error(section.positionOf(VrrpKeywords.UNICAST_PEER, i), "the peer " + peer.address()
                    + " is not of the family of " + name + ", and is left out", "write one that is");
            } else if (!seen.add(peer.address())) {
                error(section.positionOf(VrrpKeywords.UNICAST_PEER, i), "the peer " + peer.address()
                    + " is there already", "take one of them out");
            } else {
                taken.add(peer);
            }
        }
        peers = taken;
        boolean unicast = section.has(VrrpKeywords.UNICAST_SRC_IP) || section.has(VrrpKeywords.UNICAST_TTL)
            || section.has(VrrpKeywords.CHECK_UNICAST_SRC);
        if (peers.isEmpty() && unicast && !section.get(VrrpKeywords.UNICAST_FAULT_NO_PEER)) {
            if (!hasInterface) {
                error(section.position(), "vrrp_instance " + name
                    + " has neither an interface nor a peer, and is left out", "write unicast_peer");
                return false;
            }
            diagnostics.report(Problem.DEPRECATED, section.position(), "vrrp_instance " + name
                + " is for unicast and has no peer: it uses multicast", "write unicast_peer");
        }
        return true;
    }

    private List<InterfaceAddress> addresses(Optional<String> interfaceName) {
        var addresses = new ArrayList<InterfaceAddress>();
        List<InterfaceAddress> given = section.get(VrrpKeywords.VIRTUAL_IPADDRESS);
        for (int i = 0; i < given.size(); i++) {
            InterfaceAddress address = given.get(i);
            if (address.address().address().family() != family) {
                error(section.positionOf(VrrpKeywords.VIRTUAL_IPADDRESS, i), "the address "
                    + address.address()
                    + " is not of the family of " + name + ", and is left out",
                    "write it in virtual_ipaddress_excluded");
            } else {
                addresses.add(placed(address, interfaceName,
                    section.positionOf(VrrpKeywords.VIRTUAL_IPADDRESS, i)));
            }
        }
        if (strict && family == Family.IPV6 && !addresses.isEmpty()
            && !addresses.getFirst().address().address().isLinkLocalIpv6()) {
            warn(VrrpKeywords.VIRTUAL_IPADDRESS, "strict_mode wants the first IPv6 address to be link-local",
                "write one of fe80::/10 first");
        }
        return addresses;
    }

    private List<InterfaceAddress> excluded(Optional<String> interfaceName) {
        var addresses = new ArrayList<InterfaceAddress>();
        List<InterfaceAddress> given = section.get(VrrpKeywords.VIRTUAL_IPADDRESS_EXCLUDED);
        for (int i = 0; i < given.size(); i++) {
            long position = section.positionOf(VrrpKeywords.VIRTUAL_IPADDRESS_EXCLUDED, i);
            addresses.add(placed(given.get(i), interfaceName, position));
        }
        return addresses;
    }

    private InterfaceAddress placed(InterfaceAddress address, Optional<String> own, long position) {
        if (address.interfaceName().isPresent() && !all.interfaceExists(address.interfaceName().get())) {
            diagnostics.report(Problem.BAD_INTERFACE, position, "there is no interface "
                + address.interfaceName().get() + " for " + address.address(),
                "make it, or write dynamic_interfaces in global_defs");
        }
        if (address.useVmac()) {
            diagnostics.report(Problem.NOT_HONOURED, position, "use_vmac of " + address.address()
                + " is read and not acted on: only the interface of the instance has a VMAC");
        }
        return own.isPresent() ? address : StaticParts.withInterface(
            address, Optional.of(globals.get(GlobalKeywords.DEFAULT_INTERFACE)));
    }

    private void oldKeywords() {
        if (section.has(VrrpKeywords.LVS_SYNC_DAEMON_INTERFACE)) {
            diagnostics.report(Problem.DEPRECATED, section.positionOf(VrrpKeywords.LVS_SYNC_DAEMON_INTERFACE),
                "lvs_sync_daemon_interface is an old spelling", "write lvs_sync_daemon "
                    + section.get(VrrpKeywords.LVS_SYNC_DAEMON_INTERFACE) + " " + name + " in global_defs");
        }
    }

    private Duration advertInterval() {
        Duration given = section.get(VrrpKeywords.ADVERT_INT);
        long nanos = given.toNanos();
        Duration rounded = version == 2
            ? Duration.ofSeconds(Math.max(1, (nanos + 500_000_000) / 1_000_000_000))
            : Duration.ofMillis((nanos + 5_000_000) / 10_000_000 * 10);
        if (version == 3 && rounded.compareTo(LONGEST_V3) > 0) {
            rounded = LONGEST_V3;
        }
        if (!rounded.equals(given)) {
            warn(VrrpKeywords.ADVERT_INT, "advert_int " + seconds(given) + " cannot be told in version "
                + version
                + ", and is taken as " + seconds(rounded),
                version == 2 ? "write whole seconds" : "write hundredths of seconds up to 40.95");
        }
        return rounded;
    }

    private static String seconds(Duration time) {
        return VrrpKeywords.ADVERT_INT.type().write(time);
    }

    private Transport transport() {
        Optional<IpAddress> source = section.given(
            section.has(VrrpKeywords.UNICAST_SRC_IP) ? VrrpKeywords.UNICAST_SRC_IP
                : VrrpKeywords.MCAST_SRC_IP);
        if (source.isPresent() && source.get().family() != family) {
            error(section.positionOf(VrrpKeywords.UNICAST_SRC_IP), "the source address " + source.get()
                + " is not of the family of " + name + ", and is not used", "write one that is");
            source = Optional.empty();
        }
        source.ifPresent(this::lookAtNetwork);
        if (section.has(VrrpKeywords.UNICAST_TTL) && peers.isEmpty()) {
            warn(VrrpKeywords.UNICAST_TTL, "unicast_ttl goes with peers, and is not used", "take it out");
        }
        IpAddress group = section.get(VrrpKeywords.MCAST_DST_IP, globals.get(family == Family.IPV4
            ? GlobalKeywords.VRRP_MCAST_GROUP4 : GlobalKeywords.VRRP_MCAST_GROUP6));
        return new Transport(
            source, peers, group, peers.isEmpty() ? 255 : section.get(VrrpKeywords.UNICAST_TTL),
            !peers.isEmpty() && get(VrrpKeywords.CHECK_UNICAST_SRC, GlobalKeywords.VRRP_CHECK_UNICAST_SRC),
            section.get(VrrpKeywords.UNICAST_FAULT_NO_PEER), section.get(VrrpKeywords.TRACK_SRC_IP),
            section.get(VrrpKeywords.OLD_UNICAST_CHECKSUM, OldChecksum.AUTO));
    }

    /// A source address that is in the network of the peers but for one number was probably mistyped.
    private void lookAtNetwork(IpAddress source) {
        if (family != Family.IPV4 || peers.isEmpty()) {
            return;
        }
        IpAddress meant = null;
        for (UnicastPeer peer : peers) {
            int differing = (source.ipv4() ^ peer.address().ipv4()) & ~LAST_NUMBER;
            if (differing == 0) {
                return;
            }
            boolean one = (differing & 0xff000000) == differing || (differing & 0xff0000) == differing
                || (differing & 0xff00) == differing;
            meant = one ? IpAddress.ofIpv4(peer.address().ipv4() & ~LAST_NUMBER | source.ipv4() & LAST_NUMBER)
                : meant;
        }
        if (meant != null) {
            diagnostics.report(Problem.ADVICE, section.positionOf(VrrpKeywords.UNICAST_SRC_IP),
                "the source address "
                + source + " differs from its peers' network in one number", "did you mean " + meant + "?");
        }
    }

    private boolean preempt() {
        boolean refused = section.get(VrrpKeywords.NOPREEMPT);
        if (refused && priority == OWNER) {
            warn(VrrpKeywords.NOPREEMPT, "nopreempt does not go with priority 255, and is not used",
                "take it out");
            return true;
        }
        if (refused && master) {
            warn(VrrpKeywords.NOPREEMPT, "nopreempt does not go with state MASTER, and is not used",
                "write state BACKUP");
            return true;
        }
        return !refused;
    }

    private Duration preemptDelay() {
        Duration delay = section.get(VrrpKeywords.PREEMPT_DELAY);
        String refused = delay.isZero() ? "" : strict ? "strict_mode" : master ? "state MASTER"
            : !preempt ? "nopreempt" : "";
        if (refused.isEmpty()) {
            return delay;
        }
        warn(VrrpKeywords.PREEMPT_DELAY, "preempt_delay does not go with " + refused + ", and is not used",
            "take it out");
        return Duration.ZERO;
    }

    private boolean accept() {
        if (section.get(VrrpKeywords.NO_ACCEPT)) {
            return false;
        }
        boolean asked = section.has(VrrpKeywords.ACCEPT);
        if (asked && strict && priority != OWNER) {
            warn(VrrpKeywords.ACCEPT, "strict_mode has no accept mode, except for the owner of the addresses",
                "take it out");
        }
        return priority == OWNER || !strict;
    }

    private int downTimerAdverts() {
        int given = get(VrrpKeywords.DOWN_TIMER_ADVERTS, GlobalKeywords.VRRP_DOWN_TIMER_ADVERTS);
        if (strict && given != DOWN_TIMER_ADVERTS) {
            warn(VrrpKeywords.DOWN_TIMER_ADVERTS, "strict_mode has 3 for down_timer_adverts, not " + given,
                "take it out");
        }
        return strict ? DOWN_TIMER_ADVERTS : given;
    }

    private Optional<Integer> timerExpiredBackup() {
        Optional<Integer> given = section.given(VrrpKeywords.TIMER_EXPIRED_BACKUP);
        if (given.isPresent() && !section.get(VrrpKeywords.NOPREEMPT)) {
            warn(VrrpKeywords.TIMER_EXPIRED_BACKUP, "timer_expired_backup needs nopreempt, and is not used",
                "write nopreempt");
            return Optional.empty();
        }
        return given;
    }

    private static Garp withoutLowerPriority(Garp garp) {
        return new Garp(
            garp.masterDelay(), garp.masterRepeat(), garp.masterRefresh(), garp.masterRefreshRepeat(),
                Duration.ZERO,
            0, garp.interval(), garp.gnaInterval(), garp.extraInterface(), garp.extraAll());
    }

    private Optional<Vmac> vmac() {
        Optional<VmacLine> given = section.given(VrrpKeywords.USE_VMAC);
        Optional<IpvlanLine> ipvlan = section.given(VrrpKeywords.USE_IPVLAN);
        boolean base = section.get(VrrpKeywords.VMAC_XMIT_BASE);
        if (given.isPresent() && ipvlan.isPresent()) {
            error(section.positionOf(VrrpKeywords.USE_IPVLAN),
                "use_ipvlan does not go with use_vmac, and is not used",
                "take one of them out");
            ipvlan = Optional.empty();
        }
        if (given.isEmpty() && ipvlan.isEmpty()) {
            if (base) {
                warn(VrrpKeywords.VMAC_XMIT_BASE, "vmac_xmit_base goes with use_vmac, and is not used",
                    "take it out");
            }
            return Optional.empty();
        }
        if (!peers.isEmpty() && !base && given.isPresent()) {
            warn(VrrpKeywords.USE_VMAC, "use_vmac with peers needs vmac_xmit_base, which is taken as given",
                "write it");
            base = true;
        }
        String prefix = globals.get(GlobalKeywords.VMAC_PREFIX) + (family == Family.IPV6 ? "6." : ".");
        String made = prefix + section.get(VrrpKeywords.VIRTUAL_ROUTER_ID);
        String vmacName = given.flatMap(VmacLine::name).or(() -> section.given(VrrpKeywords.USE_IPVLAN)
            .flatMap(IpvlanLine::name)).orElse(made);
        return Optional.of(new Vmac(
            vmacName, given.flatMap(VmacLine::parent), given.flatMap(VmacLine::mac),
            given.filter(VmacLine::netlinkNotify).isPresent(), given.flatMap(VmacLine::group), base
                && !strict,
            section.get(VrrpKeywords.USE_VMAC_ADDR),
            ipvlan.map(line -> new Ipvlan(line.address(), line.mode()))));
    }

    private boolean promoteSecondaries() {
        boolean asked = section.get(VrrpKeywords.PROMOTE_SECONDARIES);
        if (asked && section.has(VrrpKeywords.USE_VMAC)) {
            warn(VrrpKeywords.PROMOTE_SECONDARIES, "promote_secondaries is always set with use_vmac",
                "take it out");
            return false;
        }
        return asked;
    }

    private Optional<String> vrf(Optional<String> interfaceName) {
        Optional<String> given = section.given(VrrpKeywords.VRF);
        if (given.isPresent() && interfaceName.isPresent()) {
            error(section.positionOf(VrrpKeywords.VRF), "vrf does not go with interface, and is not used",
                "take one of them out");
            return Optional.empty();
        }
        return given;
    }
}
