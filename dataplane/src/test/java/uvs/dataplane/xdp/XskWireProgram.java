package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R2;
import static uvs.dataplane.xdp.BpfAssembler.Register.R3;
import static uvs.dataplane.xdp.BpfAssembler.Register.R4;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkMonitor;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.FrameAccounting;
import uvs.dataplane.port.Port;

/// A program that is a wire: what arrives at one interface leaves by the other, as it is.
///
/// Its input: `stats`; `close N` and `open N`, for one of its two ports; `hold N`, to keep the next N frames and release
/// them then; `churn N`, to close and open both ports after every N frames.
final class XskWireProgram {

    private static final int BATCH = 64;
    private static final long WAIT_NS = 20_000_000;
    private static final int OPEN_TRIES = 30_000;
    private static final long OPEN_PAUSE_NS = 1_000_000;

    private final NetworkMonitor monitor = new NetworkMonitor();
    private final String[] names = new String[2];
    private final Port[] ports = new Port[2];
    private final XskEngine engine;
    private long frames;
    private long partial;
    private long large;
    private long failures;
    private int churn;
    private long reopenAt = Long.MAX_VALUE;

    private XskWireProgram(String[] arguments) throws SystemCallException {
        engine = new XskEngine(
            new XskInterfaces(XskWireProgram::everything, 1), 0, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        for (int i = 0; i < 2; i++) {
            names[i] = arguments[i + 2];
            open(i);
        }
    }

    /// Gives all frames to the sockets that are not too long for them.
    private static long[] everything(Link ignored, Descriptor sockets, int longest, boolean inDriver) {
        return new BpfAssembler()
            .load(BpfAssembler.Size.WORD, R2, R1, 0).load(BpfAssembler.Size.WORD, R3, R1, 4)
            .compute(BpfAssembler.Operation.ADD, R2, longest + 1)
            .jumpIf(R2, BpfAssembler.Condition.LESS_OR_EQUAL, R3, "pass")
            .load(BpfAssembler.Size.WORD, R4, R1, 16)
            .loadMap(R1, sockets).move(R2, R4).move(R3, 2).call(BpfAssembler.REDIRECT_MAP).exit()
            .label("pass").exit(2).assemble();
    }

    /// @param arguments the number of frames, the size of the rings, and two interfaces
    public static void main(String[] arguments) throws Exception {
        var wire = new XskWireProgram(arguments);
        System.out.println("ready");
        wire.run();
    }

    private void run() throws SystemCallException {
        var commands = new ConcurrentLinkedQueue<String>();
        Thread.ofPlatform().daemon().start(() -> {
            new BufferedReader(new InputStreamReader(System.in)).lines().forEach(command -> {
                commands.add(command);
                engine.wakeUp();
            });
            commands.add("end");
            engine.wakeUp();
        });
        while (true) {
            int work = 0;
            for (int i = 0; i < 2; i++) {
                Port out = ports[1 - i];
                work += ports[i] == null ? 0 : ports[i].receive(frame -> carry(frame, out), BATCH);
            }
            if (frames >= reopenAt) {
                reopenAt = frames + churn;
                for (int i = 0; i < 2; i++) {
                    close(i);
                    open(i);
                }
            }
            String command = commands.poll();
            if (command != null) {
                if (command.equals("end")) {
                    engine.close();
                    return;
                }
                obey(command.split(" "));
            }
            engine.poll(work > 0 ? 0 : WAIT_NS);
        }
    }

    private void carry(Frame frame, Port out) {
        frames++;
        if (frame.checksumIsPartial()) {
            partial++;
        }
        if (frame.length() > PacketMemory.LONGEST) {
            large++;
        }
        if (out == null) {
            frame.release();
        } else {
            out.send(frame);
        }
    }

    private void obey(String[] words) throws SystemCallException {
        switch (words[0]) {
            case "stats" -> {
                FrameAccounting all = engine.accounting();
                String modes = "";
                long lost = 0;
                for (Port port : ports) {
                    if (port != null) {
                        modes += " (" + ((XskPort) port).mode() + ")";
                        lost += port.receiveFailures();
                    }
                }
                System.out.println("frames=" + frames + " partial=" + partial + " large=" + large + " lost=" + lost
                    + " sendFailures=" + sendFailures() + " all=" + all.all() + " free=" + all.free() + " held=" + all.held()
                    + " filled=" + all.receiving() + " sending=" + all.sending() + modes);
            }
            case "churn" -> {
                churn = Integer.parseInt(words[1]);
                reopenAt = churn == 0 ? Long.MAX_VALUE : frames + churn;
                System.out.println("churning");
            }
            case "close" -> {
                close(Integer.parseInt(words[1]));
                System.out.println("closed");
            }
            case "open" -> {
                int which = Integer.parseInt(words[1]);
                monitor.poll();
                boolean there = monitor.view().link(names[which]).isPresent();
                if (there) {
                    open(which);
                }
                System.out.println(there ? "open" : "absent");
            }
            default -> throw new IllegalArgumentException("command=" + words[0] + " is none");
        }
    }

    private long sendFailures() {
        long all = failures;
        for (Port port : ports) {
            all += port == null ? 0 : port.sendFailures();
        }
        return all;
    }

    /// On a busy machine the kernel still has the queue of the port that was just closed: workers try again later, too.
    private void open(int which) throws SystemCallException {
        for (int tries = 1;; tries++) {
            try {
                ports[which] = engine.open(monitor.view().link(names[which]).orElseThrow());
                return;
            } catch (SystemCallException e) {
                if (e.errno() != Errno.EBUSY || tries == OPEN_TRIES) {
                    throw e;
                }
                // What has the queue goes by a thread of the kernel, which this one may be keeping from its processor.
                LockSupport.parkNanos(OPEN_PAUSE_NS);
            }
        }
    }

    private void close(int which) {
        failures += ports[which].sendFailures();
        ports[which].close();
        ports[which] = null;
    }
}
