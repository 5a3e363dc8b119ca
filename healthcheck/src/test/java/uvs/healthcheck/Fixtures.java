package uvs.healthcheck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.Command;
import uvs.config.Endpoint;
import uvs.config.ForwardingMethod;
import uvs.config.HealthChecker;
import uvs.config.Protocol;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.config.VirtualServer.Quorum;
import uvs.config.VirtualServer.SorryServer;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Virtual servers for tests: `[10.0.0.1]:tcp:80` with real servers `10.0.0.11`, `10.0.0.12` and so on.
final class Fixtures {

    static final Command UP = new Command(List.of("/bin/up"), Optional.empty(), Optional.empty());
    static final Command DOWN = new Command(List.of("/bin/down"), Optional.empty(), Optional.empty());

    private Fixtures() {
    }

    /// What a virtual server of a test has; each test changes what it is about.
    static final class Builder {
        final List<RealServer> servers = new ArrayList<>();
        long quorum = 1;
        long hysteresis;
        Optional<SorryServer> sorry = Optional.empty();
        boolean omega;
        boolean scripts;
        String scheduler = "rr";
        VirtualServer.Service service =
            new VirtualServer.Service.Address(new Endpoint.Address(IpAddress.of("10.0.0.1"), 80));

        Builder server(int last, int weight, HealthChecker... checkers) {
            return server(last, weight, false, checkers);
        }

        Builder server(int last, int weight, boolean inhibit, HealthChecker... checkers) {
            servers.add(new RealServer(
                IpAddress.of("10.0.0." + last), 80, weight, new ForwardingMethod.Nat(), 0, 0, inhibit, false,
                scripts ? Optional.of(UP) : Optional.empty(), scripts ? Optional.of(DOWN) : Optional.empty(),
                true, Optional.empty(), Optional.empty(), List.of(checkers)));
            return this;
        }

        Builder quorum(long weight, long newHysteresis) {
            quorum = weight;
            hysteresis = newHysteresis;
            return this;
        }

        Builder sorry(boolean inhibit) {
            sorry = Optional.of(new SorryServer(IpAddress.of("10.0.0.99"), 80, new ForwardingMethod.Nat(), inhibit));
            return this;
        }

        Builder omega() {
            omega = true;
            return this;
        }

        Builder scripts() {
            scripts = true;
            return this;
        }

        Builder scheduler(String name) {
            scheduler = name;
            return this;
        }

        VirtualServer build() {
            return new VirtualServer(
                service, Family.IPV4, Optional.of(Protocol.TCP), scheduler, Set.of(), false, false,
                new ForwardingMethod.Nat(), Optional.empty(), sorry,
                new Quorum(quorum, hysteresis, Optional.of(UP), Optional.of(DOWN)), false, omega, false, false,
                Duration.ofSeconds(6), 1, Optional.empty(), true, Optional.empty(), servers);
        }
    }

    static Builder virtual() {
        return new Builder();
    }

    static HealthChecker.Timing timing(boolean alpha) {
        return new HealthChecker.Timing(
            1, Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(6), alpha, false);
    }

    static HealthChecker.Connection connection(String address, int port) {
        return new HealthChecker.Connection(
            IpAddress.of(address), port, Optional.empty(), 0, Optional.empty(), Duration.ofSeconds(1), 0);
    }

    static HealthChecker tcp(int port) {
        return new HealthChecker.TcpCheck(connection("10.0.0.11", port), timing(false));
    }

    static HealthChecker alphaTcp(int port) {
        return new HealthChecker.TcpCheck(connection("10.0.0.11", port), timing(true));
    }

    static RealServer.Key key(int last) {
        return new RealServer.Key(IpAddress.of("10.0.0." + last), 80);
    }

    /// The decisions in a word each, such as `add 11 w3`, `script /bin/up`, `fifo RS ...`; the log is left out.
    static List<String> words(List<Decision> decisions) {
        return decisions.stream().filter(d -> !(d instanceof Decision.Log)).map(Fixtures::word).toList();
    }

    /// The changes of the table only.
    static List<String> programming(List<Decision> decisions) {
        return decisions.stream().filter(Decision.Programming.class::isInstance).map(Fixtures::word).toList();
    }

    static List<String> log(List<Decision> decisions) {
        return decisions.stream().filter(Decision.Log.class::isInstance)
            .map(d -> ((Decision.Log) d).text()).toList();
    }

    private static String word(Decision decision) {
        return switch (decision) {
            case Decision.AddVirtualServer d -> "add virtual " + d.settings().scheduler();
            case Decision.EditVirtualServer d -> "edit virtual " + d.settings().scheduler();
            case Decision.RemoveVirtualServer _ -> "remove virtual";
            case Decision.AddRealServer d -> "add " + last(d.id().address()) + " w" + d.settings().weight();
            case Decision.EditRealServer d -> "edit " + last(d.id().address()) + " w" + d.settings().weight();
            case Decision.RemoveRealServer d -> "remove " + last(d.id().address());
            case Decision.RunScript d -> "script " + d.command().words().getFirst()
                + d.limit().map(limit -> " " + limit).orElse("");
            case Decision.WriteFifo d -> "fifo " + d.line();
            case Decision.SendMail d -> "mail " + d.subject();
            case Decision.Log d -> d.text();
        };
    }

    private static String last(IpAddress address) {
        String text = address.toString();
        return text.substring(text.lastIndexOf('.') + 1);
    }
}
