package uvs.scheduler;

/// What a scheduler may know of the packet that opens a connection. Addresses as in [Pool].
///
/// With persistence these are still the packet's own addresses, not the masked ones of the template: IPVS too
/// schedules a template by the packet that made it.
public interface Flow {

    boolean isIpv6();

    /// The first 64 bits of the address of the client.
    long clientHigh();

    long clientLow();

    /// The port of the client; 0 for a protocol other than TCP, UDP and SCTP.
    int clientPort();

    /// The destination: the virtual server's address, or for a firewall-mark service whatever the packet had.
    long destinationHigh();

    long destinationLow();

    int destinationPort();
}
