package uvs.tools.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.MarkRule;

/// Plays a scenario against the kernel of this machine, and records it.
///
/// Every frame goes to two directors, one with `ip_vs` and one without any virtual server: what the second
/// one sends is what the kernel does with a frame that nobody keeps from it.
final class Guest implements Network {

    /// Steps have times of their own, however fast they follow each other.
    private static final long SPACING_NS = 1000;

    private final RealDirector director;
    private final RealDirector plain;
    private final List<Step> steps = new ArrayList<>();
    private final long startNs = System.nanoTime();
    private long nowNs;
    private boolean marks;

    Guest(RealDirector director, RealDirector plain) {
        this.director = director;
        this.plain = plain;
    }

    /// The time of the next step: the real one, since the kernel's timers run by that.
    private long next() {
        nowNs = Math.max(nowNs + SPACING_NS, System.nanoTime() - startNs);
        return nowNs;
    }

    @Override
    public void ipvsadm(String... lines) {
        for (String line : lines) {
            steps.add(new Step.Ipvsadm(next(), line));
        }
        // All lines by one program; it knows no --set there.
        director.run(lines[0].startsWith("--set")
            ? "ipvsadm " + lines[0] : "ipvsadm -R <<'LINES'\n" + String.join("\n", lines) + "\nLINES");
    }

    @Override
    public void sysctl(String name, int value) {
        steps.add(new Step.Sysctl(next(), name, value));
        director.setting("ipv4/vs/" + name, Integer.toString(value));
    }

    @Override
    public void mtu(Side side, int bytes) {
        steps.add(new Step.Mtu(next(), side, bytes));
        setMtu(side, bytes);
    }

    /// The guest's nft has no rules for IP packets, so it is `tc` that marks.
    @Override
    public void mark(String text) {
        steps.add(new Step.Mark(next(), text));
        MarkRule rule = MarkRule.parse(text);
        String device = Topology.device(Side.CLIENT);
        if (!marks) {
            marks = true;
            director.run("tc qdisc add dev " + device + " clsact");
        }
        String ports = rule.firstPort() == 0 ? ""
            : " dst_port " + rule.firstPort() + (rule.lastPort() == rule.firstPort() ? "" : "-" + rule.lastPort());
        director.run("tc filter add dev " + device + " ingress protocol ip flower ip_proto "
            + rule.protocol().name().toLowerCase(Locale.ROOT) + " dst_ip " + rule.address() + ports
            + " action skbedit mark " + rule.mark());
    }

    @Override
    public List<Output> send(Side from, byte[] packet) {
        return sendFrame(from, RealDirector.frame(from, packet));
    }

    @Override
    public List<Output> sendFrame(Side from, byte[] frame) {
        try {
            List<Output> outputs = director.send(from, frame);
            steps.add(new Step.Arrival(next(), from, frame, outputs, plain.send(from, frame)));
            return outputs;
        } catch (SystemCallException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in a pause", e);
        }
        steps.add(new Step.Pause(next()));
    }

    /// Puts back what outlives the scenario.
    void restore() {
        if (steps.stream().anyMatch(step -> step instanceof Step.Mtu)) {
            for (Side side : Side.values()) {
                setMtu(side, Topology.MTU);
            }
        }
    }

    private void setMtu(Side side, int bytes) {
        for (RealDirector each : List.of(plain, director)) {
            each.run("ip link set " + Topology.device(side) + " mtu " + bytes);
            each.leave();
        }
    }

    /// What was recorded. The counters of servers are not in it: the kernel adds them up every two seconds
    /// only.
    Recording recording(String name, String failure) {
        steps.add(new Step.Pause(next()));
        List<String> lines = director.read("/proc/net/ip_vs", "/proc/net/ip_vs_conn");
        int connections = 0;
        while (!lines.get(connections).startsWith("Pro ")) {
            connections++;
        }
        return new Recording(name, steps, failure, lines.subList(0, connections),
            lines.subList(connections, lines.size()), List.of());
    }
}
