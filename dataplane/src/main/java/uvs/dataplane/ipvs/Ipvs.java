package uvs.dataplane.ipvs;

/// The numbers of the generic netlink family (kernel file include/uapi/linux/ip_vs.h), under the kernel's names.
final class Ipvs {

    static final String FAMILY = "IPVS";
    static final int VERSION = 1;

    private Ipvs() {
    }

    /// `IPVS_CMD_…`.
    enum Command {
        UNSPEC, NEW_SERVICE, SET_SERVICE, DEL_SERVICE, GET_SERVICE, NEW_DEST, SET_DEST, DEL_DEST, GET_DEST,
        NEW_DAEMON, DEL_DAEMON, GET_DAEMON, SET_CONFIG, GET_CONFIG, SET_INFO, GET_INFO, ZERO, FLUSH;

        int number() {
            return ordinal();
        }
    }

    /// `IPVS_CMD_ATTR_…`: what a message holds.
    static final class Attribute {
        static final int SERVICE = 1;
        static final int DEST = 2;
        static final int DAEMON = 3;
        static final int TIMEOUT_TCP = 4;
        static final int TIMEOUT_TCP_FIN = 5;
        static final int TIMEOUT_UDP = 6;
    }

    /// `IPVS_SVC_ATTR_…`.
    static final class Service {
        static final int AF = 1;
        static final int PROTOCOL = 2;
        static final int ADDR = 3;
        static final int PORT = 4;
        static final int FWMARK = 5;
        static final int SCHED_NAME = 6;
        static final int FLAGS = 7;
        static final int TIMEOUT = 8;
        static final int NETMASK = 9;
        static final int STATS = 10;
        static final int PE_NAME = 11;
        static final int STATS64 = 12;
    }

    /// `IP_VS_SVC_F_…`; those of schedulers are in [uvs.scheduler.SchedulerFlag].
    static final class ServiceFlag {
        static final int PERSISTENT = 1;
        static final int ONEPACKET = 4;
        /// A change of flags sets all of them.
        static final int ALL = -1;
    }

    /// `IPVS_DEST_ATTR_…`.
    static final class Dest {
        static final int ADDR = 1;
        static final int PORT = 2;
        static final int FWD_METHOD = 3;
        static final int WEIGHT = 4;
        static final int U_THRESH = 5;
        static final int L_THRESH = 6;
        static final int ACTIVE_CONNS = 7;
        static final int INACT_CONNS = 8;
        static final int PERSIST_CONNS = 9;
        static final int STATS = 10;
        static final int ADDR_FAMILY = 11;
        static final int STATS64 = 12;
        static final int TUN_TYPE = 13;
        static final int TUN_PORT = 14;
        static final int TUN_FLAGS = 15;
    }

    /// `IPVS_DAEMON_ATTR_…`.
    static final class Daemon {
        static final int STATE = 1;
        static final int MCAST_IFN = 2;
        static final int SYNC_ID = 3;
        static final int SYNC_MAXLEN = 4;
        static final int MCAST_GROUP = 5;
        static final int MCAST_GROUP6 = 6;
        static final int MCAST_PORT = 7;
        static final int MCAST_TTL = 8;
    }

    /// `IPVS_INFO_ATTR_…`.
    static final class Info {
        static final int VERSION = 1;
        static final int CONN_TAB_SIZE = 2;
    }

    /// `IPVS_STATS_ATTR_…`.
    static final class Stats {
        static final int CONNS = 1;
        static final int INPKTS = 2;
        static final int OUTPKTS = 3;
        static final int INBYTES = 4;
        static final int OUTBYTES = 5;
        static final int CPS = 6;
        static final int INPPS = 7;
        static final int OUTPPS = 8;
        static final int INBPS = 9;
        static final int OUTBPS = 10;
    }
}
