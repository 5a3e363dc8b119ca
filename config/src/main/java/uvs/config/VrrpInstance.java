package uvs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// The block `vrrp_instance`: one virtual router on one interface.
///
/// @param master          whether `state MASTER` was given
/// @param interfaceName   empty only for unicast with a source address
/// @param priority        1 to 255; 255 for the owner of the addresses
/// @param advertInterval  whole seconds in version 2, hundredths in version 3
/// @param version         2 or 3
/// @param family          of the packets and of the advertised addresses
/// @param addresses       in the order of the packet
/// @param excludedAddresses set on the interface like the others, but not advertised
/// @param accept          whether a master that does not own the addresses takes packets to them
/// @param trackPrimary    whether the fault of its own interface is one of the instance
/// @param downTimerAdverts how many intervals without a packet make the master count as gone
/// @param timerExpiredBackup the priority down to which a master steps back whose own timer came too late
/// @param vrf             of an instance without an interface
/// @param debug           0 to 4
public record VrrpInstance(
    String name,
    boolean master,
    Optional<String> interfaceName,
    int virtualRouterId,
    int priority,
    Duration advertInterval,
    int version,
    Family family,
    List<InterfaceAddress> addresses,
    List<InterfaceAddress> excludedAddresses,
    boolean noVirtualIpAddress,
    List<Route> routes,
    List<Rule> rules,
    Authentication authentication,
    Transport transport,
    boolean preempt,
    Duration preemptDelay,
    boolean accept,
    boolean strict,
    boolean skipCheckAdvAddr,
    boolean v3ChecksumAsV2,
    int downTimerAdverts,
    Optional<Integer> timerExpiredBackup,
    boolean lowerPrioNoAdvert,
    boolean higherPrioSendAdvert,
    boolean ownerIgnoreAdverts,
    Garp garp,
    Tracking tracking,
    boolean trackPrimary,
    Notify notifiers,
    boolean smtpAlert,
    Optional<Vmac> vmac,
    Optional<String> vrf,
    boolean promoteSecondaries,
    Optional<String> lvsSyncDaemonInterface,
    boolean linkbeatUsePolling,
    Optional<Integer> kernelReceiveBuffer,
    int debug) {

    public VrrpInstance {
        Range.of(1, 255).check("virtualRouterId", virtualRouterId);
        Range.of(1, 255).check("priority", priority);
        Range.of(2, 3).check("version", version);
        addresses = List.copyOf(addresses);
        excludedAddresses = List.copyOf(excludedAddresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
    }

    /// How a packet proves where it comes from.
    public sealed interface Authentication {

        record None() implements Authentication {}

        /// RFC 2338 section 5.3.6.2: the password in the clear, at most 8 bytes of it.
        record SimplePassword(String password) implements Authentication {}

        /// RFC 2338 section 5.3.6.3: an authentication header (RFC 2402) with HMAC-MD5-96.
        record AuthenticationHeader(String password) implements Authentication {}

        /// keepalived's own extension of 2.4.2: an HMAC after the packet.
        ///
        /// @param activeKey the id of the key that is sent with
        record Hmac(
            List<HmacKey> keys, int activeKey, Duration timeWindow, AntiReplay antiReplay, HmacMode mode)
            implements Authentication {

            public Hmac {
                keys = List.copyOf(keys);
            }
        }
    }

    /// @param value as written: the key itself, `hex:` and digits, or `file:` and a path
    public record HmacKey(int id, String value) {
    }

    /// What a packet is compared with to find one that was sent before.
    public enum AntiReplay { TIME, MONOTONIC }

    /// Which packets are refused.
    public enum HmacMode { ENFORCE, PERMISSIVE, RECEIVE_ONLY }

    /// How packets go out, and which come in.
    ///
    /// @param source        the source address; empty for the first of the interface
    /// @param peers         none for multicast
    /// @param multicastGroup where multicast goes
    /// @param unicastTtl    the TTL or hop limit of what is sent to peers
    /// @param checkSource   whether unicast packets must come from a peer
    /// @param faultNoPeer   whether unicast without a peer is a fault and not multicast
    /// @param trackSource   whether the instance faults while `source` is not an address of the host
    /// @param oldChecksum   of unicast packets, as keepalived up to 1.3.6 wrote it
    public record Transport(
        Optional<IpAddress> source, List<UnicastPeer> peers, IpAddress multicastGroup, int unicastTtl,
        boolean checkSource, boolean faultNoPeer, boolean trackSource, OldChecksum oldChecksum) {

        public Transport {
            peers = List.copyOf(peers);
        }
    }

    /// @param minTtl the least TTL that a packet from it may have
    public record UnicastPeer(IpAddress address, Optional<Integer> minTtl, Optional<Integer> maxTtl) {
    }

    /// `AUTO` finds out from what the peers send.
    public enum OldChecksum { AUTO, ALWAYS, NEVER }

    /// An interface with the MAC address of RFC 5798 section 7.3, or an ipvlan.
    ///
    /// @param name          of the interface to make
    /// @param parent        the interface below, if it is not the instance's own
    /// @param macAddress    another MAC address than the RFC's
    /// @param transmitBase  whether packets leave by the interface below
    /// @param useForAddresses whether addresses of other interfaces go on VMACs of these too
    /// @param ipvlan        an ipvlan, which shares the MAC address of its parent
    public record Vmac(
        String name, Optional<String> parent, Optional<String> macAddress, boolean netlinkNotify,
        Optional<Integer> group, boolean transmitBase, boolean useForAddresses, Optional<Ipvlan> ipvlan) {
    }

    /// @param mode  `bridge`, `private` or `vepa`
    public record Ipvlan(Optional<String> address, String mode) {
    }
}
