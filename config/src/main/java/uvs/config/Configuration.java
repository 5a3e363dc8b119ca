package uvs.config;

import java.util.List;
import java.util.Optional;

/// A whole keepalived.conf, with every default and every inheritance resolved.
///
/// Two configurations are equal when they mean the same, whatever their files look like. Lists keep the order
/// of the file.
public record Configuration(
    ProcessSettings process,
    GlobalDefs globalDefs,
    StaticNetwork staticNetwork,
    List<VrrpScript> vrrpScripts,
    List<TrackProcess> trackProcesses,
    List<TrackFile> trackFiles,
    List<BfdInstance> bfdInstances,
    List<VrrpInstance> vrrpInstances,
    List<VrrpSyncGroup> vrrpSyncGroups,
    InterfaceSettings interfaces,
    Optional<SslSettings> ssl,
    List<VirtualServerGroup> virtualServerGroups,
    List<VirtualServer> virtualServers) {

    public Configuration {
        vrrpScripts = List.copyOf(vrrpScripts);
        trackProcesses = List.copyOf(trackProcesses);
        trackFiles = List.copyOf(trackFiles);
        bfdInstances = List.copyOf(bfdInstances);
        vrrpInstances = List.copyOf(vrrpInstances);
        vrrpSyncGroups = List.copyOf(vrrpSyncGroups);
        virtualServerGroups = List.copyOf(virtualServerGroups);
        virtualServers = List.copyOf(virtualServers);
    }
}
