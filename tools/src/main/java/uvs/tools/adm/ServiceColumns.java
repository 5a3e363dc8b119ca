package uvs.tools.adm;

/// What `ipvsadm -L` shows of services and servers. Where several are asked for, the first of these is shown.
enum ServiceColumns {

    STATS("Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes",
        "  -> RemoteAddress:Port"),
    RATE("Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS",
        "  -> RemoteAddress:Port"),
    THRESHOLDS("Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn ",
        "  -> RemoteAddress:Port"),
    PERSISTENT_CONN("Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn ",
        "  -> RemoteAddress:Port"),
    TUN_INFO("Prot LocalAddress:Port Scheduler Flags",
        "  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn"),
    CONNECTIONS("Prot LocalAddress:Port Scheduler Flags",
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn");

    private final String ofServices;
    private final String ofServers;

    ServiceColumns(String ofServices, String ofServers) {
        this.ofServices = ofServices;
        this.ofServers = ofServers;
    }

    String ofServices() {
        return ofServices;
    }

    String ofServers() {
        return ofServers;
    }
}
