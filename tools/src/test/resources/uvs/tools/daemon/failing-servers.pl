#!/usr/bin/perl
# Servers that fail and come back by a timetable, so that two directors can be shown the same.
#
#   failing-servers.pl FOLDER TIMETABLE
#
# A line of the timetable is "SECONDS NAME STATE". NAME says what the server is: tcp-PORT, http-PORT, smtp-PORT, or a
# file in FOLDER. A server in the state "down" does not listen. The state of an HTTP server is its status, that of
# a mail server the code of its greeting, that of a file what stands in it. Seconds count from the start of this
# program; it ends with the line "end".
use strict;
use warnings;
use IO::Socket::INET;
use Time::HiRes qw(time);

my ($folder, $timetable) = @ARGV;
open(my $in, '<', $timetable) or die "$timetable: $!";
my @events = map { [split ' '] } grep { /\S/ } <$in>;
close $in;
@events = sort { $a->[0] <=> $b->[0] } @events;
my (%listener, %state, @clients);
my $start = time;
$| = 1;

sub change {
    my ($name, $to) = @_;
    $state{$name} = $to;
    if ($name =~ /^(tcp|http|smtp)-(\d+)$/) {
        if ($to eq 'down') {
            delete $listener{$name};
        } elsif (!$listener{$name}) {
            $listener{$name} = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $2, Listen => 64,
                ReuseAddr => 1) or die "port $2: $!";
        }
    } else {
        open(my $out, '>', "$folder/$name.new") or die "$name: $!";
        print $out "$to\n";
        close $out;
        rename("$folder/$name.new", "$folder/$name");
    }
}

sub serve {
    my ($name, $client) = @_;
    if ($name =~ /^tcp/) {
        close $client;
    } elsif ($name =~ /^http/) {
        push @clients, [$client, $name];
    } else {
        syswrite $client, "$state{$name} mail ready\r\n";
        push @clients, [$client, $name];
    }
}

sub answer {
    my ($client, $name) = @_;
    my $read = sysread $client, my $request, 4096;
    return 0 unless $read;
    if ($name =~ /^http/) {
        syswrite $client, "HTTP/1.0 $state{$name} Status\r\nContent-Length: 5\r\n\r\nhello";
        return 0;
    }
    syswrite $client, $request =~ /^QUIT/i ? "221 bye\r\n" : "250 hello\r\n";
    return $request !~ /^QUIT/i;
}

while (1) {
    while (@events && $events[0][0] <= time - $start) {
        my $event = shift @events;
        exit 0 if $event->[1] eq 'end';
        change($event->[1], $event->[2]);
    }
    my $bits = '';
    vec($bits, fileno($_), 1) = 1 for values(%listener), map { $_->[0] } @clients;
    my $ready = select(my $out = $bits, undef, undef, 0.02);
    next if $ready <= 0;
    for my $name (keys %listener) {
        if (vec($out, fileno($listener{$name}), 1)) {
            my $client = $listener{$name}->accept;
            serve($name, $client) if $client;
        }
    }
    @clients = grep { !vec($out, fileno($_->[0]), 1) || answer(@$_) } @clients;
}
