package uvs.tools.daemon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;

/// The table that the configuration and the checks want, the changes made by hand, and the table that comes of both.
///
/// The checks and the hand do not fight. The checks say whether a real server of the configuration can serve; the
/// hand says with which settings it does, and both hold: one that was given a weight by hand goes out when its checks
/// fail, and comes back with that weight; one that was removed by hand stays removed, whatever its checks say; one that
/// was added by hand, and is in no configuration, no check takes out. [#revert] ends all of it, at a reload.
///
/// Used on the conductor only. [#checked] and [#byHand] are the two faces.
final class HandChanges {

    private final Backend table;
    private final Map<VirtualServerId, Wanted> wanted = new LinkedHashMap<>();
    private final Map<VirtualServerId, Held> hand = new LinkedHashMap<>();
    private final Backend checked;
    private final HandTable byHand;
    private Optional<ConnectionTimeouts> timeoutsBefore = Optional.empty();

    /// What the configuration and the checks want of one virtual server.
    private static final class Wanted {
        private VirtualServerSettings settings;
        private final Map<RealServerId, RealServerSettings> realServers = new LinkedHashMap<>();
    }

    /// What the hand has done to one virtual server.
    private static final class Held {

        /// Whether it was added by hand, or removed: its real servers are no longer the checks' then.
        private boolean added;
        private boolean removed;
        private Optional<VirtualServerSettings> settings = Optional.empty();
        private final Map<RealServerId, HeldReal> realServers = new LinkedHashMap<>();

        private boolean isOwn() {
            return added || removed;
        }
    }

    /// What the hand has done to one real server.
    ///
    /// @param settings   empty for one that was removed
    /// @param added      whether it stays also while the checks want it out, as one that they do not know
    /// @param failed     whether the checks have set its weight to 0 since: it is down, and was not taken out
    /// @param drainedFrom the weight before it was drained
    private record HeldReal(
        Optional<RealServerSettings> settings, boolean added, boolean failed, Optional<Integer> drainedFrom) {

        private HeldReal checked(boolean nowFailed) {
            return new HeldReal(settings, false, nowFailed, drainedFrom);
        }

        private RealServerSettings effective() {
            RealServerSettings set = settings.orElseThrow();
            return failed ? set.withWeight(0) : set;
        }
    }

    /// @param table what packets follow
    HandChanges(Backend table) {
        this.table = table;
        checked = new CheckedTable(this);
        byHand = new HandTable(this);
    }

    /// Where the decisions of the checks are carried out.
    Backend checked() {
        return checked;
    }

    /// Where commands are carried out.
    HandTable byHand() {
        return byHand;
    }

    Backend table() {
        return table;
    }

    // What the checks and the configuration say.

    void wantVirtual(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        Wanted entry = wanted.get(id);
        boolean isNew = entry == null;
        if (isNew) {
            entry = new Wanted();
            wanted.put(id, entry);
        }
        entry.settings = settings;
        Held held = hand.get(id);
        if (held == null) {
            if (isNew) {
                table.addVirtualServer(id, settings);
            } else {
                table.editVirtualServer(id, settings);
            }
        } else if (!held.isOwn() && held.settings.isEmpty()) {
            table.editVirtualServer(id, settings);
        }
    }

    void dropVirtual(VirtualServerId id) throws BackendException {
        wanted.remove(id);
        Held held = hand.get(id);
        if (held == null || !held.isOwn()) {
            hand.remove(id);
            table.removeVirtualServer(id);
        }
    }

    void wantReal(VirtualServerId virtual, RealServerId id, RealServerSettings settings) throws BackendException {
        Wanted entry = wanted.get(virtual);
        boolean isNew = entry == null || entry.realServers.put(id, settings) == null;
        Held held = hand.get(virtual);
        if (held != null && held.isOwn()) {
            return;
        }
        HeldReal real = held == null ? null : held.realServers.get(id);
        if (real == null) {
            if (isNew) {
                table.addRealServer(virtual, id, settings);
            } else {
                table.editRealServer(virtual, id, settings);
            }
        } else if (real.settings.isPresent()) {
            boolean stands = !isNew || real.added;
            HeldReal now = real.checked(settings.weight() == 0 && !isNew);
            held.realServers.put(id, now);
            if (!stands) {
                table.addRealServer(virtual, id, now.effective());
            } else if (!now.effective().equals(real.effective())) {
                table.editRealServer(virtual, id, now.effective());
            }
        }
    }

    void dropReal(VirtualServerId virtual, RealServerId id) throws BackendException {
        Wanted entry = wanted.get(virtual);
        if (entry != null) {
            entry.realServers.remove(id);
        }
        Held held = hand.get(virtual);
        HeldReal real = held == null ? null : held.realServers.get(id);
        boolean stands = (held == null || !held.isOwn())
            && (real == null || real.settings.isPresent() && !real.added);
        if (stands) {
            table.removeRealServer(virtual, id);
        }
    }

    // What the hand says. The table refuses first what cannot be.

    void addVirtual(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        table.addVirtualServer(id, settings);
        Held held = hand.computeIfAbsent(id, _ -> new Held());
        held.added = true;
        held.settings = Optional.of(settings);
    }

    void editVirtual(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        table.editVirtualServer(id, settings);
        if (isKnown(id)) {
            hand.computeIfAbsent(id, _ -> new Held()).settings = Optional.of(settings);
        }
    }

    void removeVirtual(VirtualServerId id) throws BackendException {
        table.removeVirtualServer(id);
        forget(id);
    }

    private void forget(VirtualServerId id) {
        hand.remove(id);
        if (wanted.containsKey(id)) {
            var held = new Held();
            held.removed = true;
            hand.put(id, held);
        }
    }

    void flush() throws BackendException {
        table.flush();
        var all = new LinkedHashSet<>(wanted.keySet());
        all.addAll(hand.keySet());
        all.forEach(this::forget);
    }

    void addReal(VirtualServerId virtual, RealServerId id, RealServerSettings settings) throws BackendException {
        table.addRealServer(virtual, id, settings);
        if (isKnown(virtual)) {
            boolean isWanted = wantedReal(virtual, id).isPresent();
            hold(virtual, id, new HeldReal(Optional.of(settings), !isWanted, false, Optional.empty()));
        }
    }

    void editReal(VirtualServerId virtual, RealServerId id, RealServerSettings settings) throws BackendException {
        editReal(virtual, id, settings, Optional.empty());
    }

    private void editReal(VirtualServerId virtual, RealServerId id, RealServerSettings settings,
        Optional<Integer> drainedFrom) throws BackendException {
        table.editRealServer(virtual, id, settings);
        if (isKnown(virtual)) {
            HeldReal before = held(virtual, id);
            boolean added = before == null ? wantedReal(virtual, id).isEmpty() : before.added;
            hold(virtual, id, new HeldReal(Optional.of(settings), added, false, drainedFrom));
        }
    }

    /// Draining twice remembers the first weight.
    void drain(VirtualServerId virtual, RealServerId id) throws BackendException {
        RealServerSettings now = present(virtual, id);
        HeldReal held = held(virtual, id);
        if (held == null || held.drainedFrom.isEmpty()) {
            int weight = held == null ? now.weight() : held.settings.orElse(now).weight();
            editReal(virtual, id, now.withWeight(0), Optional.of(weight));
        }
    }

    void undrain(VirtualServerId virtual, RealServerId id) throws BackendException {
        RealServerSettings now = present(virtual, id);
        HeldReal held = held(virtual, id);
        if (held == null || held.drainedFrom.isEmpty()) {
            throw new BackendException(BackendException.Reason.INVALID,
                "real server " + id + " of " + virtual + " was not drained; set its weight instead");
        }
        editReal(virtual, id, now.withWeight(held.drainedFrom.get()), Optional.empty());
    }

    void removeReal(VirtualServerId virtual, RealServerId id) throws BackendException {
        table.removeRealServer(virtual, id);
        if (isKnown(virtual)) {
            hold(virtual, id, new HeldReal(Optional.empty(), false, false, Optional.empty()));
        }
    }

    void setTimeouts(ConnectionTimeouts timeouts) throws BackendException {
        ConnectionTimeouts before = table.timeouts();
        table.timeouts(timeouts);
        timeoutsBefore = timeoutsBefore.or(() -> Optional.of(before));
    }

    /// Whether a virtual server is the configuration's or was added here. Others in a kernel's table are whose they are.
    private boolean isKnown(VirtualServerId id) {
        Held held = hand.get(id);
        return wanted.containsKey(id) || held != null;
    }

    private void hold(VirtualServerId virtual, RealServerId id, HeldReal real) {
        hand.computeIfAbsent(virtual, _ -> new Held()).realServers.put(id, real);
    }

    private HeldReal held(VirtualServerId virtual, RealServerId id) {
        Held held = hand.get(virtual);
        return held == null ? null : held.realServers.get(id);
    }

    /// Whether the configuration and the checks want a real server in the table now.
    boolean isWanted(VirtualServerId virtual, RealServerId id) {
        return wantedReal(virtual, id).isPresent();
    }

    private Optional<RealServerSettings> wantedReal(VirtualServerId virtual, RealServerId id) {
        Wanted entry = wanted.get(virtual);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.realServers.get(id));
    }

    private RealServerSettings present(VirtualServerId virtual, RealServerId id) throws BackendException {
        return table.get(virtual).realServers().stream().filter(real -> real.id().equals(id)).findFirst()
            .orElseThrow(() -> new BackendException(BackendException.Reason.NO_REAL_SERVER,
                "there is no real server " + id + " of " + virtual)).settings();
    }

    // The end of it.

    /// What [#revert] would undo, one line each.
    List<String> describe() {
        var lines = new ArrayList<String>();
        hand.forEach((id, held) -> describe(id, held, lines));
        timeoutsBefore.ifPresent(before -> lines.add("timeouts set by hand: back to tcp " + before.tcpSeconds()
            + ", tcpfin " + before.tcpFinSeconds() + ", udp " + before.udpSeconds() + " seconds"));
        return lines;
    }

    private void describe(VirtualServerId id, Held held, List<String> lines) {
        String name = "virtual server " + id;
        Wanted entry = wanted.get(id);
        if (held.removed && !held.added) {
            lines.add(name + " removed by hand: back in the table");
            return;
        }
        if (held.added) {
            lines.add(name + " added by hand: " + (entry == null ? "removed" : "as in the configuration again"));
            return;
        }
        if (held.settings.isPresent() && !held.settings.get().equals(entry.settings)) {
            lines.add(name + " edited by hand: as in the configuration again");
        }
        held.realServers.forEach((real, each) -> {
            Optional<RealServerSettings> wants = Optional.ofNullable(entry.realServers.get(real));
            HandWords.undone(real + " of " + id, each.settings, wants).ifPresent(lines::add);
        });
    }

    /// Gives the table back to the configuration and the checks.
    void revert() throws BackendException {
        var held = new HashMap<>(hand);
        hand.clear();
        for (Map.Entry<VirtualServerId, Held> each : held.entrySet()) {
            revert(each.getKey(), each.getValue());
        }
        if (timeoutsBefore.isPresent()) {
            table.timeouts(timeoutsBefore.get());
            timeoutsBefore = Optional.empty();
        }
    }

    private void revert(VirtualServerId id, Held held) throws BackendException {
        Wanted entry = wanted.get(id);
        boolean stands = held.added || !held.removed;
        if (entry == null) {
            if (stands) {
                table.removeVirtualServer(id);
            }
            return;
        }
        if (!stands) {
            table.addVirtualServer(id, entry.settings);
        } else if (held.settings.isPresent()) {
            table.editVirtualServer(id, entry.settings);
        }
        revertReal(id, held, entry);
    }

    private void revertReal(VirtualServerId id, Held held, Wanted entry) throws BackendException {
        var standing = new HashMap<RealServerId, RealServerSettings>();
        table.get(id).realServers().forEach(real -> standing.put(real.id(), real.settings()));
        Set<RealServerId> ours = new LinkedHashSet<>(entry.realServers.keySet());
        ours.addAll(held.realServers.keySet());
        for (RealServerId real : ours) {
            RealServerSettings now = standing.get(real);
            RealServerSettings wants = entry.realServers.get(real);
            if (now == null && wants != null) {
                table.addRealServer(id, real, wants);
            } else if (now != null && wants == null) {
                table.removeRealServer(id, real);
            } else if (!Objects.equals(now, wants)) {
                table.editRealServer(id, real, wants);
            }
        }
    }
}
