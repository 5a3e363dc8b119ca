package uvs.config;

import java.time.Duration;
import java.util.Optional;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;

/// One line of `virtual_ipaddress`, `virtual_ipaddress_excluded` or `static_ipaddress`.
///
/// @param address      with the mask that it is put on the interface with: /32 or /128 unless given
/// @param interfaceName where it goes; empty for the interface of its VRRP instance, or its VMAC
///                     if it has one
/// @param broadcast    the address, or what the kernel takes for all ones or none
/// @param scope        `global` unless given
/// @param preferred    how long it is used as a source address; empty for ever
/// @param useVmac      whether it goes on the VMAC of its instance although `dev` was given
/// @param tracked      whether the instance faults when the kernel loses it
/// @param trackGroup   which instances fault, for a static address
public record InterfaceAddress(
    Prefix address,
    Optional<String> interfaceName,
    Broadcast broadcast,
    Optional<String> scope,
    Optional<String> label,
    Optional<Prefix> peer,
    boolean home,
    boolean noDad,
    boolean managedTemporary,
    boolean noPrefixRoute,
    boolean autoJoin,
    Optional<Duration> preferred,
    boolean useVmac,
    boolean tracked,
    Optional<String> trackGroup) {

    /// The broadcast address of an interface's address.
    public sealed interface Broadcast {

        record None() implements Broadcast {}

        /// All host bits one: `brd +`.
        record HostBitsSet() implements Broadcast {}

        /// All host bits zero: `brd -`.
        record HostBitsClear() implements Broadcast {}

        record Given(IpAddress address) implements Broadcast {}
    }
}
