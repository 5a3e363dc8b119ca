package uvs.bench.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.dataplane.testbed.UserModeLinux;
import uvs.tools.demo.ThisProgram;

/// The kernel's IPVS where this machine's own kernel has none: in a second kernel under user-mode Linux, which has one processor
/// and is slower in everything. So what it says is how IPVS compares with routing in that same kernel, and nothing more.
///
/// Source, director and sink are three namespaces of the guest.
final class UserModeIpvs {

    private static final int MEGABYTES = 1536;
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Pattern COUNT = Pattern.compile("sent \\d+ frames in ([0-9.]+) s.*\\s+(routing|ipvs) (\\d+) frames");
    private static final String SCRIPT = """
        for ns in source director sink; do ip netns add $ns; ip -n $ns link set lo up; done
        ip link add eth0 netns source type veth peer name in0 netns director
        ip link add out0 netns director type veth peer name eth0 netns sink
        ip -n source addr add 10.0.0.2/24 dev eth0; ip -n source link set eth0 up
        for address in 10.0.0.1/24 10.0.0.100/32; do ip -n director addr add $address dev in0; done
        ip -n director link set in0 up; ip -n director addr add 10.0.1.1/24 dev out0; ip -n director link set out0 up
        ip -n sink link set eth0 up
        ip netns exec director sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.in0.rp_filter=0
        ip -n director route add 10.1.0.0/16 via 10.0.0.2
        ip netns exec director ethtool -K in0 gro on
        mac=$(ip -n sink link show eth0 | sed -n 's/.*ether \\([^ ]*\\).*/\\1/p')
        ip -n director neigh replace 10.0.1.2 lladdr $mac nud permanent dev out0
        mac=$(ip -n director link show in0 | sed -n 's/.*ether \\([^ ]*\\).*/\\1/p')
        ip netns exec director ipvsadm -A -u 10.0.0.100:5300 -s rr
        ip netns exec director ipvsadm -a -u 10.0.0.100:5300 -r 10.0.1.2 -m
        counted() { ip netns exec sink cat /proc/net/dev | sed -n 's/.*eth0: *[0-9]* *\\([0-9]*\\).*/\\1/p'; }
        measure() {
            before=$(counted)
            ip netns exec source %s generate_arguments --destination $2 --to $mac
            echo "$1 $(($(counted) - before)) frames"
        }
        for round in %s; do
            measure routing 10.0.1.2
            measure ipvs 10.0.0.100
        done
        """;
    private static final String GENERATE = "--interface eth0 --source 10.1.0.1 --port 5300 --flows %d --seconds %d";

    private UserModeIpvs() {
    }

    /// Frames that came through in a second, in millions, of each round: for `routing` and for `ipvs`.
    static Map<String, List<Double>> measure(int flows, int seconds, int rounds) {
        String program = String.join(" ", ThisProgram.uvs("generate"));
        var numbers = new StringBuilder();
        for (int i = 1; i <= rounds; i++) {
            numbers.append(i).append(' ');
        }
        String script = SCRIPT.formatted(program, numbers).replace("generate_arguments", GENERATE.formatted(flows, seconds));
        String out = new UserModeLinux(MEGABYTES, LIMIT).run(script).orThrow().out();
        var figures = new LinkedHashMap<String, List<Double>>();
        Matcher matcher = COUNT.matcher(out);
        while (matcher.find()) {
            figures.computeIfAbsent(matcher.group(2), _ -> new ArrayList<>())
                .add(Long.parseLong(matcher.group(3)) / 1e6 / Double.parseDouble(matcher.group(1)));
        }
        return figures;
    }
}
