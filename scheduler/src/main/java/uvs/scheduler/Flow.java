package uvs.scheduler;

/// What a scheduler may know of the packet that opens a connection. Addresses as in [Pool].
public interface Flow {

    boolean isIpv6();

    /// With persistence the client's address is the masked one of the template.
    long clientHigh();

    long clientLow();

    int clientPort();

    /// The destination: the virtual server's address, or for a firewall-mark service whatever the packet had.
    long destinationHigh();

    long destinationLow();

    int destinationPort();
}
