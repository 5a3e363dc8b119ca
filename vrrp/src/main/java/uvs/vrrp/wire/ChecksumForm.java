package uvs.vrrp.wire;

import uvs.config.net.IpAddress;

/// What the checksum of a version 3 message over IPv4 covers; senders in the field do not agree.
public sealed interface ChecksumForm {

    /// The message and an IPv4 pseudo-header: what keepalived sends unless told otherwise.
    record PseudoHeader() implements ChecksumForm {}

    /// The message alone, as RFC 9568 section 5.2.8 says and `v3_checksum_as_v2` asks for.
    record MessageOnly() implements ChecksumForm {}

    /// The pseudo-header names the multicast group although the packet went to one peer: keepalived up to 1.3.6,
    /// and `old_unicast_checksum`.
    record OldUnicast(IpAddress group) implements ChecksumForm {}
}
