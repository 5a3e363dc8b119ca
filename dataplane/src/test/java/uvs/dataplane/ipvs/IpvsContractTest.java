package uvs.dataplane.ipvs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.NanoClock;
import org.apiguardian.api.API;
import org.jctools.queues.MessagePassingQueue;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.JUnitException;
import org.opentest4j.AssertionFailedError;
import uvs.config.net.IpAddress;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.testbed.UserModeLinux;
import uvs.scheduler.Scheduler;

/// The kernel's IPVS, programmed here, keeps the contract of all backends: in a guest whose kernel has `ip_vs`.
@Tag(Testbed.TAG)
final class IpvsContractTest {

    private static final Map<String, String> OUTCOMES = new HashMap<>();
    private static String refusedToThePowerless;
    private static String guest;

    /// One guest for everything: it is what takes the time.
    @BeforeAll
    static void run() {
        String java = String.join(" ", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "--enable-native-access=ALL-UNNAMED",
            "-cp", classPath());
        // Root without CAP_NET_ADMIN: it can read the classes, which nobody perhaps cannot.
        String powerless = "setpriv --bounding-set -net_admin --inh-caps -net_admin " + java;
        Result result = new UserModeLinux().run(java + " " + ContractInGuest.class.getName()
            + "\necho 'powerless\t'$(" + powerless + " " + ContractInGuest.class.getName() + " 2>&1 | head -1)");
        guest = result.out() + result.err();
        for (String line : result.out().lines().toList()) {
            String[] parts = line.split("\t", 2);
            if (parts.length == 2) {
                OUTCOMES.put(parts[0], parts[1]);
            }
        }
        refusedToThePowerless = OUTCOMES.getOrDefault("powerless", "");
    }

    @TestFactory
    Stream<DynamicTest> keeps() {
        return Stream.concat(BackendContract.clauses().stream(), ContractInGuest.ofTheKernel().stream())
            .map(clause -> DynamicTest.dynamicTest(clause.name(), () ->
                assertEquals("ok", OUTCOMES.getOrDefault(clause.name(), "not run: " + guest))));
    }

    @Test
    void saysWhoMayChangeTheTable() {
        assertEquals("Exception in thread \"main\" uvs.dataplane.service.BackendException: the kernel's IPVS refused to"
            + " remove all virtual servers: errno 1 (operation not permitted); this needs CAP_NET_ADMIN: run as root",
            refusedToThePowerless, guest);
    }

    private static String classPath() {
        return Stream.of(IpvsContractTest.class, IpvsBackend.class, IpAddress.class, Scheduler.class, NanoClock.class,
                MessagePassingQueue.class, Assertions.class, JUnitException.class, AssertionFailedError.class, API.class)
            .map(IpvsContractTest::location).distinct().collect(Collectors.joining(":"));
    }

    /// The folder or archive that a class was loaded from.
    private static String location(Class<?> type) {
        String resource = type.getName().replace('.', '/') + ".class";
        String url = type.getResource("/" + resource).toString();
        String folder = url.substring(0, url.length() - resource.length());
        return Path.of(URI.create(folder.replaceFirst("^jar:", "").replaceFirst("!/$", ""))).toString();
    }
}
