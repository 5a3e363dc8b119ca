package uvs.vrrp.agent;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import uvs.config.Command;
import uvs.vrrp.VrrpState;

/// Something the daemon is told, or has to do because of a change of state. A value: whoever receives it does it.
/// Notices come in the order in which things happened.
public sealed interface Notice {

    /// A virtual router or a sync group changed its state. Its addresses are on the interfaces already when it became
    /// master, and off them when it ceased to be.
    record StateChanged(Kind kind, String name, VrrpState from, VrrpState to, int priority) implements Notice {}

    /// A notify script.
    ///
    /// @param limit empty for a script that may take its time
    record RunScript(Command command, Optional<Duration> limit) implements Notice {}

    /// A line for `vrrp_notify_fifo` and `notify_fifo`, without its line end.
    record WriteFifo(String line) implements Notice {}

    /// A mail to everybody in `notification_email`.
    ///
    /// @param subject without the router's name, which stands in front of every subject in brackets
    record SendMail(String subject, String body) implements Notice {}

    /// @param fields what the line is about, by name: `instance`, `group`, and of a change `from` and `to`
    record Log(Level level, String text, Map<String, String> fields) implements Notice {

        public Log {
            fields = Map.copyOf(fields);
        }

        Log(Level level, String text) {
            this(level, text, Map.of());
        }

        public enum Level { INFO, NOTICE, WARNING }
    }

    enum Kind { INSTANCE, GROUP }
}
