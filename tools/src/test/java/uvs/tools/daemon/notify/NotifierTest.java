package uvs.tools.daemon.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;
import uvs.config.Command;
import uvs.config.GlobalDefs;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.testbed.Await;
import uvs.tools.daemon.Log;

class NotifierTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final Log log = new Log(new PrintStream(logged, true));

    private GlobalDefs defs(String keywords) throws IOException {
        Path file = Files.writeString(folder.resolve("keepalived.conf"), "global_defs {\n" + keywords + "\n}\n");
        return ConfigurationReader.read(file, ReaderOptions.of("director.example")).configuration().orElseThrow()
            .globalDefs();
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    @Test
    void linesGoToTheFifosOfTheirSource() throws IOException {
        Path common = folder.resolve("common");
        Path vrrp = folder.resolve("vrrp");
        Path lvs = folder.resolve("lvs");
        var defs = defs("notify_fifo " + common + "\nvrrp_notify_fifo " + vrrp + "\nlvs_notify_fifo " + lvs);
        try (var notifier = new Notifier(defs, log);
            var readCommon = Files.newInputStream(common); var readVrrp = Files.newInputStream(vrrp);
            var readLvs = Files.newInputStream(lvs)) {
            notifier.write(Notifier.Source.VRRP, "INSTANCE \"A\" MASTER 100");
            notifier.write(Notifier.Source.CHECKERS, "VS [10.0.0.1]:tcp:80 UP");
            assertEquals("INSTANCE \"A\" MASTER 100\nVS [10.0.0.1]:tcp:80 UP\n", read(readCommon));
            assertEquals("INSTANCE \"A\" MASTER 100\n", read(readVrrp));
            assertEquals("VS [10.0.0.1]:tcp:80 UP\n", read(readLvs));
        }
        assertFalse(Files.exists(common), "taken away at the end");
    }

    private static String read(InputStream stream) throws IOException {
        byte[] bytes = new byte[1000];
        return new String(bytes, 0, stream.read(bytes), StandardCharsets.UTF_8);
    }

    @Test
    void aFifoThatNobodyReadsLosesLinesAndNothingElse() throws IOException {
        Path fifo = folder.resolve("fifo");
        try (var notifier = new Notifier(defs("notify_fifo " + fifo), log)) {
            for (int i = 0; i < 20_000; i++) {
                notifier.write(Notifier.Source.VRRP, "INSTANCE \"A\" MASTER 100");
            }
            assertTrue(log().contains("is full"), this::log);
            assertEquals(1, log().lines().count(), this::log);
        }
    }

    @Test
    void aFileInPlaceOfTheFifoIsLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "text");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        try (var notifier = new Notifier(defs("notify_fifo " + file + "\nlvs_notify_fifo " + link), log)) {
            notifier.write(Notifier.Source.CHECKERS, "VS x UP");
        }
        assertEquals("text", Files.readString(file));
        assertTrue(log().contains("is no FIFO"), this::log);
    }

    @Test
    void theReaderOfAFifoIsStartedAndEnded() throws IOException {
        Path got = folder.resolve("got");
        Path script = Files.writeString(folder.resolve("reader"),
            "#!/bin/sh\nwhile read line; do echo \"$line\" >> " + got + "; done < $1\n");
        script.toFile().setExecutable(true);
        var defs = defs("script_user root\nlvs_notify_fifo " + folder.resolve("fifo") + "\nlvs_notify_fifo_script "
            + script);
        try (var notifier = new Notifier(defs, log)) {
            notifier.write(Notifier.Source.CHECKERS, "VS x UP");
            // The file is there before the line is.
            Await.until("the reader has read", LIMIT, () -> Files.exists(got) && got.toFile().length() > 0);
            assertEquals("VS x UP\n", Files.readString(got));
        }
    }

    @Test
    void scriptsGetTheirArgumentsAndFailuresAreLogged() throws IOException {
        try (var notifier = new Notifier(defs("script_user root"), log)) {
            var command = new Command(List.of("/bin/sh", "-c", "echo \"$0 $1\"; exit 3"), Optional.of("root"),
                Optional.empty());
            notifier.run(command, List.of("INSTANCE", "VI 1"), Optional.empty());
            Await.until("the failure is logged", LIMIT, () -> log().contains("exited"));
            assertTrue(log().contains("INSTANCE VI 1] exited with status 3: INSTANCE VI 1"), this::log);
        }
    }

    @Test
    void mailsGoOutAsKeepalivedWritesThem() throws Exception {
        var mails = new CopyOnWriteArrayList<String>();
        SMTPServer server = SMTPServer.port(0).bindAddress(InetAddress.getLoopbackAddress())
            .simpleMessageListener(new SimpleMessageListener() {
                @Override
                public boolean accept(String from, String recipient) {
                    return true;
                }

                @Override
                public void deliver(String from, String recipient, InputStream data) throws IOException {
                    mails.add(from + " > " + recipient + "\n"
                        + new String(data.readAllBytes(), StandardCharsets.UTF_8));
                }
            }).build();
        server.start();
        try (var notifier = new Notifier(defs("router_id lb1\nnotification_email {\nops@example.org\n"
            + "boss@example.org\n}\nnotification_email_from lb@example.org\nsmtp_server 127.0.0.1 "
            + server.getPortAllocated()), log)) {
            notifier.mail("Virtualserver [10.0.0.1]:tcp:80 - DOWN", "=> Lost quorum <=");
            Await.until(() -> "two mails arrive; the log has\n" + log(), LIMIT, () -> mails.size() == 2);
            String mail = mails.getFirst();
            assertTrue(mail.startsWith("lb@example.org > "), mail);
            assertTrue(mail.contains("\r\nSubject: [lb1] Virtualserver [10.0.0.1]:tcp:80 - DOWN\r\n"), mail);
            assertTrue(mail.contains("\r\nFrom: lb@example.org\r\n"), mail);
            assertTrue(mail.contains("X-Mailer: Keepalived\r\n"), mail);
            assertTrue(mail.contains("\r\n\r\n=> Lost quorum <=\r\n"), mail);
            assertTrue(mail.contains("To: ops@example.org, boss@example.org\r\n"), mail);
        } finally {
            server.stop();
        }
    }

    @Test
    void aMailServerThatIsNotThereIsSaidInTheLog() throws IOException {
        try (var notifier = new Notifier(defs("notification_email {\nops@example.org\n}\n"
            + "smtp_server 127.0.0.1 1\nsmtp_connect_timeout 2"), log)) {
            notifier.mail("x", "y");
            Await.until("the failure is logged", LIMIT, () -> log().contains("mail not sent to ops@example.org"));
        }
    }

    @Test
    void aFifoThatStaysTheSameStaysOpenOverAReload() throws IOException {
        Path fifo = folder.resolve("fifo");
        var defs = defs("notify_fifo " + fifo);
        try (var notifier = new Notifier(defs, log); var reader = Files.newInputStream(fifo)) {
            notifier.write(Notifier.Source.VRRP, "one");
            notifier.configure(defs("notify_fifo " + fifo + "\nrouter_id other"));
            notifier.write(Notifier.Source.VRRP, "two");
            assertEquals("one\ntwo\n", read(reader));
            notifier.configure(defs(""));
            assertFalse(Files.exists(fifo));
        }
    }
}
