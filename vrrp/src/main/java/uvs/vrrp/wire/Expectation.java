package uvs.vrrp.wire;

import java.util.List;
import java.util.Optional;

import uvs.config.net.IpAddress;

/// What a virtual router expects of the advertisements of its group: our own configuration, as the receiver sees it.
///
/// @param ours our advertisement, with our priority at its base value
/// @param source our own source address
/// @param peers of a unicast router; empty means multicast
/// @param oldGroup for unicast: the group that an old peer's checksum may name instead of its peer
/// @param checksUnicastSource `check_unicast_src`: only listed peers are heard
/// @param skipsKnownSender `skip_check_adv_addr`: the address list of the last sender is not looked at again
/// @param refusesOtherAddresses a different address list is refused; otherwise only counted and told
/// @param ownerIgnores `owner_ignore_adverts`, with priority 255
public record Expectation(
    Advertisement ours,
    IpAddress source,
    List<UnicastPeer> peers,
    Optional<IpAddress> oldGroup,
    boolean checksUnicastSource,
    boolean skipsKnownSender,
    boolean refusesOtherAddresses,
    boolean ownerIgnores) {

    public Expectation {
        peers = List.copyOf(peers);
    }

    boolean isUnicast() {
        return !peers.isEmpty();
    }

    Optional<UnicastPeer> peer(IpAddress address) {
        return peers.stream().filter(peer -> peer.address().equals(address)).findFirst();
    }
}
