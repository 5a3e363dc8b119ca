package uvs.healthcheck;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import uvs.config.Command;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;

/// Something to be done because of a result, a reload or the end. A value: whoever receives it does it.
///
/// Decisions come in the order in which they must be carried out. They must not be reordered: a sorry server
/// is added before the last real server is removed.
public sealed interface Decision {

    /// A change of the table of virtual and real servers.
    sealed interface Programming extends Decision {

        /// Does it. On the conductor only.
        void carryOut(Backend backend) throws BackendException;
    }

    record AddVirtualServer(VirtualServerId id, VirtualServerSettings settings) implements Programming {

        @Override
        public void carryOut(Backend backend) throws BackendException {
            backend.addVirtualServer(id, settings);
        }
    }

    record EditVirtualServer(VirtualServerId id, VirtualServerSettings settings) implements Programming {

        @Override
        public void carryOut(Backend backend) throws BackendException {
            backend.editVirtualServer(id, settings);
        }
    }

    record RemoveVirtualServer(VirtualServerId id) implements Programming {

        @Override
        public void carryOut(Backend backend) throws BackendException {
            backend.removeVirtualServer(id);
        }
    }

    record AddRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        implements Programming {

        @Override
        public void carryOut(Backend backend) throws BackendException {
            backend.addRealServer(virtual, id, settings);
        }
    }

    record EditRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        implements Programming {

        @Override
        public void carryOut(Backend backend) throws BackendException {
            backend.editRealServer(virtual, id, settings);
        }
    }

    record RemoveRealServer(VirtualServerId virtual, RealServerId id) implements Programming {

        @Override
        public void carryOut(Backend backend) throws BackendException {
            backend.removeRealServer(virtual, id);
        }
    }

    /// A notify script. Nothing waits for its end, except that it is killed after `limit`.
    ///
    /// @param limit empty for a script that may take its time
    record RunScript(Command command, Optional<Duration> limit) implements Decision {
    }

    /// A line for `lvs_notify_fifo` and `notify_fifo`, without its line end.
    record WriteFifo(String line) implements Decision {
    }

    /// A mail to everybody in `notification_email`.
    ///
    /// @param subject without the router's name, which stands in front of every subject in brackets
    record SendMail(String subject, String body) implements Decision {
    }

    /// @param fields what the line is about, by name: `real_server`, `virtual_server`
    record Log(Level level, String text, Map<String, String> fields) implements Decision {

        public Log {
            fields = Map.copyOf(fields);
        }

        public enum Level { INFO, NOTICE, WARNING }
    }
}
