# A director with a service for each forwarding method and one for a firewall mark, three real servers that all
# serve all of them, and a client, each in its own network namespace; with HTTP through all of it.
#
#   client 192.0.2.10 --- 192.0.2.1 director 198.51.100.1 ---+--- 198.51.100.11, .12, .13
#     198.51.100.10           192.0.2.100                    |
#            +------------------------------------------------+
#
# What real servers send from the virtual address goes to the client past the director.
#
# Arguments: the backend, this script's folder for files, and the command of the program. Writes KEY: VALUE lines.

backend=$1 folder=$2
shift 2
uvs=("$@")
vip=192.0.2.100
cd "$folder" || exit 1
pids=()
finish() {
    for pid in $(cat nginx-*.pid 2> /dev/null); do kill "$pid"; done 2> /dev/null
    for pid in "${pids[@]}"; do kill -KILL "$pid"; done 2> /dev/null
}
trap finish EXIT

on() { ip netns exec "$@"; }

# Waits until a command succeeds: 60 seconds at most.
await() {
    local until=$((SECONDS + 60))
    while ! "$@" > /dev/null 2>&1; do
        if ((SECONDS > until)); then echo "gave up: $*"; tail -20 director.log; exit 1; fi
        sleep 0.1
    done
}

host() {
    ip netns add "$1"
    on "$1" ip link set lo up
    on "$1" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
}

cable() {
    ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
    on "$1" ip link set "$2" up
    on "$3" ip link set "$4" up
}

# Takes packets out of IPIP where the kernel has no tunnels: a raw socket in, a TUN interface out.
cat > decapsulate.pl << 'PERL'
use Socket;
socket(my $in, PF_INET, SOCK_RAW, 4) or die "socket: $!";
open(my $out, '+<', '/dev/net/tun') or die "tun: $!";
my $request = pack('a16 S x22', 'ipip0', 0x1001);
ioctl($out, 0x400454ca, $request) or die "TUNSETIFF: $!";
open(my $ready, '>', $ARGV[0]);
close($ready);
while (defined recv($in, my $packet, 65535, 0)) {
    syswrite($out, substr($packet, 4 * (ord($packet) & 15)));
}
PERL

host client
host director
ip netns add switch
on switch ip link add bridge type bridge
on switch ip link set bridge up
cable client eth0 director client0
on client ip address add 192.0.2.10/24 dev eth0
on client ip route add default via 192.0.2.1
on director ip address add 192.0.2.1/24 dev client0
on director ip address add $vip/32 dev client0
cable client eth1 switch port9
on switch ip link set port9 master bridge
on client ip address add 198.51.100.10/24 dev eth1
cable director real0 switch port0
on switch ip link set port0 master bridge
on director ip address add 198.51.100.1/24 dev real0
on director sysctl -qw net.ipv4.ip_forward=1
for i in 1 2 3; do
    host real$i
    cable real$i eth0 switch port$i
    on switch ip link set port$i master bridge
    on real$i sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    on real$i ip address add 198.51.100.1$i/24 dev eth0
    on real$i ip address add $vip/32 dev lo
    on real$i ip route add default via 198.51.100.1
    on real$i ip route add default via 198.51.100.10 table 100
    on real$i ip rule add from $vip lookup 100
    if ! on real$i ip link add ipip0 type ipip local 198.51.100.1$i 2> /dev/null; then
        ip netns exec real$i perl decapsulate.pl tunnel$i > /dev/null 2>&1 &
        pids+=($!)
        await test -e tunnel$i
    fi
    on real$i ip link set ipip0 up
    on real$i sysctl -qw net.ipv4.conf.ipip0.rp_filter=0
    cat > nginx-$i.conf << NGINX
user root;
pid $folder/nginx-$i.pid;
error_log $folder/nginx-$i.log;
worker_processes 1;
events {}
http {
    access_log off;
    client_body_temp_path $folder/t; proxy_temp_path $folder/t; fastcgi_temp_path $folder/t;
    uwsgi_temp_path $folder/t; scgi_temp_path $folder/t;
    server { listen 8080; listen 81; listen 82; listen 83; location / { return 200 "real$i "; } }
}
NGINX
    on real$i nginx -c "$folder/nginx-$i.conf" > /dev/null 2>&1
done

# The kernel forwards what the director's own rules have marked; nft has no rules for IP packets in every kernel.
marks=()
if [ "$backend" = ipvs ]; then
    on director tc qdisc add dev client0 clsact
    on director tc filter add dev client0 ingress protocol ip flower \
        ip_proto tcp dst_ip $vip dst_port 83 action skbedit mark 5
else
    marks=(--mark "5=TCP $vip 83")
fi

cat > requests.pl << 'PERL'
use IO::Socket::INET;
my ($address, $port, $count) = @ARGV;
my %answers;
for (1 .. $count) {
    my $socket = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port, Timeout => 10);
    my $answer = 'nobody';
    if ($socket) {
        print $socket "GET / HTTP/1.0\r\n\r\n";
        local $/;
        $answer = $1 if <$socket> =~ /(real\d) $/;
    }
    $answers{$answer}++;
}
print join(', ', map { "$_ $answers{$_}" } sort keys %answers), "\n";
PERL
requests() { on client perl requests.pl $vip "$1" "$2"; }

configure() {
    local weight=$1
    local checks='TCP_CHECK { connect_timeout 3 }'
    {
        echo "global_defs { lvs_timeouts tcp 901 tcpfin 121 udp 301 }"
        service() {
            echo "virtual_server $1 { delay_loop 1"
            echo "  lb_algo wrr"
            echo "  lb_kind $2"
            echo "  protocol TCP"
            for i in 1 2 3; do
                echo "  real_server 198.51.100.1$i $3 { weight $weight"
                echo "    TCP_CHECK {"
                echo "      connect_port 8080"
                echo "      connect_timeout 3"
                echo "      delay_before_retry 1"
                echo "    }"
                echo "  }"
            done
            echo "}"
        }
        service "$vip 80" NAT 8080
        service "$vip 81" DR 81
        service "$vip 82" TUN 82
        service "fwmark 5" DR 83
        echo "virtual_server $vip 53 {"
        echo "  lb_algo rr"
        echo "  persistence_timeout 50"
        echo "  lb_kind DR"
        echo "  protocol UDP"
        echo "  real_server 198.51.100.11 53 {"
        echo "    weight 3"
        echo "  }"
        echo "}"
    } | sed 's/{ \(delay_loop\|weight\|lvs_timeouts\)/{\n  \1/; s/udp 301 }/udp 301\n}/' > keepalived.conf
}

start() {
    ip netns exec director "${uvs[@]}" run -f "$folder/keepalived.conf" --backend "$backend" --control none "${marks[@]}" \
        >> director.log 2>&1 &
    director=$!
    pids+=($director)
    await grep -q 'forwarding for' director.log
}

# How many tables the log has, to their ends.
tables() { awk '/^IP Virtual Server/ { inside = 1 } /^$/ { n += inside; inside = 0 } END { print n + 0 }' director.log; }

# The table as the program writes it, without the first line, whose size depends on the backend, and without the
# connections that there happen to be.
table() {
    local before
    before=$(tables)
    kill -USR1 $director
    await eval "[ \$(tables) -gt $before ]"
    awk '/^IP Virtual Server/ { n = 0; inside = 1; next } /^$/ { inside = 0 } inside { line[n++] = $0 }
        END { for (i = 1; i < n; i++) print line[i] }' director.log
}
words() { awk '(/->/ || /^(TCP|UDP|FWM)/) && !/Remote/ { print $1, $2, $3, $4 }' | tr '\n' ';'; }
entries() { table | words; }
weights() { table | awk '/198.51.100/ { printf "%s ", $4 }'; }

configure 1
start
echo "backend: $(grep -o 'backend .*' director.log | head -1)"
echo "table: $(entries)"
for port in 80 81 82 83; do echo "requests to $port: $(requests $port 12)"; done

if [ "$backend" = ipvs ]; then echo "timeouts: $(on director ipvsadm -L --timeout)"; fi

# What the health checks find goes into the table, whoever has it.
kill "$(cat nginx-3.pid)"
without() { ! table | grep -q "198.51.100.13"; }
await without
for port in 80 81 82 83; do echo "without real3 to $port: $(requests $port 6)"; done
on real3 nginx -c "$folder/nginx-3.conf" > /dev/null 2>&1
again() { [ "$(table | grep -c '198.51.100.13')" = 4 ]; }
await again

counted() { on director ipvsadm -ln --stats --exact | awk '/192.0.2.100:80 / { print $3 }'; }
counted_all() { [ "$(counted)" = 18 ]; }

if [ "$backend" = ipvs ]; then
    # What the kernel shows lags by two seconds at most.
    await counted_all
    echo "counted: $(counted)"
    echo "ipvsadm: $(on director ipvsadm -Ln | words)"
    # By hand, beside it.
    on director ipvsadm -A -t $vip:99 -s rr
    on director ipvsadm -a -t $vip:80 -r 198.51.100.99:8080 -m -w 0
fi
configure 7
sed -i '/^virtual_server 192.0.2.100 53/,/^}/d' keepalived.conf
kill -HUP $director
await grep -q reloaded director.log
echo "weights after the reload: $(weights)"
echo "table after the reload: $(entries)"
if [ "$backend" = ipvs ]; then
    echo "counters after the reload: $(counted)"
fi

# Killed; with what it left, and what somebody did to it meanwhile, it starts again.
kill -KILL $director
wait $director 2> /dev/null
if [ "$backend" = ipvs ]; then
    echo "left by the kill: $(on director ipvsadm -Ln | grep -c '198.51.100')"
    on director ipvsadm -e -t $vip:81 -r 198.51.100.11 -g -w 99
    # A real server that is to serve only once it was seen to.
    kill "$(cat nginx-2.pid)"
    sed -i 's/^  lb_algo/  alpha\n  lb_algo/' keepalived.conf
fi
mv director.log director-1.log
start
if [ "$backend" = ipvs ]; then
    await eval '[ $(grep -c "198.51.100.12.* is not to serve now: removed" director.log) = 4 ]'
    grep -o 'real server 198.51.100.99.*\|virtual server 192.0.2.100:99.*' director.log | sed 's/^/found: /'
    rising() { [ "$(table | grep -c '198.51.100.1[13]')" = 8 ]; }
    await rising
    echo "requests after the start: $(requests 80 6)"
fi
echo "weights after the start: $(weights)"

kill -TERM $director
wait $director
echo "exit: $?"
if [ "$backend" = ipvs ]; then
    echo "left at the end: $(on director ipvsadm -Sn | tr '\n' ';')"
fi

# What else a configuration can say of the kernel's table: emptied first and last, connections told to another director.
if [ "$backend" = ipvs ]; then
    mv director.log director-2.log
    cat > keepalived.conf << KEEPALIVED
global_defs {
    lvs_flush
    lvs_flush_on_stop
    lvs_sync_daemon client0 VI id 51
}
vrrp_instance VI {
    interface client0
    virtual_router_id 7
    advert_int 0.1
    virtual_ipaddress {
        192.0.2.101
    }
}
virtual_server $vip 80 {
    lb_algo wlc
    lb_kind DR
    protocol TCP
    real_server 198.51.100.11 80 {
    }
}
KEEPALIVED
    start
    echo "flushed: $(on director ipvsadm -Sn | tr '\n' ';')"
    daemon() { on director ipvsadm -L --daemon | grep -q "$1 sync daemon (mcast=client0, syncid=51"; }
    await daemon master
    if ! daemon backup; then echo "daemon: master"; fi
    on director ipvsadm -A -t $vip:99 -s rr
    kill -TERM $director
    wait $director
    echo "flushed at the end: $(on director ipvsadm -Sn)$(on director ipvsadm -L --daemon)"
fi
