package uvs.tools.adm;

import java.util.function.Consumer;

/// What `-h` and `-v` show. The help has its own words; the grammar is that of ipvsadm 1.31.
final class HelpText {

    /// Scripts look for the number.
    static final String VERSION = "ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)";

    private static final String HELP = """
        Virtual servers (V is one of -t HOST:PORT, -u HOST:PORT, --sctp-service HOST:PORT, -f MARK [-6]):
          -A, --add-service V [SCHEDULING]      add one
          -E, --edit-service V [SCHEDULING]     change how it schedules
          -D, --delete-service V                take it away with its real servers
          -C, --clear                           take all away
          -Z, --zero [V]                        let its counters, or all, start from 0
        SCHEDULING:
          -s, --scheduler NAME                  wlc if not given; rr wrr lc lblc lblcr dh sh sed nq fo ovf mh
          -b, --sched-flags NAME,...            flag-1 flag-2 flag-3 sh-fallback sh-port mh-fallback mh-port
          -p, --persistent [SECONDS]            a client stays with its real server; 360 if not given
          -M, --netmask MASK                    clients that count as one; for IPv6 the length of a prefix
          --pe NAME                             a persistence engine
          -o, --ops                             schedule each packet of UDP for itself
        Real servers (R is HOST[:PORT]):
          -a, --add-server V -r R [SERVER]      add one
          -e, --edit-server V -r R [SERVER]     change it
          -d, --delete-server V -r R            take it away
        SERVER:
          -g, --gatewaying                      direct routing, which it is if not given
          -m, --masquerading                    NAT
          -i, --ipip                            a tunnel:
              --tun-type ipip|gue|gre, --tun-port PORT, --tun-nocsum, --tun-csum, --tun-remcsum
          -w, --weight N                        1 if not given; 0 drains
          -x, --u-threshold N                   no new connections from this many on
          -y, --l-threshold N                   new ones again below this many
        Lists:
          -L, -l, --list [V]                    virtual and real servers, with
              --stats, --rate, --thresholds, --persistent-conn, --tun-info; --exact, --nosort, --sort
          -L -c, --connection                   connections, with --persistent-conn what engines know
          -L --timeout, -L --daemon             timeouts; daemons of synchronisation
          -n, --numeric                         no names of hosts and ports
        All rules:
          -S, --save [-n]                       write them
          -R, --restore                         read such lines
        Further:
          --set TCP TCPFIN UDP                  timeouts in seconds; 0 leaves one as it is
          --start-daemon master|backup          synchronise connections with another director
              --mcast-interface NAME, --mcast-group ADDRESS, --mcast-port PORT, --mcast-ttl N
              --syncid N, --sync-maxlen BYTES
          --stop-daemon master|backup
          -h, --help; -v, --version
        In front of all that, for uvs adm only:
          --control PATH                        the control socket of the director, as UVS_CONTROL
          --backend userspace|ipvs              a director only, or the kernel's IPVS only; if not
                                                given, the kernel's where no director listens
        """;

    private HelpText() {
    }

    static void write(Consumer<String> lines) {
        lines.accept(VERSION);
        HELP.lines().forEach(lines);
    }
}
