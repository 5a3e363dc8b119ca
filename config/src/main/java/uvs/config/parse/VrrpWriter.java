package uvs.config.parse;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.BfdInstance;
import uvs.config.Configuration;
import uvs.config.Garp;
import uvs.config.Notify;
import uvs.config.TrackFile;
import uvs.config.TrackProcess;
import uvs.config.Tracking;
import uvs.config.Tracking.Tracked;
import uvs.config.VrrpInstance;
import uvs.config.VrrpInstance.Authentication;
import uvs.config.VrrpInstance.OldChecksum;
import uvs.config.VrrpInstance.Transport;
import uvs.config.VrrpInstance.Vmac;
import uvs.config.VrrpScript;
import uvs.config.VrrpSyncGroup;
import uvs.config.keyword.GarpExtra;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.keyword.TrackedLine;
import uvs.config.keyword.VmacType.IpvlanLine;
import uvs.config.keyword.VmacType.VmacLine;
import uvs.config.keyword.VrrpKeywords;
import uvs.config.net.Family;

/// Writes VRRP instances and sync groups.
final class VrrpWriter {

    private final Output out;
    /// The trackers that count the other way round unless a line says `noreverse`.
    private final Set<String> reversed = new HashSet<>();

    VrrpWriter(Output out, Configuration all) {
        this.out = out;
        all.vrrpScripts().stream().filter(VrrpScript::reverse).map(VrrpScript::name).forEach(reversed::add);
        all.trackProcesses().stream().filter(TrackProcess::reverse).map(TrackProcess::name)
            .forEach(reversed::add);
        all.trackFiles().stream().filter(TrackFile::reverse).map(TrackFile::name).forEach(reversed::add);
        all.bfdInstances().stream().filter(BfdInstance::reverse).map(BfdInstance::name)
            .forEach(reversed::add);
    }

    void group(VrrpSyncGroup g) {
        out.section(RootKeywords.VRRP_SYNC_GROUP, g.name(), () -> {
            out.lines(VrrpKeywords.GROUP, g.instances());
            notifiers(g.notifiers(), VrrpKeywords.GROUP_NOTIFIERS);
            out.value(VrrpKeywords.GROUP_SMTP_ALERT, g.smtpAlert());
            tracking(g.tracking(), VrrpKeywords.GROUP_TRACKERS);
            out.flag(VrrpKeywords.SYNC_GROUP_TRACKING_WEIGHT, g.trackingWeight());
        });
    }

    void instance(VrrpInstance i) {
        out.section(RootKeywords.VRRP_INSTANCE, i.name(), () -> {
            out.value(VrrpKeywords.STATE, i.master() ? "MASTER" : "BACKUP");
            out.value(VrrpKeywords.INTERFACE, i.interfaceName());
            out.value(VrrpKeywords.VIRTUAL_ROUTER_ID, i.virtualRouterId());
            out.value(VrrpKeywords.VERSION, i.version());
            out.value(VrrpKeywords.PRIORITY, i.priority());
            out.value(VrrpKeywords.ADVERT_INT, i.advertInterval());
            out.value(VrrpKeywords.STRICT_MODE, i.strict());
            boolean undecided = i.addresses().isEmpty() && i.transport().peers().isEmpty();
            out.flag(VrrpKeywords.NATIVE_IPV6, undecided && i.family() == Family.IPV6);
            out.lines(VrrpKeywords.VIRTUAL_IPADDRESS, i.addresses());
            out.lines(VrrpKeywords.VIRTUAL_IPADDRESS_EXCLUDED, i.excludedAddresses());
            out.flag(VrrpKeywords.NO_VIRTUAL_IPADDRESS, i.noVirtualIpAddress());
            out.lines(VrrpKeywords.VIRTUAL_ROUTES, i.routes());
            out.lines(VrrpKeywords.VIRTUAL_RULES, i.rules());
            authentication(i.authentication());
            transport(i);
            preemption(i);
            behaviour(i);
            garp(i.garp());
            tracking(i.tracking(), VrrpKeywords.TRACKERS);
            out.flag(VrrpKeywords.DONT_TRACK_PRIMARY, !i.trackPrimary());
            notifiers(i.notifiers(), VrrpKeywords.NOTIFIERS);
            if (i.notifiers().tellDeleted() || i.notifiers().deleted().isPresent()) {
                out.value(VrrpKeywords.NOTIFY_DELETED, i.notifiers().deleted());
            }
            out.value(VrrpKeywords.NOTIFY_MASTER_RX_LOWER_PRI, i.notifiers().masterRxLowerPri());
            out.value(VrrpKeywords.SMTP_ALERT, i.smtpAlert());
            i.vmac().ifPresent(this::vmac);
            out.value(VrrpKeywords.VRF, i.vrf());
            out.flag(VrrpKeywords.PROMOTE_SECONDARIES, i.promoteSecondaries());
            out.value(VrrpKeywords.LVS_SYNC_DAEMON_INTERFACE, i.lvsSyncDaemonInterface());
            out.flag(VrrpKeywords.LINKBEAT_USE_POLLING, i.linkbeatUsePolling());
            out.value(VrrpKeywords.KERNEL_RX_BUF_SIZE, i.kernelReceiveBuffer());
            out.value(VrrpKeywords.DEBUG, i.debug());
        });
    }

    private void authentication(Authentication authentication) {
        switch (authentication) {
            case Authentication.None() -> {
            }
            case Authentication.SimplePassword(String password) -> authentication("PASS", password);
            case Authentication.AuthenticationHeader(String password) -> authentication("AH", password);
            case Authentication.Hmac hmac -> out.section(VrrpKeywords.AUTH_HMAC, () -> {
                hmac.keys().forEach(key -> out.value(VrrpKeywords.KEY, List.of(key)));
                out.value(VrrpKeywords.ACTIVE_KEY, hmac.activeKey());
                out.value(VrrpKeywords.TIME_WINDOW, hmac.timeWindow());
                out.value(VrrpKeywords.ANTI_REPLAY, hmac.antiReplay());
                out.value(VrrpKeywords.HMAC_MODE, hmac.mode());
            });
        }
    }

    private void authentication(String type, String password) {
        out.section(VrrpKeywords.AUTHENTICATION_BLOCK, () -> {
            out.value(VrrpKeywords.AUTH_TYPE, type);
            out.value(VrrpKeywords.AUTH_PASS, password);
        });
    }

    private void transport(VrrpInstance i) {
        Transport t = i.transport();
        boolean unicast = !t.peers().isEmpty() || i.interfaceName().isEmpty();
        out.value(unicast ? VrrpKeywords.UNICAST_SRC_IP : VrrpKeywords.MCAST_SRC_IP, t.source());
        out.lines(VrrpKeywords.UNICAST_PEER, t.peers());
        if (!t.peers().isEmpty()) {
            out.value(VrrpKeywords.UNICAST_TTL, t.unicastTtl());
            out.value(VrrpKeywords.CHECK_UNICAST_SRC, t.checkSource());
        }
        var usual = new Section(RootKeywords.GLOBAL_DEFS.inner(), true, 0, 0).get(i.family() == Family.IPV4
            ? GlobalKeywords.VRRP_MCAST_GROUP4 : GlobalKeywords.VRRP_MCAST_GROUP6);
        if (!unicast || !t.multicastGroup().equals(usual)) {
            out.value(VrrpKeywords.MCAST_DST_IP, t.multicastGroup());
        }
        out.flag(VrrpKeywords.UNICAST_FAULT_NO_PEER, t.faultNoPeer());
        out.flag(VrrpKeywords.TRACK_SRC_IP, t.trackSource());
        if (t.oldChecksum() != OldChecksum.AUTO) {
            out.value(VrrpKeywords.OLD_UNICAST_CHECKSUM, t.oldChecksum());
        }
    }

    private void preemption(VrrpInstance i) {
        out.flag(i.preempt() ? VrrpKeywords.PREEMPT : VrrpKeywords.NOPREEMPT, true);
        out.value(VrrpKeywords.PREEMPT_DELAY, i.preemptDelay());
        out.flag(i.accept() ? VrrpKeywords.ACCEPT : VrrpKeywords.NO_ACCEPT, true);
    }

    private void behaviour(VrrpInstance i) {
        out.value(VrrpKeywords.SKIP_CHECK_ADV_ADDR, i.skipCheckAdvAddr());
        out.value(VrrpKeywords.V3_CHECKSUM_AS_V2, i.v3ChecksumAsV2(), false);
        out.value(VrrpKeywords.DOWN_TIMER_ADVERTS, i.downTimerAdverts());
        out.value(VrrpKeywords.TIMER_EXPIRED_BACKUP, i.timerExpiredBackup());
        out.value(VrrpKeywords.LOWER_PRIO_NO_ADVERT, i.lowerPrioNoAdvert());
        out.value(VrrpKeywords.HIGHER_PRIO_SEND_ADVERT, i.higherPrioSendAdvert());
        out.value(VrrpKeywords.OWNER_IGNORE_ADVERTS, i.ownerIgnoreAdverts(), false);
    }

    private void garp(Garp g) {
        out.value(VrrpKeywords.GARP_MASTER_DELAY, g.masterDelay());
        out.value(VrrpKeywords.GARP_MASTER_REPEAT, g.masterRepeat());
        out.value(VrrpKeywords.GARP_MASTER_REFRESH, g.masterRefresh());
        out.value(VrrpKeywords.GARP_MASTER_REFRESH_REPEAT, g.masterRefreshRepeat());
        out.value(VrrpKeywords.GARP_LOWER_PRIO_DELAY, g.lowerPriorityDelay());
        out.value(VrrpKeywords.GARP_LOWER_PRIO_REPEAT, g.lowerPriorityRepeat());
        if (g.extraInterface().isPresent() || g.extraAll()) {
            long seconds = g.extraInterface().orElse(Duration.ZERO).toSeconds();
            out.value(VrrpKeywords.GARP_EXTRA_IF, new GarpExtra((int) seconds, g.extraAll()));
        }
    }

    private void tracking(Tracking t, VrrpKeywords.Trackers keywords) {
        out.lines(keywords.interfaces, lines(t.interfaces(), Set.of()));
        out.lines(keywords.scripts, lines(t.scripts(), reversed));
        out.lines(keywords.processes, lines(t.processes(), reversed));
        out.lines(keywords.files, lines(t.files(), reversed));
        out.lines(keywords.bfds, lines(t.bfds(), reversed));
    }

    private static List<TrackedLine> lines(List<Tracked> tracked, Set<String> reversed) {
        return tracked.stream().map(one -> new TrackedLine(
            one.name(), Optional.of(one.weight()),
            one.reverse() || reversed.contains(one.name()) ? Optional.of(one.reverse()) : Optional.empty(),
            0)).toList();
    }

    private void notifiers(Notify n, VrrpKeywords.Notifiers keywords) {
        out.value(keywords.master, n.master());
        out.value(keywords.backup, n.backup());
        out.value(keywords.fault, n.fault());
        out.value(keywords.stop, n.stop());
        out.value(keywords.any, n.any());
        out.value(keywords.priorityChanges, n.priorityChanges());
    }

    private void vmac(Vmac v) {
        if (v.ipvlan().isPresent()) {
            var ipvlan = v.ipvlan().get();
            out.value(VrrpKeywords.USE_IPVLAN, new IpvlanLine(Optional.of(v.name()), ipvlan.address(),
                ipvlan.mode()));
        } else {
            out.value(VrrpKeywords.USE_VMAC, new VmacLine(
                Optional.of(v.name()), v.parent(), v.macAddress(), v.netlinkNotify(), v.group()));
        }
        out.flag(VrrpKeywords.VMAC_XMIT_BASE, v.transmitBase());
        out.flag(VrrpKeywords.USE_VMAC_ADDR, v.useForAddresses());
    }
}
