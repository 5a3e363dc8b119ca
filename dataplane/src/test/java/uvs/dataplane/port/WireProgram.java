package uvs.dataplane.port;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import uvs.dataplane.linux.PacketFanout;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.NetworkMonitor;

/// A program that is a wire: what arrives at one interface leaves by the other, as it is.
///
/// Its input: `stats`; `churn N`, to close and open both ports again after every N frames, 0 for never; `send
/// N`, to send N frames by the first port and close it at once.
final class WireProgram {

    private static final int BATCH = 64;
    private static final long WAIT_NS = 20_000_000;
    /// The first EtherType for local experiments (IEEE 802).
    private static final int EXPERIMENT = 0x88b5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final NetworkMonitor monitor = new NetworkMonitor();
    private final String[] names = new String[2];
    private final Port[] ports = new Port[2];
    private final UringEngine engine;
    private final Port.FrameHandler carry = this::carry;
    private Port out;
    private long frames;
    private long largest;
    private long segmented;
    private long partial;
    private long failures;
    /// Bytes, by what is done with frames.
    private long allocated;
    private int churn;
    private long reopenAt = Long.MAX_VALUE;

    private WireProgram(String[] arguments) throws SystemCallException {
        engine = new UringEngine(Thread.currentThread(), Integer.parseInt(arguments[0]), new PacketFanout(1), Optional.empty());
        for (int i = 0; i < 2; i++) {
            names[i] = arguments[i + 1];
            open(i);
        }
    }

    /// @param arguments the number of slots, and two interfaces
    public static void main(String[] arguments) throws Exception {
        var wire = new WireProgram(arguments);
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
                out = ports[1 - i];
                long before = THREADS.getCurrentThreadAllocatedBytes();
                work += ports[i].receive(carry, BATCH);
                allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            if (frames >= reopenAt) {
                reopenAt = frames + churn;
                close(0);
                close(1);
                open(0);
                open(1);
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

    private void carry(Frame frame) {
        frames++;
        largest = Math.max(largest, frame.length());
        if (frame.isSegmented()) {
            segmented++;
        }
        if (frame.checksumIsPartial()) {
            partial++;
        }
        out.send(frame);
    }

    private void obey(String[] words) throws SystemCallException {
        switch (words[0]) {
            case "stats" -> System.out.println("frames="
                + frames + " largest=" + largest + " segmented=" + segmented
                + " partial=" + partial + " receiveFailures=" + (ports[0].receiveFailures() + ports[1].receiveFailures())
                + " sendFailures=" + (failures + ports[0].sendFailures() + ports[1].sendFailures())
                + " allocated=" + allocated);
            case "churn" -> {
                churn = Integer.parseInt(words[1]);
                reopenAt = churn == 0 ? Long.MAX_VALUE : frames + churn;
                System.out.println("churning");
            }
            case "send" -> {
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    ports[0].send(experiment());
                }
                Port closed = ports[0];
                close(0);
                // Takes the number of the socket that was closed, if that is free already.
                ports[0] = ports[1];
                Port other = engine.open(ports[1].link());
                engine.poll(0);
                System.out.println("sent");
                other.close();
                ports[0] = closed;
            }
            default -> throw new IllegalArgumentException("command=" + words[0] + " is none");
        }
    }

    private Frame experiment() {
        Frame frame = engine.allocate();
        frame.length(60);
        for (int i = 0; i < 60; i++) {
            frame.memory().set(ValueLayout.JAVA_BYTE, frame.start() + i, (byte) (i < 6 ? 0xff : 2));
        }
        frame.memory().set(ValueLayout.JAVA_BYTE, frame.start() + 12, (byte) (EXPERIMENT >>> 8));
        frame.memory().set(ValueLayout.JAVA_BYTE, frame.start() + 13, (byte) EXPERIMENT);
        return frame.complete();
    }

    private void open(int which) throws SystemCallException {
        ports[which] = engine.open(monitor.view().link(names[which]).orElseThrow());
    }

    private void close(int which) {
        failures += ports[which].sendFailures();
        ports[which].close();
    }
}
