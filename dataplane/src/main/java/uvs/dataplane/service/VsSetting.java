package uvs.dataplane.service;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The settings of IPVS (`net.ipv4.vs.*`, kernel file Documentation/networking/ipvs-sysctl.rst): name, default, range, and
/// whether the userspace data plane acts on them.
public enum VsSetting {

    CONN_REUSE_MODE(1, 0, 3),
    DROP_PACKET(0, 0, 3),
    DROP_ENTRY(0, 0, 3),
    SECURE_TCP(0, 0, 3),
    AM_DROPRATE(10, 0, Integer.MAX_VALUE),
    AMEMTHRESH(1024, 0, Integer.MAX_VALUE),
    EXPIRE_NODEST_CONN(0, 0, 1),
    EXPIRE_QUIESCENT_TEMPLATE(0, 0, 1),
    SLOPPY_TCP(0, 0, 1),
    SLOPPY_SCTP(0, 0, 1),
    PMTU_DISC(1, 0, 1),
    NAT_ICMP_SEND(0, 0, 1),
    LBLC_EXPIRATION(86_400, 0, Integer.MAX_VALUE),
    LBLCR_EXPIRATION(86_400, 0, Integer.MAX_VALUE),
    SCHEDULE_ICMP(0, 0, 1),
    CACHE_BYPASS(0, 0, 1, "it lets packets with a firewall mark to addresses that are not the director's pass by;"
        + " only those to its own are taken"),
    CONNTRACK(0, 0, 1, "the packets do not pass the kernel's connection tracking"),
    SNAT_REROUTE(1, 0, 1, "replies are always routed by their destination"),
    IGNORE_TUNNELED(0, 0, 1, "tunnel packets to the director are its kernel's alone, always"),
    RUN_ESTIMATION(1, 0, 1, "rates are estimated when they are asked for"),
    BACKUP_ONLY(0, 0, 1, "connections are not synchronised"),
    SYNC_VERSION(1, 0, 1, "connections are not synchronised"),
    SYNC_PORTS(1, 1, 64, "connections are not synchronised"),
    SYNC_PERSIST_MODE(0, 0, 1, "connections are not synchronised"),
    SYNC_QLEN_MAX(0, 0, Integer.MAX_VALUE, "connections are not synchronised"),
    SYNC_SOCK_SIZE(0, 0, Integer.MAX_VALUE, "connections are not synchronised"),
    SYNC_THRESHOLD(3, 0, Integer.MAX_VALUE, "connections are not synchronised"),
    SYNC_REFRESH_PERIOD(0, 0, Integer.MAX_VALUE, "connections are not synchronised"),
    SYNC_RETRIES(0, 0, 3, "connections are not synchronised"),
    DEBUG_LEVEL(0, 0, Integer.MAX_VALUE, "`uvs explain` tells why a packet goes where");

    private final int defaultValue;
    private final int lowest;
    private final int highest;
    private final String withoutEffect;

    VsSetting(int defaultValue, int lowest, int highest) {
        this(defaultValue, lowest, highest, "");
    }

    VsSetting(int defaultValue, int lowest, int highest, String withoutEffect) {
        this.defaultValue = defaultValue;
        this.lowest = lowest;
        this.highest = highest;
        this.withoutEffect = withoutEffect;
    }

    /// The name of the sysctl.
    public String sysctl() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int defaultValue() {
        return defaultValue;
    }

    /// Why the userspace data plane does not act on it; empty when it does.
    public Optional<String> withoutEffect() {
        return Optional.of(withoutEffect).filter(reason -> !reason.isEmpty());
    }

    int checked(int value) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(
                sysctl() + "=" + value + " is not in " + lowest + ".." + highest);
        }
        return value;
    }

    public static Optional<VsSetting> named(String name) {
        return Arrays.stream(values()).filter(setting -> setting.sysctl().equals(name)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(VsSetting::sysctl).toList();
    }
}
