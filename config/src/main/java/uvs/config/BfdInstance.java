package uvs.config;

import java.time.Duration;
import java.util.Optional;
import uvs.config.net.IpAddress;

/// The block `bfd_instance`: one session of Bidirectional Forwarding Detection (RFC 5880).
///
/// @param minRx     the shortest interval between control packets that this side takes
/// @param minTx     the shortest that it sends at
/// @param idleTx    the interval while the session is not up
/// @param maxHops   how many hops fewer than `ttl` a packet may have left; -1 for any number
/// @param forVrrp   whether VRRP instances may track it
/// @param forChecker whether BFD_CHECK may
public record BfdInstance(
    String name, IpAddress neighbourIp, Optional<IpAddress> sourceIp, Duration minRx, Duration minTx,
    Duration idleTx, int multiplier, boolean passive, boolean multihop, int ttl, int maxHops, int weight,
    boolean reverse, boolean forVrrp, boolean forChecker) {
}
