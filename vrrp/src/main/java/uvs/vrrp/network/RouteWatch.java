package uvs.vrrp.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import uvs.config.Configuration;
import uvs.config.Route;
import uvs.config.Rule;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.NetlinkAttributes;
import uvs.dataplane.netlink.NetlinkMessage;
import uvs.dataplane.netlink.NetlinkSocket;

/// Hears of routes and policy rules that are gone (rtnetlink(7)), and of nothing else. A routing daemon may move thousands
/// of its own: those with a protocol other than keepalived's are passed over after one byte.
public final class RouteWatch implements AutoCloseable {

    /// `RTNLGRP_IPV4_ROUTE`, `_IPV4_RULE`, `_IPV6_ROUTE`, `_IPV6_RULE`.
    private static final int[] GROUPS = {7, 8, 11, 19};
    private static final int DELETE_ROUTE = 25;
    private static final int DELETE_RULE = 33;
    private static final int PROTOCOL_KEEPALIVED = 18;

    private static final int ROUTE_HEADER = 12;
    private static final int RULE_HEADER = 12;
    private static final int RTA_DST = 1;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_TABLE = 15;
    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_TABLE = 15;
    private static final int FRA_PROTOCOL = 21;

    /// Of messages; the rest waits for the next cycle, which comes at once.
    private static final int RECEIVES_A_POLL = 64;

    private final NetlinkSocket notifications = new NetlinkSocket(NetlinkSocket.ROUTE, GROUPS);

    public RouteWatch() throws SystemCallException {
        // Nothing is asked for: what is there at the start is not ours yet.
    }

    /// Something with keepalived's protocol that is gone.
    public sealed interface Gone {

        /// @param metric as the kernel has it: IPv6 makes 1024 of none
        record OfRoute(Prefix destination, int table, int type, int dsfield, int metric) implements Gone {}

        /// @param priority the kernel's own choice where none was asked for
        record OfRule(Family family, Optional<Prefix> from, Optional<Prefix> to, int table, int action, int priority)
            implements Gone {}

        /// The kernel could not tell all: anything may be gone.
        record Something() implements Gone {}
    }

    /// Whether a configuration has any route or rule that is not to be lost.
    public static boolean isWanted(Configuration configuration) {
        var fixed = configuration.staticNetwork();
        return configuration.vrrpInstances().stream().anyMatch(instance ->
                instance.routes().stream().anyMatch(Route::tracked) || instance.rules().stream().anyMatch(Rule::tracked))
            || fixed.routes().stream().anyMatch(Route::tracked) || fixed.rules().stream().anyMatch(Rule::tracked);
    }

    /// Becomes readable when a route or a rule came or went.
    public Descriptor descriptor() {
        return notifications.descriptor();
    }

    public List<Gone> poll() throws SystemCallException {
        var gone = new ArrayList<Gone>();
        for (int i = 0; i < RECEIVES_A_POLL; i++) {
            try {
                List<NetlinkMessage> received = notifications.receive();
                if (received.isEmpty()) {
                    break;
                }
                received.forEach(message -> read(message).ifPresent(gone::add));
            } catch (SystemCallException e) {
                if (e.errno() != Errno.ENOBUFS) {
                    throw e;
                }
                gone.add(new Gone.Something());
            }
        }
        return gone;
    }

    static Optional<Gone> read(NetlinkMessage message) {
        return switch (message.type()) {
            case DELETE_ROUTE -> route(message);
            case DELETE_RULE -> rule(message);
            default -> Optional.empty();
        };
    }

    /// `struct rtmsg`: family, lengths of destination and source, TOS, table, protocol, scope, type, flags.
    private static Optional<Gone> route(NetlinkMessage message) {
        var payload = message.payload();
        if (payload.limit() < ROUTE_HEADER || payload.get(5) != PROTOCOL_KEEPALIVED) {
            return Optional.empty();
        }
        Optional<Family> family = family(payload.get(0));
        NetlinkAttributes attributes = message.attributes(ROUTE_HEADER);
        return family.flatMap(found -> prefix(attributes, RTA_DST, found, Byte.toUnsignedInt(payload.get(1))))
            .map(destination -> new Gone.OfRoute(destination,
                attributes.i32(RTA_TABLE).orElse(Byte.toUnsignedInt(payload.get(4))),
                Byte.toUnsignedInt(payload.get(7)), Byte.toUnsignedInt(payload.get(3)),
                attributes.i32(RTA_PRIORITY).orElse(0)));
    }

    /// `struct fib_rule_hdr`: family, lengths of destination and source, TOS, table, two reserved, action, flags.
    private static Optional<Gone> rule(NetlinkMessage message) {
        var payload = message.payload();
        if (payload.limit() < RULE_HEADER) {
            return Optional.empty();
        }
        Optional<Family> family = family(payload.get(0));
        NetlinkAttributes attributes = message.attributes(RULE_HEADER);
        if (family.isEmpty() || !attributes.u8(FRA_PROTOCOL).equals(OptionalInt.of(PROTOCOL_KEEPALIVED))) {
            return Optional.empty();
        }
        return Optional.of(new Gone.OfRule(family.get(),
            prefix(attributes, FRA_SRC, family.get(), Byte.toUnsignedInt(payload.get(2))).filter(RouteWatch::says),
            prefix(attributes, FRA_DST, family.get(), Byte.toUnsignedInt(payload.get(1))).filter(RouteWatch::says),
            attributes.i32(FRA_TABLE).orElse(Byte.toUnsignedInt(payload.get(4))),
            Byte.toUnsignedInt(payload.get(7)), attributes.i32(FRA_PRIORITY).orElse(0)));
    }

    private static boolean says(Prefix prefix) {
        return prefix.length() > 0;
    }

    private static Optional<Family> family(int number) {
        for (Family family : Family.values()) {
            if (family.number() == number) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    /// The kernel leaves the address of a default route out.
    private static Optional<Prefix> prefix(NetlinkAttributes attributes, int type, Family family, int length) {
        IpAddress address = attributes.address(type).orElse(new IpAddress(family, 0, 0));
        return address.family() == family && length <= family.bits()
            ? Optional.of(new Prefix(address, length).network()) : Optional.empty();
    }

    @Override
    public void close() {
        notifications.close();
    }
}
