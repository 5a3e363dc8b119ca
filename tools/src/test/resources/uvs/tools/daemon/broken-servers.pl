#!/usr/bin/perl
# Servers that are broken each in a way of its own: "broken-servers.pl ADDRESS", which says "ready" when all listen.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Select;

my $address = shift;
$SIG{PIPE} = $SIG{CHLD} = 'IGNORE';
$| = 1;
my $head = "HTTP/1.0 200 OK\r\n";
my $megabyte = 'x' x (1 << 20);

sub request { my $client = shift; my $in = ''; sysread($client, $in, 4096, length $in) or exit while $in !~ /\r\n\r\n/ }
sub say_forever { my ($client, $text, $pause) = @_; while (syswrite $client, $text) { select undef, undef, undef, $pause } }

my %tcp = (
    9001 => sub { syswrite $_[0], "\x00\xff garbage\r\n" x 9; sleep 20 },
    9002 => sub { request($_[0]); syswrite $_[0], $head . 'Serv' },
    9003 => sub { request($_[0]); syswrite $_[0], "$head\r\n"; say_forever($_[0], 'x', 0.3) },
    9004 => sub { request($_[0]); syswrite $_[0], $head; say_forever($_[0], "X: y\r\n" x 1000, 0) },
    9005 => sub { request($_[0]); syswrite $_[0], "$head\r\n"; say_forever($_[0], $megabyte, 0) },
    9006 => sub { request($_[0]); syswrite $_[0], "${head}Content-Length: 9\r\n\r\nhello" },
    9007 => sub { sleep 60 },
    9008 => sub { request($_[0]); syswrite $_[0], "HTTP/1.0 503 Busy\r\n\r\n" },
    9009 => sub { request($_[0]); syswrite $_[0], "${head}Content-Length: 5\r\n\r\nhello" },
    9010 => sub { request($_[0]) },
    9011 => sub { syswrite $_[0], "554 no\r\n"; sleep 20 },
    9012 => sub { syswrite $_[0], "220 hi\r\n"; sysread $_[0], my $helo, 100; syswrite $_[0], "502 what\r\n"; sleep 20 },
    9015 => sub { request($_[0]); syswrite $_[0], "$head\r\nhel"; sleep 60 },
    # A connection that is closed before all is read is reset.
    9016 => sub { sysread $_[0], my $hello, 1 << 16 },
    9017 => sub { sysread $_[0], my $byte, 1 });
# 9013 sends the question back as it came, 9014 as a response with the code 2; 9007 says nothing.
my %udp = (9013 => sub { $_[0] }, 9014 => sub { my $r = shift; substr($r, 2, 2) = "\x80\x02"; $r }, 9007 => sub { undef });

my (%listeners, %sockets);
for my $port (keys %tcp) {
    my $listener = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 64, ReuseAddr => 1) or die $!;
    $listeners{$listener} = $port;
    $sockets{$listener} = $listener;
}
for my $port (keys %udp) {
    my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Proto => 'udp') or die $!;
    $listeners{$socket} = -$port;
    $sockets{$socket} = $socket;
}
my $select = IO::Select->new(values %sockets);
print "ready\n";
while (my @ready = $select->can_read) {
    for my $socket (@ready) {
        my $port = $listeners{$socket};
        if ($port < 0) {
            my $peer = $socket->recv(my $datagram, 2048);
            my $reply = $udp{-$port}->($datagram);
            $socket->send($reply, 0, $peer) if defined $reply;
            next;
        }
        my $client = $socket->accept or next;
        my $child = fork;
        if (defined $child && $child == 0) {
            alarm 60;
            $tcp{$port}->($client);
            exit;
        }
        close $client;
    }
}
