package uvs.config;

import java.util.List;
import java.util.Optional;

/// How the firewall is used to keep strangers from addresses of a VMAC or of an instance without accept mode.
///
/// @param iptablesChains the chains of iptables for input and output; empty when iptables is not to be used
/// @param ipsets         the six names of the sets
/// @param nftablesTable  empty when nftables was not asked for by name
public record FirewallSettings(
    List<String> iptablesChains, List<String> ipsets, Optional<String> nftablesTable, int nftablesPriority,
    boolean nftablesIfindex, boolean nftablesCounters, Optional<String> nftablesIpvsTable,
    Optional<Integer> nftablesIpvsPriority, long nftablesIpvsStartFwmark) {

    public FirewallSettings {
        iptablesChains = List.copyOf(iptablesChains);
        ipsets = List.copyOf(ipsets);
    }
}
