package uvs.tools.adm;

/// The options that ipvsadm knows, commands among them.
enum Word {

    ADD_SERVICE("add-service", 'A', Verb.ADD_SERVICE),
    EDIT_SERVICE("edit-service", 'E', Verb.EDIT_SERVICE),
    DELETE_SERVICE("delete-service", 'D', Verb.DELETE_SERVICE),
    CLEAR("clear", 'C', Verb.CLEAR),
    LIST("list", 'L', Verb.LIST),
    LIST_TOO("list", 'l', Verb.LIST),
    ZERO("zero", 'Z', Verb.ZERO),
    ADD_SERVER("add-server", 'a', Verb.ADD_SERVER),
    EDIT_SERVER("edit-server", 'e', Verb.EDIT_SERVER),
    DELETE_SERVER("delete-server", 'd', Verb.DELETE_SERVER),
    RESTORE("restore", 'R', Verb.RESTORE),
    SAVE("save", 'S', Verb.SAVE),
    SET("set", Word.NO_LETTER, Verb.SET),
    START_DAEMON("start-daemon", Word.NO_LETTER, Value.NEEDED, Verb.START_DAEMON, null),
    STOP_DAEMON("stop-daemon", Word.NO_LETTER, Value.NEEDED, Verb.STOP_DAEMON, null),
    HELP("help", 'h', Verb.HELP),
    VERSION("version", 'v', Verb.VERSION),

    TCP_SERVICE("tcp-service", 't', Value.NEEDED, Checked.SERVICE),
    UDP_SERVICE("udp-service", 'u', Value.NEEDED, Checked.SERVICE),
    SCTP_SERVICE("sctp-service", Word.NO_LETTER, Value.NEEDED, Checked.SERVICE),
    FWMARK_SERVICE("fwmark-service", 'f', Value.NEEDED, Checked.SERVICE),
    IPV6("ipv6", '6', Value.NONE, (Checked) null),
    SCHEDULER("scheduler", 's', Value.NEEDED, Checked.SCHEDULER),
    FLAGS("sched-flags", 'b', Value.NEEDED, Checked.FLAGS),
    PERSISTENT("persistent", 'p', Value.POSSIBLE, Checked.PERSISTENT),
    NETMASK("netmask", 'M', Value.NEEDED, Checked.NETMASK),
    ENGINE("pe", Word.NO_LETTER, Value.NEEDED, Checked.ENGINE),
    OPS("ops", 'o', Value.NONE, Checked.OPS),
    REAL_SERVER("real-server", 'r', Value.NEEDED, Checked.REAL_SERVER),
    GATEWAYING("gatewaying", 'g', Value.NONE, Checked.FORWARDING),
    IPIP("ipip", 'i', Value.NONE, Checked.FORWARDING),
    MASQUERADING("masquerading", 'm', Value.NONE, Checked.FORWARDING),
    TUN_TYPE("tun-type", Word.NO_LETTER, Value.NEEDED, Checked.TUN_TYPE),
    TUN_PORT("tun-port", Word.NO_LETTER, Value.NEEDED, Checked.TUN_PORT),
    TUN_NOCSUM("tun-nocsum", Word.NO_LETTER, Value.NONE, Checked.TUN_NOCSUM),
    TUN_CSUM("tun-csum", Word.NO_LETTER, Value.NONE, Checked.TUN_CSUM),
    TUN_REMCSUM("tun-remcsum", Word.NO_LETTER, Value.NONE, Checked.TUN_REMCSUM),
    WEIGHT("weight", 'w', Value.NEEDED, Checked.WEIGHT),
    UPPER_THRESHOLD("u-threshold", 'x', Value.NEEDED, Checked.UPPER_THRESHOLD),
    LOWER_THRESHOLD("l-threshold", 'y', Value.NEEDED, Checked.LOWER_THRESHOLD),
    NUMERIC("numeric", 'n', Value.NONE, Checked.NUMERIC),
    CONNECTION("connection", 'c', Value.NONE, Checked.CONNECTION),
    TIMEOUT("timeout", Word.NO_LETTER, Value.NONE, Checked.TIMEOUT),
    DAEMON("daemon", Word.NO_LETTER, Value.NONE, Checked.DAEMON),
    STATS("stats", Word.NO_LETTER, Value.NONE, Checked.STATS),
    RATE("rate", Word.NO_LETTER, Value.NONE, Checked.RATE),
    EXACT("exact", 'X', Value.NONE, Checked.EXACT),
    THRESHOLDS("thresholds", Word.NO_LETTER, Value.NONE, Checked.THRESHOLDS),
    PERSISTENT_CONN("persistent-conn", Word.NO_LETTER, Value.NONE, Checked.PERSISTENT_CONN),
    TUN_INFO("tun-info", Word.NO_LETTER, Value.NONE, Checked.TUN_INFO),
    NOSORT("nosort", Word.NO_LETTER, Value.NONE, Checked.NOSORT),
    /// Does nothing, and may stand anywhere.
    SORT("sort", Word.NO_LETTER, Value.NONE, (Checked) null),
    MCAST_INTERFACE("mcast-interface", Word.NO_LETTER, Value.NEEDED, Checked.MCAST_INTERFACE),
    SYNC_ID("syncid", Word.NO_LETTER, Value.NEEDED, Checked.SYNC_ID),
    SYNC_MAXLEN("sync-maxlen", Word.NO_LETTER, Value.NEEDED, Checked.SYNC_MAXLEN),
    MCAST_GROUP("mcast-group", Word.NO_LETTER, Value.NEEDED, Checked.MCAST_GROUP),
    MCAST_PORT("mcast-port", Word.NO_LETTER, Value.NEEDED, Checked.MCAST_PORT),
    MCAST_TTL("mcast-ttl", Word.NO_LETTER, Value.NEEDED, Checked.MCAST_TTL);

    /// Whether a value follows.
    enum Value { NONE, NEEDED, POSSIBLE }

    private static final char NO_LETTER = 0;

    private final String longName;
    private final char letter;
    private final Value value;
    private final Verb verb;
    private final Checked checked;

    Word(String longName, char letter, Verb verb) {
        this(longName, letter, Value.NONE, verb, null);
    }

    Word(String longName, char letter, Value value, Checked checked) {
        this(longName, letter, value, null, checked);
    }

    Word(String longName, char letter, Value value, Verb verb, Checked checked) {
        this.longName = longName;
        this.letter = letter;
        this.value = value;
        this.verb = verb;
        this.checked = checked;
    }

    /// The option of that long name, which is never abbreviated, or null.
    static Word named(String longName) {
        for (Word word : values()) {
            if (word.longName.equals(longName)) {
                return word;
            }
        }
        return null;
    }

    /// The option of that letter, or null.
    static Word lettered(char letter) {
        for (Word word : values()) {
            if (word.letter == letter) {
                return word;
            }
        }
        return null;
    }

    Value value() {
        return value;
    }

    /// The command that this is, or null.
    Verb verb() {
        return verb;
    }

    /// What this counts as when options are checked, or null where it is not.
    Checked checked() {
        return checked;
    }
}
