package uvs.vrrp.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import uvs.config.Garp;
import uvs.config.InterfaceAddress;
import uvs.config.Notify;
import uvs.config.Tracking;
import uvs.config.VrrpInstance;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;

/// Instances for tests, with keepalived's defaults for what is not said.
final class InstanceBuilder {

    static final Notify NO_NOTIFIERS = new Notify(Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty(), false);

    private final String name;
    private final int virtualRouterId = 51;
    private int priority = 100;
    private int version = 2;
    private boolean master;
    private boolean preempt = true;
    private final Duration advertInterval = Duration.ofSeconds(1);
    private Duration preemptDelay = Duration.ZERO;
    private Family family = Family.IPV4;
    private VrrpInstance.Authentication authentication = new VrrpInstance.Authentication.None();
    private final Notify notifiers = NO_NOTIFIERS;
    private boolean strict;
    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private final List<VrrpInstance.UnicastPeer> peers = new ArrayList<>();

    InstanceBuilder(String name) {
        this.name = name;
    }

    InstanceBuilder priority(int value) {
        priority = value;
        return this;
    }

    InstanceBuilder version(int value) {
        version = value;
        return this;
    }

    InstanceBuilder master() {
        master = true;
        return this;
    }

    InstanceBuilder noPreempt() {
        preempt = false;
        return this;
    }

    InstanceBuilder preemptDelay(Duration value) {
        preemptDelay = value;
        return this;
    }

    InstanceBuilder strict() {
        strict = true;
        return this;
    }

    InstanceBuilder authentication(VrrpInstance.Authentication value) {
        authentication = value;
        return this;
    }

    InstanceBuilder peer(String address) {
        peers.add(new VrrpInstance.UnicastPeer(IpAddress.of(address), Optional.empty(), Optional.empty()));
        return this;
    }

    InstanceBuilder address(String prefix) {
        addresses.add(new InterfaceAddress(Prefix.of(prefix), Optional.of("eth0"),
            new InterfaceAddress.Broadcast.None(), Optional.empty(), Optional.empty(), Optional.empty(), false, false,
            false, false, false, Optional.empty(), false, true, Optional.empty()));
        family = addresses.getFirst().address().address().family();
        return this;
    }

    VrrpInstance build() {
        var group = IpAddress.of(family == Family.IPV4 ? "224.0.0.18" : "ff02::12");
        return new VrrpInstance(name, master, Optional.of("eth0"), virtualRouterId, priority, advertInterval, version,
            family, addresses, List.of(), false, List.of(), List.of(), authentication,
            new VrrpInstance.Transport(Optional.empty(), peers, group, 255, false, false, false,
                VrrpInstance.OldChecksum.AUTO),
            preempt, preemptDelay, true, strict, false, false, 3, Optional.empty(), false, false, false,
            new Garp(Duration.ofSeconds(5), 5, Duration.ZERO, 1, Duration.ofSeconds(5), 5, Duration.ZERO,
                Duration.ZERO, Optional.empty(), false),
            Tracking.NONE, true, notifiers, false, Optional.empty(), Optional.empty(), false, Optional.empty(), false,
            Optional.empty(), 0);
    }
}
