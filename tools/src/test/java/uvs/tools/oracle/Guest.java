package uvs.tools.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.linux.SystemCallException;

/// Plays a scenario against the kernel of this machine, and records it.
///
/// Every frame goes to two directors, one with `ip_vs` and one without any virtual server: what the second one
/// sends is what the kernel does with a frame that nobody keeps from it.
final class Guest implements Network {

    private static final long MILLISECOND_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RealDirector director;
    private final RealDirector plain;
    private final List<Step> steps = new ArrayList<>();
    private long nowNs;
    private boolean marks;

    Guest(RealDirector director, RealDirector plain) {
        this.director = director;
        this.plain = plain;
    }

    private long next() {
        nowNs += MILLISECOND_NS;
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

    @Override
    public void mark(String protocol, int firstPort, int lastPort, int mark) {
        steps.add(new Step.Mark(next(), protocol, firstPort, lastPort, mark));
        if (!marks) {
            marks = true;
            director.run("nft 'add table inet marks; add chain inet marks prerouting "
                + "{ type filter hook prerouting priority mangle; }'");
        }
        director.run("nft 'add rule inet marks prerouting iifname " + Topology.device(Side.CLIENT) + " " + protocol
            + " dport " + firstPort + "-" + lastPort + " meta mark set " + mark + "'");
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
        nowNs += milliseconds * MILLISECOND_NS;
        steps.add(new Step.Pause(nowNs));
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

    /// What was recorded. The counters of servers are not in it: the kernel adds them up every two seconds only.
    Recording recording(String name, String failure) {
        return new Recording(name, steps, failure, director.read("/proc/net/ip_vs"),
            director.read("/proc/net/ip_vs_conn"), List.of());
    }
}
