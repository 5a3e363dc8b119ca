# Runs keepalived in the guest with the servers of a timetable, and writes what it did with the time of each line.
export PERL5LIB=
perl FOLDER/failing-servers.pl FOLDER FOLDER/comparison.timetable > FOLDER/servers.out 2>&1 &
servers=$!
sleep 0.3
stamp='use Time::HiRes qw(time); $| = 1; my $start = shift; while (<STDIN>) { tr/\0//d; printf "%.3f %s", time - $start, $_ }'
start=$(perl -MTime::HiRes=time -e 'print time')
echo $start > FOLDER/start
mkfifo -m 644 FOLDER/fifo
perl -e "$stamp" $start < FOLDER/fifo > FOLDER/fifo.lines &
exec 9> FOLDER/fifo
keepalived -n -l -C -D -p FOLDER/ka.pid -c FOLDER/kc.pid -f FOLDER/comparison.conf 2>&1 | perl -e "$stamp" $start > FOLDER/log.lines &
while kill -0 $servers 2>/dev/null; do
    echo "== $(perl -MTime::HiRes=time -e "printf '%.3f', time - $start")"
    ipvsadm -Ln
    sleep 0.25
done > FOLDER/tables
kill $(cat FOLDER/ka.pid)
sleep 2
