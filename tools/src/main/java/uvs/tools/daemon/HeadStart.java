package uvs.tools.daemon;

import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import uvs.dataplane.linux.NativeLinks;

/// What a director's start needs later and what takes the JVM long, done on a thread of its own while the command line and the
/// configuration are read. Nothing waits for it: who comes to one of these before it is done does it, or waits for that one.
///
/// Only what belongs to the JDK and to one package here: classes that need each other, initialized on two threads, could wait
/// for each other for ever.
public final class HeadStart {

    private HeadStart() {
    }

    public static void begin() {
        Thread.ofPlatform().daemon().name("head-start").start(HeadStart::run);
    }

    private static void run() {
        NativeLinks.link();
        // The secret of the connection table comes from there.
        long ignored = new SecureRandom().nextLong();
        // Netty asks how much memory there may be.
        int ignoredToo = ManagementFactory.getRuntimeMXBean().getInputArguments().size();
    }
}
