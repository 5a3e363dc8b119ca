package uvs.tools.adm;

import static uvs.tools.adm.Checked.CONNECTION;
import static uvs.tools.adm.Checked.DAEMON;
import static uvs.tools.adm.Checked.ENGINE;
import static uvs.tools.adm.Checked.EXACT;
import static uvs.tools.adm.Checked.FLAGS;
import static uvs.tools.adm.Checked.FORWARDING;
import static uvs.tools.adm.Checked.LOWER_THRESHOLD;
import static uvs.tools.adm.Checked.MCAST_GROUP;
import static uvs.tools.adm.Checked.MCAST_INTERFACE;
import static uvs.tools.adm.Checked.MCAST_PORT;
import static uvs.tools.adm.Checked.MCAST_TTL;
import static uvs.tools.adm.Checked.NETMASK;
import static uvs.tools.adm.Checked.NOSORT;
import static uvs.tools.adm.Checked.NUMERIC;
import static uvs.tools.adm.Checked.OPS;
import static uvs.tools.adm.Checked.PERSISTENT;
import static uvs.tools.adm.Checked.PERSISTENT_CONN;
import static uvs.tools.adm.Checked.RATE;
import static uvs.tools.adm.Checked.REAL_SERVER;
import static uvs.tools.adm.Checked.SCHEDULER;
import static uvs.tools.adm.Checked.SERVICE;
import static uvs.tools.adm.Checked.STATS;
import static uvs.tools.adm.Checked.SYNC_ID;
import static uvs.tools.adm.Checked.SYNC_MAXLEN;
import static uvs.tools.adm.Checked.THRESHOLDS;
import static uvs.tools.adm.Checked.TIMEOUT;
import static uvs.tools.adm.Checked.TUN_CSUM;
import static uvs.tools.adm.Checked.TUN_INFO;
import static uvs.tools.adm.Checked.TUN_NOCSUM;
import static uvs.tools.adm.Checked.TUN_PORT;
import static uvs.tools.adm.Checked.TUN_REMCSUM;
import static uvs.tools.adm.Checked.TUN_TYPE;
import static uvs.tools.adm.Checked.UPPER_THRESHOLD;
import static uvs.tools.adm.Checked.WEIGHT;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The commands of ipvsadm, under the names of its complaints, with what each needs and allows.
enum Verb {

    ADD_SERVICE("add-service", List.of(SERVICE), SCHEDULER, PERSISTENT, NETMASK, OPS, ENGINE, FLAGS),
    EDIT_SERVICE("edit-service", List.of(SERVICE), SCHEDULER, PERSISTENT, NETMASK, OPS, ENGINE, FLAGS),
    DELETE_SERVICE("delete-service", List.of(SERVICE)),
    CLEAR("flush", List.of()),
    LIST("list", List.of(), NUMERIC, CONNECTION, SERVICE, TIMEOUT, DAEMON, STATS, RATE, THRESHOLDS,
        PERSISTENT_CONN, NOSORT, SYNC_ID, EXACT, TUN_INFO),
    ADD_SERVER("add-server", List.of(SERVICE, REAL_SERVER), FORWARDING, WEIGHT, UPPER_THRESHOLD,
        LOWER_THRESHOLD, TUN_TYPE, TUN_PORT, TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM),
    EDIT_SERVER("edit-server", List.of(SERVICE, REAL_SERVER), FORWARDING, WEIGHT, UPPER_THRESHOLD,
        LOWER_THRESHOLD, TUN_TYPE, TUN_PORT, TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM),
    DELETE_SERVER("delete-server", List.of(SERVICE, REAL_SERVER)),
    SET("set", List.of()),
    START_DAEMON("start-daemon", List.of(), MCAST_INTERFACE, SYNC_ID, MCAST_GROUP, MCAST_PORT, MCAST_TTL,
        SYNC_MAXLEN),
    STOP_DAEMON("stop-daemon", List.of(), SYNC_ID),
    RESTORE("restore", List.of()),
    SAVE("save", List.of(), NUMERIC),
    ZERO("zero", List.of(), SERVICE),
    HELP("help", List.of()),
    VERSION("version", List.of());

    private final String text;
    private final Set<Checked> needed;
    private final Set<Checked> allowed;

    Verb(String text, List<Checked> needed, Checked... allowed) {
        this.text = text;
        this.needed = EnumSet.noneOf(Checked.class);
        this.needed.addAll(needed);
        this.allowed = EnumSet.copyOf(this.needed);
        this.allowed.addAll(List.of(allowed));
    }

    /// Refuses what is missing and what does not belong here.
    void check(Set<Checked> given) throws Refusal {
        for (Checked each : Checked.values()) {
            if (!given.contains(each) && needed.contains(each)) {
                throw Refusal.usage(
                    "You need to supply the '" + each.text() + "' option for the '" + text + "' command");
            }
            if (given.contains(each) && !allowed.contains(each)) {
                throw Refusal.usage("Illegal '" + each.text() + "' option with the '" + text + "' command");
            }
        }
    }
}
