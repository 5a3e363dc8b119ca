package uvs.config;

import java.util.List;
import java.util.Optional;
import uvs.config.net.IpAddress;

/// The block `real_server`, with what it inherits from its virtual server.
///
/// @param port         0 for the port that the packet came to
/// @param weight       0 drains: no new connections, the established ones go on
/// @param upperThreshold no new connections above this many; 0 for no limit
/// @param lowerThreshold new connections again below this many; 0 for three quarters of the upper one
/// @param inhibitOnFailure sets the weight to 0 on failure and does not remove it
/// @param alpha        down until every check has succeeded once
/// @param checkers     none for a real server that is always up; else all must say that it is up
public record RealServer(
    IpAddress address,
    int port,
    int weight,
    ForwardingMethod method,
    long upperThreshold,
    long lowerThreshold,
    boolean inhibitOnFailure,
    boolean alpha,
    Optional<Command> notifyUp,
    Optional<Command> notifyDown,
    boolean smtpAlert,
    Optional<String> virtualhost,
    Optional<String> snmpName,
    List<HealthChecker> checkers) {

    public RealServer {
        Range.PORT.check("port", port);
        Range.of(0, Integer.MAX_VALUE).check("weight", weight);
        checkers = List.copyOf(checkers);
    }

    /// What tells a real server from the others of its virtual server.
    public record Key(IpAddress address, int port) {

        @Override
        public String toString() {
            return "[" + address + "]:" + port;
        }
    }

    public Key key() {
        return new Key(address, port);
    }
}
