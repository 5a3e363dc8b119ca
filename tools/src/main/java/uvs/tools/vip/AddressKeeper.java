package uvs.tools.vip;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.InterfaceAddress;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.Rtnetlink;
import uvs.tools.tune.KernelSetting;
import uvs.tools.tune.Tuning;

/// Keeps the virtual addresses of a real server on one interface.
///
/// Each address is marked as ours with `IFA_PROTO`, which the kernel keeps for as long as the address is
/// there: no crash can separate the two, and after a boot both are gone. What has no such mark was put there
/// by others, and is never touched.
///
/// The addresses have the scope `host`: the kernel then never chooses one of them as the source of what it
/// sends by itself, also on a host whose other interfaces have no address.
public final class AddressKeeper implements AutoCloseable {

    /// `IFA_PROTO` of our addresses: a number that nobody else uses (iproute2's rt_addrprotos, and VRRP's).
    static final int ORIGIN = 0xc6;

    private static final int SCOPE_HOST = 254;
    private static final String CREATABLE = "dummy[0-9]+";

    private final String device;
    private final Path state;
    private final boolean dryRun;
    private final Consumer<String> report;
    private final Rtnetlink netlink;
    private int changes;

    /// @param device the interface
    /// @param state  the folder of the [Journal]
    /// @param dryRun whether to tell what would be changed, and change nothing
    /// @param report takes one line for each change
    public AddressKeeper(String device, Path state, boolean dryRun, Consumer<String> report)
            throws SystemCallException {
        this.device = device;
        this.state = state;
        this.dryRun = dryRun;
        this.report = report;
        netlink = new Rtnetlink();
    }

    /// The addresses of this host by which a real server may be known to others: all but those that were put
    /// here by us, and those of the loopback network, which every host has.
    public Set<IpAddress> ownAddresses() throws SystemCallException {
        Set<InterfaceAddress> ours = Set.copyOf(netlink.addressesOf(ORIGIN));
        return netlink.addresses().stream().filter(address -> !ours.contains(address))
            .map(address -> address.prefix().address()).filter(address -> !address.isLoopback())
            .collect(Collectors.toSet());
    }

    /// Has exactly these addresses on the interface, beside those of others.
    ///
    /// @return how many changes it took
    /// @throws IOException in one line with the cure; then nothing was added, unless the line before says so
    public int apply(SortedSet<IpAddress> wanted) throws IOException {
        changes = 0;
        if (dryRun) {
            change(wanted, null);
            return changes;
        }
        try (var journal = Journal.open(state)) {
            try {
                change(wanted, journal);
            } catch (IOException e) {
                undoUnlessInUse(journal, e);
                throw e;
            }
        }
        return changes;
    }

    /// Takes away the addresses that were put on the interface, and changes back all that was changed for
    /// them.
    ///
    /// @return how many changes it took
    public int clear() throws IOException {
        changes = 0;
        if (dryRun) {
            removeOurs(new TreeSet<>());
            return changes;
        }
        try (var journal = Journal.open(state)) {
            removeOurs(new TreeSet<>());
            undo(journal);
        }
        return changes;
    }

    private void change(SortedSet<IpAddress> wanted, Journal journal) throws IOException {
        removeOurs(wanted);
        SortedSet<IpAddress> missing = missing(wanted);
        if (link().isEmpty() && missing.isEmpty()) {
            return;
        }
        int index = require(journal);
        if (wanted.stream().anyMatch(address -> address.family() == Family.IPV4)) {
            keepQuiet(index, journal);
        }
        if (!missing.isEmpty() && index != 0 && (netlink.flags(index) & Rtnetlink.FLAG_UP) == 0) {
            act("set " + device + " up", () -> {
                journal.noteRaised(device, index);
                netlink.setUp(index, true);
            });
        }
        for (IpAddress address : missing) {
            act("add " + whole(address) + " to " + device, () -> add(index, address));
        }
    }

    /// Takes away what is ours and not wanted.
    private void removeOurs(SortedSet<IpAddress> wanted) throws IOException {
        for (InterfaceAddress address : ours()) {
            if (!wanted.contains(address.prefix().address())) {
                remove(address);
            }
        }
    }

    private void remove(InterfaceAddress address) throws IOException {
        act("remove " + address.prefix() + " from " + device,
            () -> netlink.deleteAddress(address.linkIndex(), address.prefix()));
    }

    /// What of the wanted is not on the interface yet. What others put there is there.
    private SortedSet<IpAddress> missing(SortedSet<IpAddress> wanted) throws SystemCallException {
        var missing = new TreeSet<>(wanted);
        Optional<Link> link = link();
        if (link.isPresent()) {
            Set<InterfaceAddress> ours = Set.copyOf(ours());
            for (InterfaceAddress address : netlink.addresses()) {
                boolean wantedHere = address.linkIndex() == link.get().index()
                    && missing.remove(address.prefix().address());
                if (wantedHere && !ours.contains(address)) {
                    report.accept(
                        address.prefix() + " is on " + device + " already, and not by uvs: left alone");
                }
            }
        }
        return missing;
    }

    private void add(int index, IpAddress address) throws IOException {
        Prefix prefix = whole(address);
        netlink.addAddress(index, prefix, SCOPE_HOST, ORIGIN);
        if (!ours().contains(new InterfaceAddress(index, prefix))) {
            netlink.deleteAddress(index, prefix);
            throw new VipException("this kernel does not keep who put an address there, so that it could not be"
                + " told from others' later: uvs vip needs Linux 5.18 or newer");
        }
    }

    /// The number of the interface, which is made if need be; 0 where it would be made.
    private int require(Journal journal) throws IOException {
        Optional<Link> there = link();
        if (there.isEmpty()) {
            if (!device.matches(CREATABLE)) {
                throw new VipException("there is no interface " + device + ": make it, as by ip link add "
                    + device + " type dummy, or name another with --dev");
            }
            act("make the interface " + device, () -> make(journal));
            return link().map(Link::index).orElse(0);
        }
        int index = there.get().index();
        if ((netlink.flags(index) & (Rtnetlink.FLAG_LOOPBACK | Rtnetlink.FLAG_NO_ARP)) == 0) {
            throw new VipException(device + " answers ARP for its addresses, so that clients' packets would come"
                + " past the director: name a dummy interface or lo with --dev");
        }
        return index;
    }

    private void make(Journal journal) throws IOException {
        try {
            netlink.addLink(device, "dummy");
        } catch (SystemCallException e) {
            throw new VipException(e.getMessage() + "; if this kernel has no dummy interfaces (modprobe dummy),"
                + " put the addresses on the loopback interface: --dev lo", e);
        }
        journal.noteMade(device, link().orElseThrow().index());
    }

    /// Sees to it that this host answers no ARP request for what is on the interface. What is there already
    /// is taken away if that cannot be done: it would draw the packets of clients past the director.
    private void keepQuiet(int index, Journal journal) throws IOException {
        if (index == 0) {
            // The settings of an interface that would be made are those of any new one.
            report.accept("would see to the ARP settings of " + device);
            return;
        }
        try {
            for (KernelSetting setting : Tuning.arp(device)) {
                String before = setting.read();
                if (!setting.accepted().contains(before)) {
                    act("set " + setting.name() + " from " + before + " to " + setting.value(), () -> {
                        journal.noteSetting(setting.key(), before);
                        setting.apply();
                    });
                }
            }
        } catch (IOException e) {
            for (InterfaceAddress address : ours()) {
                if (address.prefix().address().family() == Family.IPV4) {
                    remove(address);
                }
            }
            throw new VipException(
                "the ARP settings cannot be made, so no address is added: " + e.getMessage(), e);
        }
    }

    private void undoUnlessInUse(Journal journal, IOException failure) {
        try {
            if (ours().isEmpty()) {
                undo(journal);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// Changes settings and interface back. What others have changed since stays as they have it.
    private void undo(Journal journal) throws IOException {
        boolean usedElsewhere = !netlink.addressesOf(ORIGIN).isEmpty();
        for (KernelSetting setting : Tuning.arp(device)) {
            String before = journal.settings().get(setting.key());
            if (before == null) {
                continue;
            }
            if (usedElsewhere && setting.isOfAll()) {
                report.accept(setting.name() + " stays: another interface has virtual addresses");
                continue;
            }
            if (setting.exists()) {
                undo(setting, before);
            }
            journal.forgetSetting(setting.key());
        }
        Optional<Link> link = link();
        if (link.isPresent()) {
            undoLink(link.get().index(), journal);
        }
        journal.forgetLink(device);
    }

    private void undo(KernelSetting setting, String before) throws IOException {
        if (setting.read().equals(setting.value())) {
            act("set " + setting.name() + " back to " + before, () -> setting.write(before));
        } else {
            report.accept(setting.name() + " was changed since: left alone");
        }
    }

    private void undoLink(int index, Journal journal) throws IOException {
        boolean made = journal.made(device).orElse(0) == index;
        boolean raised = journal.raised(device).orElse(0) == index;
        if (!made && !raised) {
            return;
        }
        boolean usedByOthers = netlink.addresses().stream().filter(address -> address.linkIndex() == index)
            .anyMatch(address -> !address.prefix().address().isLinkLocalIpv6());
        if (usedByOthers) {
            report.accept(device + " has addresses of others: left as it is");
        } else if (made) {
            act("delete the interface " + device, () -> netlink.deleteLink(index));
        } else {
            act("set " + device + " down", () -> netlink.setUp(index, false));
        }
    }

    private List<InterfaceAddress> ours() throws SystemCallException {
        Optional<Link> link = link();
        var ours = new ArrayList<InterfaceAddress>();
        for (InterfaceAddress address : netlink.addressesOf(ORIGIN)) {
            if (link.isPresent() && link.get().index() == address.linkIndex()) {
                ours.add(address);
            }
        }
        return ours;
    }

    private Optional<Link> link() throws SystemCallException {
        return netlink.links().stream().filter(link -> link.name().equals(device)).findFirst();
    }

    private static Prefix whole(IpAddress address) {
        return new Prefix(address, address.family().bits());
    }

    private interface Action {
        void run() throws IOException;
    }

    private void act(String text, Action action) throws IOException {
        if (!dryRun) {
            action.run();
        }
        changes++;
        report.accept(dryRun ? "would " + text : text);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
