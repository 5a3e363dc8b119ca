package uvs.config.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import uvs.config.InterfaceAddress;
import uvs.config.InterfaceSettings;
import uvs.config.InterfaceSettings.GarpGroup;
import uvs.config.Route;
import uvs.config.Rule;
import uvs.config.SslSettings;
import uvs.config.StaticNetwork;
import uvs.config.StaticNetwork.TrackGroup;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.InterfaceKeywords;
import uvs.config.keyword.LinesKeyword;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// Makes the records of what stands outside instances and virtual servers: static addresses, interfaces, TLS.
final class StaticParts {

    private static final Set<String> KEEPALIVED_PROTOCOL = Set.of("keepalived", "18", "0x12");

    private final Section file;
    private final Diagnostics diagnostics;
    private final String defaultInterface;

    StaticParts(Section file, Section globals, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
        defaultInterface = globals.get(GlobalKeywords.DEFAULT_INTERFACE);
    }

    StaticNetwork network() {
        var groups = new ArrayList<TrackGroup>();
        for (Section section : file.get(RootKeywords.TRACK_GROUP)) {
            String name = section.head(RootKeywords.TRACK_GROUP);
            if (section.get(InterfaceKeywords.GROUP).isEmpty()) {
                diagnostics.report(Problem.GENERAL_ERROR, section.position(),
                    "track_group " + name + " names no instance, and is left out", "write group { NAME }");
            } else {
                groups.add(new TrackGroup(name, section.get(InterfaceKeywords.GROUP)));
            }
        }
        checkTrackGroups(groups.stream().map(TrackGroup::name).toList());
        return new StaticNetwork(
            file.get(RootKeywords.STATIC_IPADDRESS).stream()
                .map(address -> withInterface(address, Optional.of(defaultInterface))).toList(),
            trackable(file, RootKeywords.STATIC_ROUTES, diagnostics), file.get(RootKeywords.STATIC_RULES),
                groups);
    }

    /// An address, a route or a rule may name a group that there is none of.
    private void checkTrackGroups(List<String> known) {
        checkTrackGroup(known, RootKeywords.STATIC_IPADDRESS, InterfaceAddress::trackGroup);
        checkTrackGroup(known, RootKeywords.STATIC_ROUTES, Route::trackGroup);
        checkTrackGroup(known, RootKeywords.STATIC_RULES, Rule::trackGroup);
    }

    private <E> void checkTrackGroup(
        List<String> known, LinesKeyword<E> keyword, Function<E, Optional<String>> groupOf) {
        List<E> given = file.get(keyword);
        for (int i = 0; i < given.size(); i++) {
            Optional<String> name = groupOf.apply(given.get(i));
            if (name.isPresent() && !known.contains(name.get())) {
                diagnostics.report(Problem.GENERAL_ERROR, file.positionOf(keyword, i),
                    "there is no track_group " + name.get(), "write its block, or take the words out");
            }
        }
    }

    /// The address on the interface that it names, or else on another.
    static InterfaceAddress withInterface(InterfaceAddress a, Optional<String> otherwise) {
        return new InterfaceAddress(
            a.address(), a.interfaceName().or(() -> otherwise), a.broadcast(), a.scope(), a.label(), a.peer(),
            a.home(), a.noDad(), a.managedTemporary(), a.noPrefixRoute(), a.autoJoin(), a.preferred(),
                a.useVmac(),
            a.tracked(), a.trackGroup());
    }

    /// The routes of a block, those that cannot be tracked not tracked, which is reported.
    static List<Route> trackable(Section section, LinesKeyword<Route> keyword, Diagnostics diagnostics) {
        var routes = new ArrayList<Route>();
        List<Route> given = section.get(keyword);
        for (int i = 0; i < given.size(); i++) {
            Route route = given.get(i);
            noteWords(route, section.positionOf(keyword, i), diagnostics);
            boolean nowhere = route.tracked() && route.interfaceName().isEmpty();
            boolean foreign = route.tracked() && !nowhere && route.protocol().isPresent()
                && !KEEPALIVED_PROTOCOL.contains(route.protocol().get());
            if (nowhere || foreign) {
                diagnostics.report(Problem.WARNING, section.positionOf(keyword, i), nowhere
                    ? "the route to " + route.destination() + " names no interface, and is not tracked"
                    : "the route to " + route.destination()
                        + " is tracked, and so its protocol is keepalived",
                    nowhere ? "write dev and an interface, or no_track"
                        : "take the protocol out, or write no_track");
            }
            routes.add(nowhere ? route.withoutTracking() : foreign ? route.withoutProtocol() : route);
        }
        return routes;
    }

    /// A route with these words is told when it is to be added, and left out.
    private static void noteWords(Route route, long position, Diagnostics diagnostics) {
        boolean encapsulates = !route.encap().isEmpty()
            || route.nexthops().stream().anyMatch(hop -> !hop.encap().isEmpty());
        if (encapsulates || route.vrf().isPresent()) {
            diagnostics.report(Problem.NOT_HONOURED, position, "the route to " + route.destination()
                + " is read and not added: " + (encapsulates ? "encap" : "vrf") + " is not supported");
        }
    }

    InterfaceSettings interfaces() {
        var groups = new ArrayList<GarpGroup>();
        for (Section section : file.get(RootKeywords.GARP_GROUP)) {
            var names = new ArrayList<>(section.get(InterfaceKeywords.INTERFACES));
            section.given(InterfaceKeywords.INTERFACE).ifPresent(names::addFirst);
            groups.add(new GarpGroup(
                section.given(InterfaceKeywords.GARP_INTERVAL), section.given(InterfaceKeywords.GNA_INTERVAL),
                List.copyOf(names)));
        }
        return new InterfaceSettings(
            groups, file.get(RootKeywords.INTERFACE_UP_DOWN_DELAYS),
                file.get(RootKeywords.LINKBEAT_INTERFACES));
    }

    Optional<SslSettings> ssl() {
        return file.get(RootKeywords.SSL).stream().findFirst().map(section -> new SslSettings(
            section.given(InterfaceKeywords.PASSWORD), section.given(InterfaceKeywords.CA),
            section.given(InterfaceKeywords.CERTIFICATE), section.given(InterfaceKeywords.KEY)));
    }
}
