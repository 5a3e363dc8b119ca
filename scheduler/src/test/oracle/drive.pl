#!/usr/bin/perl
# Drives the ip_vs of the kernel it runs under, and writes down what it chooses; see record.
#
# Director, clients and real servers are one host: every address is local, so a connection is made, forwarded and
# accepted before the system call returns, and no moment is left to chance. Each scenario has a virtual server of its
# own. All go through the same steps side by side, so that a wait is waited once.
#
# A recording has one event a line, after a first one with scheduler, family, protocol and flags:
#   add NAME ADDRESS PORT WEIGHT UPPER LOWER   a real server is added (ipvsadm -a), with its thresholds
#   edit NAME WEIGHT UPPER LOWER               (ipvsadm -e)
#   remove NAME                                (ipvsadm -d)
#   choose CLIENT PORT DESTINATION NAME        a connection is made, and NAME gets it; - when it is refused
#   close NUMBER                               the connection of that number (the first choice is 0) becomes inactive
#   expire NUMBER                              it ends
#   state NAME WEIGHT ACTIVE INACTIVE ...      what the kernel shows now, in its order
use strict;
use warnings;
use Errno qw(EINPROGRESS EPERM);
use IO::Handle;
use Socket qw(:DEFAULT IPPROTO_TCP inet_pton inet_ntop pack_sockaddr_in6 unpack_sockaddr_in6 AF_INET6
    IPPROTO_IPV6 IPV6_V6ONLY MSG_DONTWAIT SO_LINGER);
use Time::HiRes qw(sleep time);

use constant SO_MARK => 36;
use constant FIRST_PORT => 7000;

my $folder = shift or die "usage: drive.pl FOLDER\n";
my @names = 'A' .. 'H';
my @scenarios;

sub scenario {
    my ($scheduler, $family, $protocol, @flags) = @_;
    my $number = @scenarios;
    my $six = $family eq 'ipv6';
    my $persistent = @flags && $flags[0] eq 'persistent';
    my $name = join '-', $scheduler, $family, $protocol, map { s/^(sh|mh)-//r } @flags;
    my %made = (
        name => $name, scheduler => $scheduler, family => $family, protocol => $protocol,
        flags => [grep { $_ ne 'persistent' } @flags], persistent => $persistent, six => $six,
        port => FIRST_PORT + $number, seed => 1 + $number, mark => $number + 1, lines => [], connections => [], servers => {},
        used => {});
    # These three look at the destination: a virtual server by firewall mark has many.
    $made{marked} = $scheduler =~ /^(dh|lblc|lblcr)$/;
    my $at = $six ? "[2001:db8::1]:$made{port}" : "192.0.2.1:$made{port}";
    $made{service} = $made{marked} ? "-f $made{mark}" . ($six ? ' -6' : '') : ($protocol eq 'tcp' ? '-t ' : '-u ') . $at;
    push @scenarios, \%made;
}

for my $family ('ipv4', 'ipv6') {
    for my $scheduler (qw(rr wrr lc wlc sed nq fo ovf dh lblc lblcr)) {
        scenario($scheduler, $family, 'tcp');
    }
    for my $scheduler (qw(sh mh)) {
        for my $flags ([], ['fallback'], ['port'], ['fallback', 'port']) {
            scenario($scheduler, $family, 'tcp', map { "$scheduler-$_" } @$flags);
        }
    }
}
scenario($_, 'ipv4', 'udp') for qw(rr wrr lc wlc sed nq fo ovf lblc lblcr mh);
scenario('sh', 'ipv4', 'tcp', 'persistent');

# A number below $below, the same in every run.
sub random {
    my ($scenario, $below) = @_;
    $scenario->{seed} = ($scenario->{seed} * 1103515245 + 12345) & 0x7fffffff;
    return ($scenario->{seed} >> 8) % $below;
}

sub note {
    my ($scenario, @words) = @_;
    push @{$scenario->{lines}}, join ' ', @words;
}

sub run {
    my $command = join ' ', @_;
    system($command) == 0 or die "$command: exit status $?\n";
}

# Many commands for one ipvsadm.
my @pending;

sub later {
    push @pending, join ' ', @_;
}

sub now {
    open my $pipe, '|-', 'ipvsadm -R' or die "ipvsadm: $!\n";
    print $pipe "$_\n" for @pending;
    close $pipe or die "ipvsadm -R failed after:\n@pending\n";
    @pending = ();
}

sub address {
    my ($scenario, $name) = @_;
    my $number = ord($name) - ord('A') + 1;
    return $scenario->{six} ? "fd00::$number" : "10.0.0.$number";
}

sub thresholds {
    my ($scenario) = @_;
    return (0, 0) if random($scenario, 3);
    my $upper = 5 + random($scenario, 40);
    return ($upper, random($scenario, 2) ? 0 : random($scenario, $upper));
}

sub weight {
    my ($scenario) = @_;
    my $kind = random($scenario, 10);
    return $kind == 0 ? 0 : $kind == 1 ? 10 * (1 + random($scenario, 30)) : 1 + random($scenario, 8);
}

sub add {
    my ($scenario, $name, $weight, $upper, $lower) = @_;
    my $address = address($scenario, $name);
    my $at = $scenario->{six} ? "[$address]" : $address;
    later("-a $scenario->{service} -r $at:$scenario->{port} -m -w $weight -x $upper -y $lower");
    note($scenario, 'add', $name, $address, $scenario->{port}, $weight, $upper, $lower);
    $scenario->{servers}{$name} = 1;
}

sub edit {
    my ($scenario, $name, $weight, $upper, $lower) = @_;
    my $address = address($scenario, $name);
    my $at = $scenario->{six} ? "[$address]" : $address;
    later("-e $scenario->{service} -r $at:$scenario->{port} -m -w $weight -x $upper -y $lower");
    note($scenario, 'edit', $name, $weight, $upper, $lower);
}

sub remove {
    my ($scenario, $name) = @_;
    my $address = address($scenario, $name);
    my $at = $scenario->{six} ? "[$address]" : $address;
    later("-d $scenario->{service} -r $at:$scenario->{port}");
    note($scenario, 'remove', $name);
    delete $scenario->{servers}{$name};
}

# An edit, an addition or a removal, as chance has it.
sub change {
    my ($scenario) = @_;
    my @present = sort keys %{$scenario->{servers}};
    my @absent = grep { !$scenario->{servers}{$_} } @names;
    my $kind = random($scenario, 4);
    if ($kind == 0 && @absent || @present < 3) {
        add($scenario, $absent[random($scenario, scalar @absent)], weight($scenario), thresholds($scenario));
    } elsif ($kind == 1 && @present > 3) {
        remove($scenario, $present[random($scenario, scalar @present)]);
    } else {
        edit($scenario, $present[random($scenario, scalar @present)], weight($scenario), thresholds($scenario));
    }
}

sub endpoint {
    my ($scenario, $address, $port) = @_;
    return $scenario->{six}
        ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address));
}

sub open_socket {
    my ($scenario) = @_;
    my $type = $scenario->{protocol} eq 'tcp' ? SOCK_STREAM : SOCK_DGRAM;
    socket(my $socket, $scenario->{six} ? AF_INET6 : AF_INET, $type, 0) or die "socket: $!\n";
    return $socket;
}

# One listener for TCP, which is told its address by each connection; one for each real server for UDP.
sub listen_for {
    my ($scenario) = @_;
    if ($scenario->{protocol} eq 'tcp') {
        my $socket = open_socket($scenario);
        setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) or die "IPV6_V6ONLY: $!\n" if $scenario->{six};
        bind($socket, endpoint($scenario, $scenario->{six} ? '::' : '0.0.0.0', $scenario->{port})) or die "bind: $!\n";
        listen($socket, 16) or die "listen: $!\n";
        $scenario->{listener} = $socket;
    } else {
        for my $name (@names) {
            my $socket = open_socket($scenario);
            bind($socket, endpoint($scenario, address($scenario, $name), $scenario->{port})) or die "bind: $!\n";
            $scenario->{listeners}{$name} = $socket;
        }
    }
}

# An address and a port that no connection of this scenario had.
sub client {
    my ($scenario) = @_;
    while (1) {
        my $third = random($scenario, 256);
        my $address = $scenario->{six}
            ? sprintf('2001:db8:1:%x::%x:%x', $third, random($scenario, 65536), 1 + random($scenario, 65535))
            : sprintf('198.%d.%d.%d', 18 + random($scenario, 2), $third, 1 + random($scenario, 254));
        my $port = 10000 + random($scenario, 50000);
        # A template serves all of a network of 256 addresses: take each once, to be scheduled each time.
        my $key = $scenario->{persistent} ? $address =~ s/\.\d+$//r : "$address $port";
        return ($address, $port) if !$scenario->{used}{$key}++;
    }
}

sub choose {
    my ($scenario) = @_;
    my ($address, $port) = client($scenario);
    my $destination = $scenario->{six} ? '2001:db8::1' : '192.0.2.1';
    if ($scenario->{marked}) {
        my $host = 1 + random($scenario, 40);
        $destination = $scenario->{six} ? sprintf('2001:db8:2::%x', $host) : "203.0.113.$host";
    }

    my $socket = open_socket($scenario);
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) or die "SO_REUSEADDR: $!\n";
    setsockopt($socket, SOL_SOCKET, SO_MARK, pack('I', $scenario->{mark})) or die "SO_MARK: $!\n" if $scenario->{marked};
    bind($socket, endpoint($scenario, $address, $port)) or die "bind $address $port: $!\n";
    my ($chosen, $peer) = attempt($scenario, $socket, endpoint($scenario, $destination, $scenario->{port}));
    note($scenario, 'choose', $address, $port, $destination, $chosen);
    # Else a refused client would try again, a second later.
    close $socket if $chosen eq '-';
    push @{$scenario->{connections}}, {socket => $socket, peer => $peer, server => $chosen, open => $chosen ne '-'};
}

# Whether the kernel took the connection is known as soon as the first packet is sent: if not, the packet is gone.
sub attempt {
    my ($scenario, $socket, $destination) = @_;
    my $before = scheduled();
    if ($scenario->{protocol} eq 'udp') {
        connect($socket, $destination) or die "connect: $!\n";
        send($socket, 'x', 0) or $! == EPERM or die "send: $!\n";
        return scheduled() > $before ? received($scenario) : '-';
    }
    $socket->blocking(0);
    connect($socket, $destination) or $! == EINPROGRESS or die "connect: $!\n";
    return scheduled() > $before ? accepted($scenario) : '-';
}

# How many connections were scheduled up to now.
sub scheduled {
    open my $file, '<', '/proc/net/ip_vs_stats_percpu' or die "ip_vs_stats_percpu: $!\n";
    my @lines = <$file>;
    # Two lines of headings, then the one processor there is.
    return hex((split ' ', $lines[2])[1]);
}

sub accepted {
    my ($scenario) = @_;
    accept(my $peer, $scenario->{listener}) or die "accept: $!\n";
    my $address = $scenario->{six}
        ? inet_ntop(AF_INET6, (unpack_sockaddr_in6(getsockname $peer))[1]) : inet_ntoa((unpack_sockaddr_in(getsockname $peer))[1]);
    my ($name) = grep { address($scenario, $_) eq $address } @names;
    return ($name // die("$scenario->{name}: accepted at $address\n"), $peer);
}

sub received {
    my ($scenario) = @_;
    my $deadline = time + 5;
    while (time < $deadline) {
        for my $name (@names) {
            return $name if defined recv($scenario->{listeners}{$name}, my $data, 16, MSG_DONTWAIT);
        }
    }
    die "$scenario->{name}: a datagram was not received\n";
}

# Both ends are closed: the connection is in TIME_WAIT, which is inactive and lasts two minutes. Not so where the server is
# removed: what its client sends is dropped and sent again, until a reset ends the connection when chance has it.
sub close_some {
    my ($scenario, $share) = @_;
    my $connections = $scenario->{connections};
    for my $number (0 .. $#$connections) {
        my $connection = $connections->[$number];
        next if !$connection->{open} || !$scenario->{servers}{$connection->{server}} || random($scenario, $share);
        if ($scenario->{protocol} eq 'tcp') {
            close $connection->{socket};
            close $connection->{peer};
            $connection->{open} = 0;
            note($scenario, 'close', $number);
        }
    }
}

# Some connections get a time-out of a second, with their next packet, and are waited for.
sub expire_some {
    my ($share) = @_;
    now();
    run('ipvsadm --set 1 0 1');
    for my $scenario (@scenarios) {
        my $connections = $scenario->{connections};
        for my $number (0 .. $#$connections) {
            my $connection = $connections->[$number];
            next if !$connection->{open} || !$scenario->{servers}{$connection->{server}} || random($scenario, $share);
            send($connection->{socket}, 'x', 0) or die "$scenario->{name}: send: $!\n";
            $connection->{open} = 0;
            note($scenario, 'expire', $number);
            if ($scenario->{protocol} eq 'udp') {
                recv($scenario->{listeners}{$connection->{server}}, my $data, 16, 0);
            }
            $connection->{expired} = 1;
        }
    }
    my $deadline = time + 10;
    while (connections() > expected_connections()) {
        die connections() . ' connections instead of ' . expected_connections() . "\n" if time > $deadline;
        sleep 0.05;
    }
    run('ipvsadm --set 900 0 300');
}

sub expected_connections {
    my $expected = 0;
    for my $scenario (@scenarios) {
        $expected += grep { $_->{server} ne '-' && !$_->{expired} } @{$scenario->{connections}};
    }
    return $expected;
}

# The kernel's lines of all connections, without the templates of persistence.
sub connections {
    open my $file, '<', '/proc/net/ip_vs_conn' or die "ip_vs_conn: $!\n";
    return grep { /^(TCP|UDP)/ && !/^\S+\s+\S+ 0000 / } <$file>;
}

# On a slow machine a connection may end when nobody says so; then the recording tells nothing of the choices.
my %seen;

sub check_connections {
    my %there = map { join(' ', (split ' ')[0 .. 6]) => $_ } connections();
    my @gone = grep { !$there{$_} } sort keys %seen;
    my $missing = expected_connections() - keys %there;
    die map({ $seen{$_} } @gone), "of the above $missing connections ended by themselves\n" if $missing > 0;
    %seen = %there;
}

# What /proc/net/ip_vs shows of each scenario.
sub look {
    my %by_key = map { ($_->{marked} ? "mark $_->{mark}" : "$_->{protocol} $_->{port} $_->{family}") => $_ } @scenarios;
    open my $file, '<', '/proc/net/ip_vs' or die "ip_vs: $!\n";
    my ($scenario, @words);
    my $flush = sub { note($scenario, 'state', @words) if $scenario; @words = () };
    while (<$file>) {
        if (/^(TCP|UDP)\s+(\[)?.*:([0-9A-F]{4})\s/) {
            $flush->();
            $scenario = $by_key{lc($1) . ' ' . hex($3) . ($2 ? ' ipv6' : ' ipv4')} or die "unknown: $_";
        } elsif (/^FWM\s+([0-9A-F]+)/) {
            $flush->();
            $scenario = $by_key{'mark ' . hex $1} or die "unknown: $_";
        } elsif ($scenario && /->\s+\S*?([0-9A-Fa-f])\]?:[0-9A-F]{4}\s+\S+\s+(\d+)\s+(\d+)\s+(\d+)/) {
            push @words, $names[hex($1) - 1], $2, $3, $4;
        }
    }
    $flush->();
}

sub setting {
    my ($name, $value) = @_;
    open my $file, '>', "/proc/sys/$name" or die "$name: $!\n";
    print $file "$value\n";
    close $file or die "$name=$value: $!\n";
}

sub prepare {
    run('ip link set lo up');
    run("ip addr add $_ dev lo") for '192.0.2.1/32', '2001:db8::1/128',
        map { address({six => 0}, $_) . '/32', address({six => 1}, $_) . '/128' } @names;
    run("ip route add local $_ dev lo") for '198.18.0.0/15', '203.0.113.0/24';
    run("ip -6 route add local $_ dev lo") for '2001:db8:1::/48', '2001:db8:2::/64';
    setting('net/ipv6/ip_nonlocal_bind', 1);
    # Each refused client is told at once.
    setting('net/ipv4/icmp_ratelimit', 0);
    setting('net/ipv4/icmp_msgs_per_sec', 1000000);
    setting('net/ipv4/icmp_msgs_burst', 1000000);
    setting('net/ipv6/icmp/ratelimit', 0);

    for my $scenario (@scenarios) {
        listen_for($scenario);
        my $flags = join ',', @{$scenario->{flags}};
        note($scenario, 'service', $scenario->{scheduler}, $scenario->{family}, $scenario->{protocol}, $flags || '-');
        later("-A $scenario->{service} -s $scenario->{scheduler}", $flags ? "-b $flags" : '',
            $scenario->{persistent} ? '-p 300 -M 255.255.255.0' : '');
    }
    now();
}

sub round {
    my ($choices, $share) = @_;
    now();
    for my $scenario (@scenarios) {
        choose($scenario) for 1 .. $choices;
        close_some($scenario, $share);
    }
    check_connections();
    look();
}

prepare();
round(2, 3);
for my $scenario (@scenarios) {
    add($scenario, 'A', 3, 0, 0);
    add($scenario, 'B', 2, 0, 0);
    add($scenario, 'C', 1, 0, 0);
    add($scenario, 'D', 0, 0, 0);
}
round(30, 4);
for my $scenario (@scenarios) {
    edit($scenario, 'A', 1, 0, 0);
    edit($scenario, 'D', 4, 12, 6);
    add($scenario, 'E', 5, 8, 0);
}
round(40, 5);
expire_some(3);
round(20, 5);
for my $scenario (@scenarios) {
    remove($scenario, 'B');
    edit($scenario, 'C', 0, 0, 0);
}
round(20, 5);
add($_, 'B', 6, 0, 0) for @scenarios;
round(10, 5);
for my $scenario (@scenarios) {
    edit($scenario, $_, 0, 0, 0) for sort keys %{$scenario->{servers}};
}
round(2, 5);
for my $scenario (@scenarios) {
    edit($scenario, $_, weight($scenario), thresholds($scenario)) for sort keys %{$scenario->{servers}};
}
round(10, 5);
for my $step (1 .. 20) {
    for my $scenario (@scenarios) {
        change($scenario) for 0 .. random($scenario, 2);
    }
    expire_some(4) if $step % 7 == 0;
    round(5, 8);
}

for my $scenario (@scenarios) {
    open my $file, '>', "$folder/$scenario->{name}.txt" or die "$folder/$scenario->{name}.txt: $!\n";
    print $file "$_\n" for @{$scenario->{lines}};
    close $file or die "$scenario->{name}.txt: $!\n";
}
