package uvs.vrrp.wire;

import uvs.config.net.IpAddress;

/// Another router of the group, named in `unicast_peer`.
///
/// @param minTimeToLive the least TTL or hop limit with which its packets may arrive: 0 asks nothing
/// @param maxTimeToLive the most: 255 asks nothing
public record UnicastPeer(IpAddress address, int minTimeToLive, int maxTimeToLive) {

    boolean accepts(int timeToLive) {
        return timeToLive >= minTimeToLive && timeToLive <= maxTimeToLive;
    }
}
