package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service manager's end of the socket is a real Unix datagram socket.
class ServiceManagerTest {

    private static final long PROCESS = 4711;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final Log log = new Log(new PrintStream(logged, true, StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void theManagerHearsEachState() throws Exception {
        String path = folder.resolve("notify").toString();
        listen(path);
        try (ServiceManager manager = manager(Map.of("NOTIFY_SOCKET", path), 0)) {
            manager.ready("2 virtual servers");
            assertEquals("READY=1\nSTATUS=2 virtual servers", next());
            manager.reloading(12_345_678);
            assertEquals("RELOADING=1\nMONOTONIC_USEC=12345", next());
            manager.stopping();
            assertEquals("STOPPING=1\nSTATUS=stopping", next());
        }
    }

    @Test
    void anAbstractNameHasNoFile() throws Exception {
        listen("\0uvs-" + folder.getFileName());
        try (ServiceManager manager = manager(Map.of("NOTIFY_SOCKET", "@uvs-" + folder.getFileName()), 0)) {
            manager.ready("ready");
            assertEquals("READY=1\nSTATUS=ready", next());
        }
    }

    @Test
    void theSignOfLifeComesAtHalfOfTheLimit() throws Exception {
        String path = folder.resolve("notify").toString();
        listen(path);
        try (ServiceManager manager = manager(watched(path, PROCESS), 0)) {
            manager.alive(0, Optional.empty());
            manager.alive(2 * SECOND_NS - 1, Optional.empty());
            manager.ready("first");
            manager.alive(2 * SECOND_NS, Optional.empty());
            manager.ready("second");
        }
        assertEquals("WATCHDOG=1", next());
        assertEquals("READY=1\nSTATUS=first", next());
        assertEquals("WATCHDOG=1", next());
        assertEquals("READY=1\nSTATUS=second", next());
    }

    @Test
    void noSignOfLifeComesWhileAWorkerIsStuck() throws Exception {
        String path = folder.resolve("notify").toString();
        listen(path);
        try (ServiceManager manager = manager(watched(path, PROCESS), 0)) {
            manager.alive(2 * SECOND_NS, Optional.of("worker-0 is stuck"));
            manager.alive(3 * SECOND_NS, Optional.of("worker-0 is stuck"));
            manager.alive(4 * SECOND_NS, Optional.empty());
        }
        assertEquals("STATUS=worker-0 is stuck", next());
        assertEquals("WATCHDOG=1", next());
        String line = logged.toString(StandardCharsets.UTF_8);
        assertTrue(line.contains("no sign of life is given to the service manager: worker-0 is stuck"), line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void anotherProcessIsWatched() throws Exception {
        String path = folder.resolve("notify").toString();
        listen(path);
        try (ServiceManager manager = manager(watched(path, 1), 0)) {
            manager.alive(100 * SECOND_NS, Optional.empty());
            manager.stopping();
        }
        assertEquals("STOPPING=1\nSTATUS=stopping", next());
    }

    @Test
    void aManagerThatIsNotThereIsLoggedOnce() {
        String path = folder.resolve("nobody").toString();
        try (ServiceManager manager = manager(Map.of("NOTIFY_SOCKET", path), 0)) {
            manager.ready("nobody hears it");
        }
        String line = logged.toString(StandardCharsets.UTF_8);
        assertTrue(line.contains("the service manager is not told: connect(notify socket " + path), line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void withoutAManagerNothingIsSaid() {
        try (ServiceManager manager = manager(new HashMap<>(), 0)) {
            manager.ready("ready");
            manager.alive(100 * SECOND_NS, Optional.empty());
            manager.stopping();
        }
        assertEquals("", logged.toString(StandardCharsets.UTF_8));
    }

    private static Map<String, String> watched(String path, long process) {
        return Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", Long.toString(4 * SECOND_NS / 1000),
            "WATCHDOG_PID", Long.toString(process));
    }

    private ServiceManager manager(Map<String, String> environment, long nowNs) {
        return ServiceManager.of(environment, PROCESS, nowNs, log);
    }

    private void listen(String path) throws InterruptedException {
        new Bootstrap().group(loop).channel(EpollDomainDatagramChannel.class)
            .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                    heard.add(packet.content().toString(StandardCharsets.UTF_8));
                }
            })
            .bind(new DomainSocketAddress(path)).sync();
    }

    private String next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }
}
