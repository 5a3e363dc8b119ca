package uvs.tools.daemon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.VrrpInstance;
import uvs.vrrp.VrrpState;
import uvs.vrrp.agent.Statistics;
import uvs.vrrp.agent.VrrpSnapshot;

/// Virtual routers as JSON, with keepalived's keys: exporters for monitoring read them.
public final class VrrpJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String HIDDEN = "********";
    /// In keepalived's order. The extension `auth_ext` of later ones is not spoken here, so nothing of it is counted.
    private static final List<String> COUNTED = List.of("advert_rcvd", "advert_sent", "become_master", "release_master",
        "packet_len_err", "advert_interval_err", "ip_ttl_err", "invalid_type_rcvd", "addr_list_err", "invalid_authtype",
        "authtype_mismatch", "auth_failure", "auth_ext_missing", "auth_ext_malformed", "auth_ext_unknown_key",
        "auth_ext_invalid_hmac", "auth_ext_stale", "auth_ext_replay", "pri_zero_rcvd", "pri_zero_sent");

    private VrrpJson() {
    }

    /// @param version of `json_version`: 1 is an array of instances, 2 an object that has one
    public static String of(VrrpSnapshot snapshot, int version) {
        ArrayNode instances = MAPPER.createArrayNode();
        for (VrrpSnapshot.Router router : snapshot.routers()) {
            ObjectNode node = instances.addObject();
            data(node.putObject("data"), router);
            stats(node.putObject("stats"), router.statistics());
        }
        if (version == 1) {
            return instances.toString();
        }
        ObjectNode all = MAPPER.createObjectNode();
        all.set("vrrp", instances);
        all.putArray("track_process");
        return all.toString();
    }

    private static void data(ObjectNode data, VrrpSnapshot.Router router) {
        VrrpInstance instance = router.instance();
        data.put("iname", instance.name());
        data.put("dont_track_primary", number(!instance.trackPrimary()));
        data.put("skip_check_adv_addr", number(instance.skipCheckAdvAddr()));
        data.put("strict_mode", number(instance.strict()));
        data.put("vmac_ifname", instance.vmac().map(VrrpInstance.Vmac::name).orElse(""));
        data.put("ifp_ifname", instance.interfaceName().orElse(""));
        data.put("master_priority", router.state() == VrrpState.MASTER ? router.effectivePriority() : 0);
        data.put("last_transition",
            router.lastTransition().getEpochSecond() + router.lastTransition().getNano() / 1e9);
        announcements(data, instance);
        data.put("vrid", instance.virtualRouterId());
        data.put("base_priority", instance.priority());
        data.put("effective_priority", router.effectivePriority());
        data.put("vipset", router.state() == VrrpState.MASTER);
        data.put("promote_secondaries", instance.promoteSecondaries());
        data.put("adver_int", instance.advertInterval().toNanos() / 1e9);
        data.put("master_adver_int", router.activeIntervalNs() / 1e9);
        data.put("accept", number(instance.accept()));
        data.put("nopreempt", !instance.preempt());
        data.put("preempt_delay", instance.preemptDelay().toSeconds());
        data.put("state", router.state().number());
        data.put("wantstate", router.state().number());
        data.put("version", instance.version());
        data.put("smtp_alert", instance.smtpAlert());
        data.put("notify_deleted", instance.notifiers().tellDeleted() || instance.notifiers().deleted().isPresent());
        scripts(data, instance);
        texts(data, "vips", instance.addresses().stream().map(each -> each.address().toString()).toList());
        texts(data, "evips", instance.excludedAddresses().stream().map(each -> each.address().toString()).toList());
        texts(data, "vroutes", instance.routes().stream().map(each -> each.destination().toString()).toList());
        texts(data, "vrules", instance.rules().stream().map(each -> each.action()).toList());
        var tracking = instance.tracking();
        texts(data, "track_ifp", tracking.interfaces().stream().map(each -> each.name()).toList());
        texts(data, "track_script", tracking.scripts().stream().map(each -> each.name()).toList());
        texts(data, "track_process", tracking.processes().stream().map(each -> each.name()).toList());
        authentication(data, instance);
    }

    private static void announcements(ObjectNode data, VrrpInstance instance) {
        var garp = instance.garp();
        data.put("garp_delay", garp.masterDelay().toSeconds());
        data.put("garp_refresh", garp.masterRefresh().toSeconds());
        data.put("garp_rep", garp.masterRepeat());
        data.put("garp_refresh_rep", garp.masterRefreshRepeat());
        data.put("garp_lower_prio_delay", garp.lowerPriorityDelay().toSeconds());
        data.put("garp_lower_prio_rep", garp.lowerPriorityRepeat());
        data.put("lower_prio_no_advert", number(instance.lowerPrioNoAdvert()));
        data.put("higher_prio_send_advert", number(instance.higherPrioSendAdvert()));
    }

    private static void scripts(ObjectNode data, VrrpInstance instance) {
        var notifiers = instance.notifiers();
        script(data, "script_master", notifiers.master());
        script(data, "script_backup", notifiers.backup());
        script(data, "script_fault", notifiers.fault());
        script(data, "script_stop", notifiers.stop());
        script(data, "script", notifiers.any());
        script(data, "script_master_rx_lower_pri", notifiers.masterRxLowerPri());
    }

    private static void script(ObjectNode data, String key, Optional<Command> command) {
        command.ifPresent(each -> data.put(key, String.join(" ", each.words())));
    }

    private static void authentication(ObjectNode data, VrrpInstance instance) {
        switch (instance.authentication()) {
            case VrrpInstance.Authentication.None(), VrrpInstance.Authentication.Hmac _ -> data.put("auth_type", 0);
            case VrrpInstance.Authentication.SimplePassword _ -> data.put("auth_type", 1).put("auth_data", HIDDEN);
            case VrrpInstance.Authentication.AuthenticationHeader _ ->
                data.put("auth_type", 2).put("auth_data", HIDDEN);
        }
    }

    private static void stats(ObjectNode stats, Statistics statistics) {
        Map<String, Long> named = statistics.named();
        COUNTED.forEach(key -> stats.put(key, named.getOrDefault(key, 0L)));
    }

    private static int number(boolean value) {
        return value ? 1 : 0;
    }

    private static void texts(ObjectNode data, String key, List<String> texts) {
        ArrayNode array = data.putArray(key);
        texts.forEach(array::add);
    }
}
