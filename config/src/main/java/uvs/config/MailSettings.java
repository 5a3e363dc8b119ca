package uvs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who is told of state changes by mail, and through which server.
///
/// @param notificationEmail the recipients; none for no mail at all
/// @param from              the sender; `keepalived@` and the host's name unless given
/// @param server            empty while no mail can be sent
/// @param noEmailFaults     leaves out the mails of VRRP faults
/// @param noCheckerEmails   mails of virtual servers only, not of each real server
public record MailSettings(
    List<String> notificationEmail, String from, Optional<MailServer> server, String heloName,
    Duration connectTimeout, boolean noEmailFaults, boolean noCheckerEmails) {

    public MailSettings {
        notificationEmail = List.copyOf(notificationEmail);
    }

    /// @param host an address or a name, which is asked of the resolver when mail is sent
    public record MailServer(String host, int port) {

        public MailServer {
            Range.PORT.check("port", port);
        }
    }
}
