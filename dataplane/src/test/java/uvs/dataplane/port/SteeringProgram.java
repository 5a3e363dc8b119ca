package uvs.dataplane.port;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.port.SteeredTraffic.Service;

/// A program that steers what its input says: lines of `LINKS VIRTUAL REAL LOCAL`, each a list with commas or
/// `-`, services as `TCP/192.0.2.1/80`. It answers `done`, or `refused` and why.
final class SteeringProgram {

    private SteeringProgram() {
    }

    /// @param arguments none
    public static void main(String[] arguments) throws IOException {
        try (var steering = new NftSteering(); var input = new BufferedReader(new InputStreamReader(System.in))) {
            System.out.println("ready");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split(" ");
                try {
                    steering.steer(new SteeredTraffic(list(words[0]).collect(Collectors.toSet()),
                        services(words[1]),
                        services(words[2]), list(words[3]).map(IpAddress::of).collect(Collectors.toSet()),
                        list(words.length > 4 ? words[4] : "-").map(IpAddress::of).collect(Collectors.toSet())));
                    System.out.println("done");
                } catch (IOException e) {
                    System.out.println("refused " + e.getMessage());
                }
            }
        } catch (IOException e) {
            System.out.println("refused " + e.getMessage());
            System.exit(1);
        }
    }

    private static Set<Service> services(String words) {
        return list(words).map(word -> word.split("/"))
            .map(parts -> new Service(Protocol.valueOf(parts[0]), IpAddress.of(parts[1]),
                Integer.parseInt(parts[2])))
            .collect(Collectors.toSet());
    }

    private static Stream<String> list(String words) {
        return words.equals("-") ? Stream.empty() : Arrays.stream(words.split(","));
    }
}
