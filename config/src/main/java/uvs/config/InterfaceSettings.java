package uvs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What is said of interfaces outside VRRP instances.
public record InterfaceSettings(
    List<GarpGroup> garpGroups, List<UpDownDelay> upDownDelays, List<Linkbeat> linkbeats) {

    public static final InterfaceSettings NONE = new InterfaceSettings(List.of(), List.of(), List.of());

    public InterfaceSettings {
        garpGroups = List.copyOf(garpGroups);
        upDownDelays = List.copyOf(upDownDelays);
        linkbeats = List.copyOf(linkbeats);
    }

    /// The block `garp_group`: interfaces that share one spacing of gratuitous ARP and neighbour messages.
    public record GarpGroup(Optional<Duration> garpInterval, Optional<Duration> gnaInterval,
        List<String> interfaces) {

        public GarpGroup {
            interfaces = List.copyOf(interfaces);
        }
    }

    /// How long a change of an interface's state must last to count.
    public record UpDownDelay(String interfaceName, Duration down, Duration up) {
    }

    /// An interface whose link is asked for at intervals, as its driver tells nothing.
    public record Linkbeat(String interfaceName, LinkbeatMethod method) {
    }

    /// How the link is asked for. `ANY` takes the first that works.
    public enum LinkbeatMethod { ANY, MII, ETHTOOL, IOCTL }
}
