package uvs.vrrp.wire;

/// What the receive checks say of one packet.
public sealed interface Reception {

    /// It changes nothing but a counter.
    record Refused(Refusal refusal) implements Reception {}

    /// It is from the group and may be acted upon.
    ///
    /// @param otherAddresses its address list differs from ours, which was told and let pass
    /// @param oldChecksum its checksum names the multicast group although it came by unicast: the sender is
    ///     keepalived 1.3.6 or older, and understands only the same
    record Accepted(boolean otherAddresses, boolean oldChecksum) implements Reception {}
}
