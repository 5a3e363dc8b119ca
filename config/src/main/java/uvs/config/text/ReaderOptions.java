package uvs.config.text;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a configuration depends on besides its files.
///
/// @param configId     what `@ID` lines are compared with: the first label of the host name unless given
/// @param hostName     for `router_id` and mail
/// @param interfaces   the names of the interfaces of this host; empty when they are not to be looked at
/// @param environment  for `${_ENV NAME}`
/// @param programs     whether the programs of scripts are looked for on this host
/// @param randomSeed   for `${_RANDOM}` unless the file has a `random_seed`
public record ReaderOptions(
    String configId, String hostName, Optional<Set<String>> interfaces, Map<String, String> environment,
    boolean programs, long randomSeed) {

    public ReaderOptions {
        interfaces = interfaces.map(Set::copyOf);
        environment = Map.copyOf(environment);
    }

    /// Options for a host of this name, with nothing else taken from it.
    public static ReaderOptions of(String hostName) {
        int dot = hostName.indexOf('.');
        return new ReaderOptions(
            dot < 0 ? hostName : hostName.substring(0, dot), hostName, Optional.empty(), Map.of(), false, 0);
    }

    public ReaderOptions withConfigId(String id) {
        return new ReaderOptions(id, hostName, interfaces, environment, programs, randomSeed);
    }

    public ReaderOptions withInterfaces(Set<String> names) {
        return new ReaderOptions(configId, hostName, Optional.of(names), environment, programs, randomSeed);
    }

    public ReaderOptions withEnvironment(Map<String, String> variables) {
        return new ReaderOptions(configId, hostName, interfaces, variables, programs, randomSeed);
    }

    public ReaderOptions withPrograms() {
        return new ReaderOptions(configId, hostName, interfaces, environment, true, randomSeed);
    }
}
