package uvs.tools.daemon.notify;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import uvs.config.MailSettings;
import uvs.config.MailSettings.MailServer;
import uvs.tools.daemon.Log;

/// Sends mails of state changes over plain SMTP, one after the other, on a thread of its own.
///
/// A mail server that does not answer delays other mails and nothing else; what does not fit the queue is not
/// sent, and the log says so.
final class Mailer implements AutoCloseable {

    private static final int QUEUE = 1000;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Letter END = new Letter(null, "", "", "");

    private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>(QUEUE);
    private final Log log;
    private final Thread thread;

    private record Letter(MailSettings settings, String subject, String body, String router) {
    }

    Mailer(Log log) {
        this.log = log;
        this.thread = Thread.ofPlatform().name("mail").daemon().start(this::loop);
    }

    /// Queues a mail to all recipients. Nothing happens where no server or no recipient is configured.
    void send(MailSettings settings, String router, String subject, String body) {
        if (settings.server().isPresent() && !settings.notificationEmail().isEmpty()
            && !letters.offer(new Letter(settings, subject, body, router))) {
            log.error("mail not sent, " + QUEUE + " are waiting: " + subject);
        }
    }

    private void loop() {
        try {
            for (Letter letter = letters.take(); letter != END; letter = letters.take()) {
                try {
                    send(letter);
                } catch (MessagingException e) {
                    log.error("mail not sent to " + String.join(", ", letter.settings().notificationEmail()) + " by "
                        + letter.settings().server().map(MailServer::host).orElse("") + ": "
                        + String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " "));
                }
            }
        } catch (InterruptedException _) {
            // Closed without waiting.
        }
    }

    private static void send(Letter letter) throws MessagingException {
        MailSettings settings = letter.settings();
        var session = Session.getInstance(properties(settings));
        var message = new MimeMessage(session);
        message.setSentDate(new Date());
        message.setFrom(new InternetAddress(settings.from()));
        message.setSubject("[" + letter.router() + "] " + letter.subject(), "UTF-8");
        message.setHeader("X-Mailer", "Keepalived");
        for (String recipient : settings.notificationEmail()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setText(letter.body() + "\n", "UTF-8");
        Transport.send(message);
    }

    /// Plain SMTP: no TLS, no login, as the configuration has no words for them.
    private static Properties properties(MailSettings settings) {
        MailServer server = settings.server().orElseThrow();
        String timeout = String.valueOf(settings.connectTimeout().toMillis());
        var properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", server.host());
        properties.put("mail.smtp.port", String.valueOf(server.port()));
        properties.put("mail.smtp.localhost", settings.heloName());
        properties.put("mail.smtp.ehlo", "false");
        properties.put("mail.smtp.connectiontimeout", timeout);
        properties.put("mail.smtp.timeout", timeout);
        properties.put("mail.smtp.writetimeout", timeout);
        return properties;
    }

    /// Sends what is queued, as far as that goes in a few seconds.
    @Override
    public void close() {
        try {
            if (!letters.offer(END) || !thread.join(CLOSE_LIMIT)) {
                log.error("mail not sent before the end: " + letters.size());
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
