package uvs.dataplane.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A program that builds a testbed, says what is in it and then waits to be killed.
///
/// Writes one line: the id of a process inside, the network namespace of its host, the testbed's directory.
final class HeldTestbed {

    private HeldTestbed() {
    }

    public static void main(String[] arguments) throws Exception {
        // Never closed: this process is killed.
        Testbed net = Testbed.open();
        Host left = net.host("left");
        Host right = net.host("right");
        net.link(left, "eth0", "192.0.2.1/24", right, "eth0", "192.0.2.2/24");
        left.run("ping", "-q", "-c", "1", "-W", "5", "192.0.2.2").orThrow();
        Program program = left.start("bash", "-c", "readlink /proc/self/ns/net; exec sleep 1000");
        String namespace = program.awaitLine("net:", Duration.ofSeconds(20));
        Path directory = net.directory();
        System.out.println(program.pid().orElseThrow() + " " + namespace + " " + directory);
        new CountDownLatch(1).await();
    }
}
