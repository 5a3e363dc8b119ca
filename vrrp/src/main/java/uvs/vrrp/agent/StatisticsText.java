package uvs.vrrp.agent;

/// The counters of virtual routers as text, exactly as keepalived writes them on `--signum=STATS`: programs read it.
public final class StatisticsText {

    private StatisticsText() {
    }

    public static String of(VrrpSnapshot snapshot) {
        var text = new StringBuilder();
        snapshot.routers().forEach(router -> text.append(of(router)));
        return text.toString();
    }

    private static String of(VrrpSnapshot.Router router) {
        Statistics statistics = router.statistics();
        return """
            VRRP Instance: %s
              Advertisements:
                Received: %d
                Sent: %d
              Became master: %d
              Released master: %d
              Packet Errors:
                Length: %d
                TTL: %d
                Invalid Type: %d
                Advertisement Interval: %d
                Address List: %d
              Authentication Errors:
                Invalid Type: %d
                Type Mismatch: %d
                Failure: %d
              Priority Zero:
                Received: %d
                Sent: %d
            """.formatted(
            router.instance().name(), statistics.advertisementsReceived(), statistics.advertisementsSent(),
            statistics.becameMaster(), statistics.releasedMaster(),
            statistics.refused("packet_len_err"), statistics.refused("ip_ttl_err"),
            statistics.refused("invalid_type_rcvd"), statistics.refused("advert_interval_err"),
            statistics.refused("addr_list_err"), statistics.refused("invalid_authtype"),
            statistics.refused("authtype_mismatch"), statistics.refused("auth_failure"),
            statistics.priorityZeroReceived(), statistics.priorityZeroSent());
    }
}
