package uvs.tools.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import uvs.dataplane.linux.SystemCallException;
import uvs.tools.oracle.Network.Output;

/// A network namespace of the guest in which the kernel forwards, with `ip_vs` or as a mere router, and the
/// far ends of its two links.
///
/// When everything that a frame caused has come out is known without waiting for long: the guest has one
/// processor, whose queue of received packets is first in, first out. So a marker sent behind the frame,
/// which the director routes to the other side, comes out behind it.
final class RealDirector implements AutoCloseable {

    private static final byte[] MARKER = frame(Side.CLIENT,
        Ip.from("198.51.100.1", "10.0.0.20").packet(253, Ip.data(8)));
    private static final int PROTOCOL_AT = 14 + 9;
    private static final long MARKER_LIMIT_NS = 5_000_000_000L;
    /// What makes the kernel quiet, and its answers independent of how many there were before. It is written
    /// before the interfaces are up.
    private static final List<String> SETTINGS = List.of(
        "ipv4/ip_forward=1", "ipv4/conf/all/rp_filter=0", "ipv4/conf/cli0/rp_filter=0",
            "ipv4/conf/srv0/rp_filter=0",
        "ipv4/conf/all/send_redirects=0", "ipv4/conf/cli0/send_redirects=0",
            "ipv4/conf/srv0/send_redirects=0",
        "ipv4/icmp_ratelimit=0", "ipv4/icmp_ratemask=0", "ipv6/icmp/ratelimit=0",
            "ipv6/conf/all/disable_ipv6=0",
        "ipv6/conf/cli0/disable_ipv6=0", "ipv6/conf/srv0/disable_ipv6=0", "ipv6/conf/all/forwarding=1",
        "ipv6/conf/cli0/addr_gen_mode=1", "ipv6/conf/srv0/addr_gen_mode=1", "ipv6/auto_flowlabels=0");

    private final Shell shell;
    private final String namespace;
    private boolean entered;
    private final Map<Side, FarEnd> farEnds = new EnumMap<>(Side.class);

    /// Makes the namespaces of directors and the links to them, all by one program.
    static void prepare(Shell shell, List<String> namespaces) {
        var lines = new ArrayList<String>();
        namespaces.forEach(namespace -> {
            lines.add("netns add " + namespace);
            lines.addAll(Topology.ipBatch(namespace));
        });
        batch(shell, lines);
    }

    /// Builds a director in a namespace that was prepared. The shell stays in it until [#leave].
    RealDirector(Shell shell, String namespace) throws IOException, SystemCallException {
        this.shell = shell;
        this.namespace = namespace;
        enter();
        SETTINGS.forEach(each -> setting(each.substring(0, each.indexOf('=')),
            each.substring(each.indexOf('=') + 1)));
        batch(shell, Topology.ipBatchInside());
        for (Side side : Side.values()) {
            String device = Topology.farDevice(namespace, side);
            int index = Integer.parseInt(Files.readString(Path.of("/sys/class/net", device,
                "ifindex")).strip());
            farEnds.put(side, new FarEnd(device, index));
        }
    }

    private static void batch(Shell shell, List<String> lines) {
        shell.run("ip -batch - <<'LINES'\n" + String.join("\n", lines) + "\nLINES");
    }

    private void enter() {
        if (!entered) {
            shell.enter(namespace);
            entered = true;
        }
    }

    static byte[] frame(Side from, byte[] packet) {
        return Frames.ethernet(Topology.mac(from), Topology.macOf(from, Frames.source(packet)), packet);
    }

    /// Lets a frame arrive, and answers all that it caused.
    List<Output> send(Side from, byte[] frame) throws SystemCallException {
        var outputs = new ArrayList<Output>();
        farEnds.get(from).send(frame);
        farEnds.get(Side.CLIENT).send(MARKER);
        long deadlineNs = System.nanoTime() + MARKER_LIMIT_NS;
        boolean[] markerCame = new boolean[1];
        while (!markerCame[0]) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new IllegalStateException(namespace + ": the marker did not come out");
            }
            farEnds.get(Side.SERVER).receive(each -> markerCame[0] |= !keep(Side.SERVER, each, outputs));
        }
        farEnds.get(Side.CLIENT).receive(each -> keep(Side.CLIENT, each, outputs));
        return outputs;
    }

    /// Answers false for the marker. What goes to a group of stations (neighbour discovery, multicast
    /// listener reports) is the kernel's own business.
    private static boolean keep(Side side, byte[] frame, List<Output> outputs) {
        if (frame.length > PROTOCOL_AT && frame[12] == 8 && frame[13] == 0 && frame[PROTOCOL_AT] == (byte) 253) {
            return false;
        }
        if ((frame[0] & 1) == 0) {
            outputs.add(new Output(side, frame));
        }
        return true;
    }

    /// Runs a command in the namespace.
    List<String> run(String command) {
        enter();
        return shell.run(command);
    }

    /// Sets `net.NAME`, written with slashes. No program is started for it.
    void setting(String name, String value) {
        shell.run("echo " + value + " > /proc/sys/net/" + name);
    }

    /// The lines of files, one after the other, as the namespace has them. They are read in large pieces,
    /// since the kernel's tables skip lines otherwise.
    List<String> read(String... files) {
        return run("cat " + String.join(" ", files));
    }

    /// Lets the shell go back to where it was.
    void leave() {
        if (entered) {
            shell.leave();
            entered = false;
        }
    }

    /// Gives up the links; the namespace stays as it is.
    @Override
    public void close() {
        leave();
        farEnds.values().forEach(FarEnd::close);
    }
}
