package uvs.tools.adm;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringTokenizer;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;

/// The names that this machine's resolver and `/etc/services` know.
public final class SystemNames implements Names {

    private static final Path SERVICES = Path.of("/etc/services");

    private List<Service> services;

    /// A line of `/etc/services`; the first name is the one that is written.
    private record Service(List<String> names, int port, String protocol) {
    }

    @Override
    public Optional<IpAddress> address(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address instanceof Inet4Address) {
                    return Optional.of(IpAddress.of(address.getAddress()));
                }
            }
            return Optional.empty();
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> host(IpAddress address) {
        InetAddress asked = address.toInetAddress();
        String name = asked.getHostName();
        return name.equals(asked.getHostAddress()) ? Optional.empty() : Optional.of(name);
    }

    @Override
    public OptionalInt port(String service, Protocol protocol) {
        for (Service each : services()) {
            if (each.protocol.equals(name(protocol)) && each.names.contains(service)) {
                return OptionalInt.of(each.port);
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public Optional<String> service(int port, Protocol protocol) {
        for (Service each : services()) {
            if (each.port == port && each.protocol.equals(name(protocol))) {
                return Optional.of(each.names.getFirst());
            }
        }
        return Optional.empty();
    }

    private static String name(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    private List<Service> services() {
        if (services == null) {
            services = new ArrayList<>();
            try {
                for (String line : Files.readAllLines(SERVICES, StandardCharsets.ISO_8859_1)) {
                    add(line);
                }
            } catch (IOException _) {
                // Without the file ports have no names.
            }
        }
        return services;
    }

    private void add(String line) {
        int comment = line.indexOf('#');
        var words = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
        if (words.countTokens() < 2) {
            return;
        }
        var names = new ArrayList<String>();
        names.add(words.nextToken());
        String[] place = words.nextToken().split("/");
        var port = Decimal.read(place[0], 0, 65_535);
        if (place.length == 2 && port.isPresent()) {
            while (words.hasMoreTokens()) {
                names.add(words.nextToken());
            }
            services.add(new Service(names, (int) port.getAsLong(), place[1]));
        }
    }
}
